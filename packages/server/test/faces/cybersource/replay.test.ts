/** A signed request that comes again: it is answered, or refused, and nothing happens a second time. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Json, valueAt } from '@clientele/core';
import type { Prepared } from '../sent-request.ts';
import {
  type Ask,
  AUTHENTICATIONS,
  type Authentication,
  createRawClient,
  createSdkClient,
  type RawClient,
  type Reply,
} from './client.ts';
import { operatorOf, recordOf, type Served, serve, versionsOf } from './served.ts';
import { signatureOf, tokenOf } from './signing.ts';

const AT_ONCE = 20;
let served: Served;
let signed: RawClient;
let tokened: RawClient;

before(async () => {
  served = await serve();
  connect();
});
after(() => served.close());

/** The clients of the server as it runs now, since a restart gives it another port. */
function connect(): void {
  const { baseUrl, cybersource } = served.sandbox;
  signed = createRawClient(baseUrl, cybersource);
  tokened = createRawClient(baseUrl, cybersource, tokenOf);
}

let numbers = 0;
/** No two requests are one. */
const own = () => ({ clientReferenceInformation: { code: `REPLAY-${numbers++}` } });
const EMAIL = { buyerInformation: { email: 'once@cybs.com' } };

interface Known {
  readonly id: string;
  readonly path: string;
  readonly etag: string;
}

async function made(): Promise<Known> {
  return known(await tokened.ask('POST', '/customers', { body: own() }));
}

function known(created: Reply): Known {
  assert.equal(created.status, 201, created.text);
  const id = String(valueAt(created.body as Json, '/id'));
  return { id, path: `/customers/${id}`, etag: String(created.headers.etag) };
}

async function versions({ id }: Pick<Known, 'id'>): Promise<number[]> {
  return versionsOf(served.sandbox, (await recordOf(served.sandbox, id)).id);
}

/** What is the same in an answer that is given twice. */
const told = ({ status, headers, text }: Reply) => [status, headers.etag, headers.location, text];

async function atOnce(client: RawClient, prepared: Prepared): Promise<Reply[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => client.send(prepared)));
}

/** All are answered alike: the copies wait for the first one. */
function areOne([first, ...others]: readonly Reply[]): Reply {
  assert.ok(first && first.status < 300, String(first?.text));
  for (const other of others) assert.deepEqual(told(other), told(first));
  return first;
}

describe('an exact repeat of a signed request', () => {
  it('that made a customer shows him again, and there is one, also after a restart and after he is deleted', async () => {
    const prepared = signed.prepare('POST', '/customers', { body: own() });
    const first = await signed.send(prepared);
    const { id, path } = known(first);
    assert.deepEqual(told(await signed.send(prepared)), told(first));
    await served.restart();
    connect();
    assert.deepEqual(told(await signed.send(prepared)), told(first));
    assert.deepEqual(await versions({ id }), [1]);
    assert.equal((await signed.ask('DELETE', path)).status, 204);
    assert.deepEqual(told(await signed.send(prepared)), told(first));
    assert.equal((await signed.ask('GET', path)).status, 410);
  });

  it('that changed a customer does not undo what came after it, whatever it says beside its signature', async () => {
    const { path, id } = await made();
    const prepared = signed.prepare('PATCH', path, { body: EMAIL });
    const first = await signed.send(prepared);
    assert.equal(first.status, 200, first.text);
    const later = await signed.ask('PATCH', path, { body: { buyerInformation: { email: 'later@cybs.com' } } });
    const etag = String(later.headers.etag);
    const besides = (more: object) => signed.send({ ...prepared, headers: { ...prepared.headers, ...more } });
    for (const beside of [{}, { 'idempotency-key': 'another' }])
      assert.deepEqual(told(await besides(beside)), told(first), JSON.stringify(beside));
    for (const tags of ['*', etag]) assert.equal((await besides({ 'if-match': tags })).status, 412, tags);
    assert.equal((await signed.ask('GET', path)).headers.etag, etag);
    assert.deepEqual(await versions({ id }), [3, 2, 1]);
  });

  it('that deleted a customer or an address is answered as it was', async () => {
    const { path } = await made();
    const added = known(await signed.ask('POST', `${path}/shipping-addresses`, { body: {} }));
    for (const target of [`${path}/shipping-addresses/${added.id}`, path]) {
      const prepared = signed.prepare('DELETE', target);
      const replies = [await signed.send(prepared), await signed.send(prepared)];
      assert.deepEqual(
        replies.map(({ status, text }) => [status, text]),
        [
          [204, ''],
          [204, ''],
        ],
      );
      assert.equal((await signed.ask('GET', target)).status, 410);
    }
  });

  it('that added an address shows that one, and adds none, also when it was deleted since', async () => {
    const { path } = await made();
    const list = `${path}/shipping-addresses`;
    const prepared = signed.prepare('POST', list, { body: { shipTo: { firstName: 'Once' } } });
    const first = await signed.send(prepared);
    assert.deepEqual(told(await signed.send(prepared)), told(first));
    const total = async () => valueAt((await signed.ask('GET', list)).body as Json, '/total');
    assert.equal(await total(), 1);
    assert.equal((await signed.ask('DELETE', `${list}/${known(first).id}`)).status, 204);
    assert.deepEqual(told(await signed.send(prepared)), told(first));
    assert.equal(await total(), 0);
  });

  it('that changed nothing is answered as it was', async () => {
    const { path, etag } = await made();
    const prepared = signed.prepare('PATCH', path, { body: { objectInformation: null } });
    const replies = [await signed.send(prepared), await signed.send(prepared)];
    assert.deepEqual(
      replies.map(({ headers }) => headers.etag),
      [etag, etag],
    );
  });

  it('has one effect when many come at once, and all of them are told of it', async () => {
    const { path, id } = await made();
    const list = `${path}/shipping-addresses`;
    areOne(await atOnce(signed, signed.prepare('PATCH', path, { body: EMAIL })));
    assert.deepEqual(await versions({ id }), [2, 1]);
    const added = areOne(await atOnce(signed, signed.prepare('POST', list, { body: {} })));
    assert.equal(valueAt((await signed.ask('GET', list)).body as Json, '/total'), 1);
    areOne(await atOnce(signed, signed.prepare('DELETE', `${list}/${known(added).id}`)));
    assert.deepEqual(await versions({ id }), [4, 3, 2, 1]);
    const created = known(areOne(await atOnce(signed, signed.prepare('POST', '/customers', { body: own() }))));
    assert.deepEqual(await versions(created), [1]);
    areOne(await atOnce(signed, signed.prepare('DELETE', created.path)));
  });

  it('that was refused is looked at anew', async () => {
    const { path, etag, id } = await made();
    const prepared = signed.prepare('PATCH', path, { headers: { 'if-match': '"1-otherone"' }, body: EMAIL });
    assert.equal((await signed.send(prepared)).status, 412);
    const anew = await signed.send({ ...prepared, headers: { ...prepared.headers, 'if-match': etag } });
    assert.equal(anew.status, 200, anew.text);
    assert.deepEqual(await versions({ id }), [2, 1]);
  });

  it('that only reads is good as often as anybody likes', async () => {
    const { path, etag } = await made();
    for (const client of [signed, tokened]) {
      const replies = await atOnce(client, client.prepare('GET', path));
      assert.deepEqual(
        [...new Set(replies.map(({ status, headers }) => `${status} ${headers.etag}`))],
        [`200 ${etag}`],
      );
    }
  });
});

describe('two signed requests of the same second', () => {
  it('that say different things are two, and so are equal ones to different customers', async () => {
    const { baseUrl, cybersource } = served.sandbox;
    const at = Date.now();
    const client = createRawClient(baseUrl, cybersource, (signer, request) => signatureOf(signer, request, { at }));
    const [one, two] = [await made(), await made()];
    const change = (path: string, comment: string): [string, string, Ask] => [
      'PATCH',
      path,
      { body: { objectInformation: { comment } } },
    ];
    for (const request of [change(one.path, 'A'), change(one.path, 'B'), change(two.path, 'A')])
      assert.equal((await client.ask(...request)).status, 200);
    assert.deepEqual(
      [await versions(one), await versions(two)],
      [
        [3, 2, 1],
        [2, 1],
      ],
    );
    const body = own();
    const [first, second] = [body, { ...body, other: 'body' }].map((sent) =>
      client.ask('POST', '/customers', { body: sent }),
    );
    assert.notEqual(known(await (first as Promise<Reply>)).id, known(await (second as Promise<Reply>)).id);
  });
});

describe('a token that comes again', () => {
  const REFUSED = [401, '{"response":{"rmsg":"Authentication Failed"}}'];
  const statusOf = ({ status, text }: Reply) => [status, text];

  it('is refused if it changed something, also when all copies come at once, and after a restart', async () => {
    const { path, id } = await made();
    const prepared = tokened.prepare('PATCH', path, { body: EMAIL });
    const replies = await atOnce(tokened, prepared);
    const refused = replies.filter(({ status }) => status !== 200);
    assert.equal(refused.length, AT_ONCE - 1);
    for (const reply of refused) assert.deepEqual(statusOf(reply), REFUSED);
    await served.restart();
    connect();
    assert.deepEqual(statusOf(await tokened.send(prepared)), REFUSED);
    assert.deepEqual(await versions({ id }), [2, 1]);
  });

  it('is refused for every kind of change', async () => {
    const { path } = await made();
    const list = `${path}/shipping-addresses`;
    const added = known(await tokened.ask('POST', list, { body: {} }));
    for (const [method, target, body] of [
      ['POST', '/customers', own()],
      ['POST', list, {}],
      ['PATCH', `${list}/${added.id}`, { default: true }],
      ['DELETE', `${list}/${'0'.repeat(32)}`, undefined],
      ['DELETE', path, undefined],
    ] as const) {
      const prepared = tokened.prepare(method, target, body && { body });
      assert.notEqual((await tokened.send(prepared)).status, 401);
      assert.deepEqual(statusOf(await tokened.send(prepared)), REFUSED, `${method} ${target}`);
    }
  });

  it('is used up also by a request that was refused for what it wanted', async () => {
    const { path, etag } = await made();
    for (const [wanted, status] of [
      [{ body: { objectInformation: { title: 'x'.repeat(61) } } }, 400],
      [{ body: EMAIL, headers: { 'content-type': 'text/plain' } }, 415],
      [{ body: EMAIL, headers: { 'if-match': '"1-otherone"' } }, 412],
      [{ body: EMAIL, headers: { 'profile-id': 'none' } }, 400],
    ] as const) {
      const prepared = tokened.prepare('PATCH', path, wanted);
      assert.equal((await tokened.send(prepared)).status, status);
      const { 'profile-id': _, ...headers } = prepared.headers;
      const mended = { ...prepared, headers: { ...headers, 'if-match': etag, 'content-type': 'application/json' } };
      assert.deepEqual(statusOf(await tokened.send(mended)), REFUSED);
    }
    assert.equal((await tokened.ask('GET', path)).headers.etag, etag);
  });

  it('makes room for the next one of the same request at once', async () => {
    const { path, id } = await made();
    for (const status of [200, 200]) assert.equal((await tokened.ask('PATCH', path, { body: EMAIL })).status, status);
    assert.deepEqual(await versions({ id }), [2, 1]);
  });
});

describe('what the vendor’s own clients sent, sent again by somebody else', () => {
  const isRefused = ({ status }: Reply) => status === 401;
  const outcomes: Readonly<Record<Authentication, (first: Reply, again: Reply) => boolean>> = {
    'HTTP Signature': (first, again) => again.headers.etag === first.headers.etag,
    'x5c token': (first, again) => again.headers.etag === first.headers.etag,
    'RS256 token': (_, again) => isRefused(again),
    'HS256 token': (_, again) => isRefused(again),
  };

  for (const authentication of AUTHENTICATIONS)
    it(`by ${authentication} has no second effect`, async () => {
      const { sandbox, data } = served;
      const client = createSdkClient(sandbox.baseUrl, sandbox.cybersource, { authentication, directory: data });
      const created = await client('postCustomer', own());
      const { id } = known(created);
      const changed = await client('patchCustomer', id, EMAIL);
      assert.equal(changed.status, 200, changed.text);
      for (const first of [created, changed]) {
        assert.ok(first.sent);
        const again = await signed.send(first.sent);
        assert.ok(outcomes[authentication](first, again), `${again.status} ${again.text}`);
      }
      assert.deepEqual(await versions({ id }), [2, 1]);
      const items = await operatorOf(sandbox)(
        'GET',
        `/v1/customers?code=${valueAt(created.body as Json, '/clientReferenceInformation/code')}`,
      );
      assert.equal(items.body.items.length, 1);
    });
});
