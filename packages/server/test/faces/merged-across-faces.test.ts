/** Two customers who are one, in each vendor's API: the ids of the one that is gone lead to the one that is left, and back. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Handles, type Json, type JsonObject, valueAt } from '@clientele/core';
import { createClient } from '../client.ts';
import { api, customer, server } from './clientele-api.ts';
import { createRawClient } from './cybersource/client.ts';
import { createMastercardClient } from './mastercard/client.ts';
import type { Answered } from './sent-request.ts';

interface Known {
  readonly path: string;
  readonly id: string;
  readonly handles: Required<Handles>;
}

interface Seen {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Json | undefined;
}

let numbers = 0;

/** A customer with an id in each face. */
async function inAllFaces(fields: object = {}): Promise<Known> {
  const { path, id } = await customer(fields);
  const asked = { mastercard: { clientNumber: `ACROSS-${numbers++}`, clientType: 'PR' }, cybersource: {}, caibo: {} };
  for (const [face, required] of Object.entries(asked)) {
    const attached = await api('POST', `${path}/handles`, { body: { face, ...required } });
    assert.equal(attached.status, 201, attached.text);
  }
  return { path, id, handles: (await api('GET', path)).body.handles };
}

async function etagOf({ path }: Known): Promise<string> {
  return (await api('GET', path)).headers.get('etag') ?? '';
}

async function merge(survivor: Known, other: Known): Promise<void> {
  const body = { other: other.id, otherEtag: await etagOf(other), choices: { '': 'survivor' } };
  const merged = await api('POST', `${survivor.path}/merge`, { body, headers: { 'if-match': await etagOf(survivor) } });
  assert.equal(merged.status, 200, merged.text);
}

async function unmerge(survivor: Known, other: Known) {
  const headers = { 'if-match': await etagOf(survivor) };
  const undone = await api('POST', `${survivor.path}/unmerge`, { body: { other: other.id }, headers });
  assert.equal(undone.status, 200, undone.text);
  return undone.body;
}

/** Asks in each face for what has the ids of `known` there. */
async function ask(method: string, { handles }: Known, bodies: Partial<Record<keyof Handles, JsonObject>> = {}) {
  const { baseUrl, sandbox } = server();
  const mastercard = createMastercardClient(sandbox);
  const cybersource = createRawClient(baseUrl, sandbox.cybersource);
  const caibo = createClient(baseUrl, { 'x-api-key': sandbox.caibo.apiKey });
  const body = (face: keyof Handles) => (bodies[face] ? { body: bodies[face] } : {});
  const mine = `/clients/${handles.mastercard.clientId}`;
  const found = {
    mastercard: await mastercard.ask(method, mine, {
      ...body('mastercard'),
      ...(method === 'PATCH' && { headers: { 'if-match': (await mastercard.ask('GET', mine)).headers.etag ?? '' } }),
    }),
    cybersource: await cybersource.ask(method, `/customers/${handles.cybersource.id}`, body('cybersource')),
  };
  const client = await caibo(method, `/api/customers/${handles.caibo.id}`, body('caibo'));
  const seen = ({ status, headers, body: shown }: Answered & { readonly body: Json | undefined }): Seen => ({
    status,
    etag: headers.etag,
    body: shown,
  });
  return {
    mastercard: seen(found.mastercard),
    cybersource: seen(found.cybersource),
    caibo: { status: client.status, etag: client.headers.get('etag') ?? undefined, body: client.body } satisfies Seen,
  };
}

function idsIn({ mastercard, cybersource, caibo }: Awaited<ReturnType<typeof ask>>): string[] {
  const ids = [valueAt(mastercard.body, '/clientId'), valueAt(cybersource.body, '/id'), valueAt(caibo.body, '/id')];
  return ids.map(String);
}

const ownIds = ({ handles: { mastercard, cybersource, caibo } }: Known) => [
  mastercard.clientId,
  cybersource.id,
  caibo.id,
];

describe('the ids of a customer that was merged into another', () => {
  test('show the one that is left in each face, under its own ids, and again the other after it was undone', async () => {
    const [one, other] = [await inAllFaces({ name: { last: 'One' } }), await inAllFaces({ name: { last: 'Other' } })];
    const apart = await ask('GET', other);
    assert.deepEqual(idsIn(apart), ownIds(other));
    await merge(one, other);
    const [own, aliases] = [await ask('GET', one), await ask('GET', other)];
    assert.deepEqual(aliases, own);
    assert.deepEqual(idsIn(aliases), ownIds(one));
    for (const { status, etag } of Object.values(aliases)) assert.deepEqual([status, etag], [200, await etagOf(one)]);
    assert.deepEqual(
      valueAt(aliases.cybersource.body, '/_links/self/href'),
      `/tms/v2/customers/${one.handles.cybersource.id}`,
    );
    assert.deepEqual((await unmerge(one, other)).notRestored, []);
    const back = await ask('GET', other);
    assert.deepEqual(idsIn(back), ownIds(other));
    assert.deepEqual(valueAt(back.mastercard.body, '/clientPersonalData'), { lastName: 'Other' });
    assert.deepEqual(idsIn(await ask('GET', one)), ownIds(one));
  });

  test('change the one that is left, in each face', async () => {
    const [one, other] = [await inAllFaces(), await inAllFaces()];
    await merge(one, other);
    const changed = await ask('PATCH', other, {
      mastercard: { clientId: Number(other.handles.mastercard.clientId), clientPersonalData: { middleName: 'Mid' } },
      cybersource: { clientReferenceInformation: { code: 'ACROSS' } },
      caibo: { id: Number(other.handles.caibo.id), memberId: 'M-across' },
    });
    assert.deepEqual(
      Object.values(changed).map(({ status }) => status),
      [204, 200, 200],
    );
    const { name, references } = (await api('GET', one.path)).body;
    assert.deepEqual([name, references.code, references.memberId], [{ middle: 'Mid' }, 'ACROSS', 'M-across']);
    const foreign = { mastercard: { clientId: 5 }, cybersource: {}, caibo: { id: 5 } };
    const refused = await ask('PATCH', other, foreign);
    assert.deepEqual([refused.mastercard.status, refused.caibo.status], [400, 400]);
  });

  test('are found by a search, and by the client number of the one that is gone', async () => {
    const [one, other] = [await inAllFaces(), await inAllFaces()];
    const { clientNumber } = (await api('GET', other.path)).body.references;
    await merge(one, other);
    const mastercard = createMastercardClient(server().sandbox);
    const body = { clientIdentifier: clientNumber, clientIdentifierType: 'CLIENT_NUMBER' };
    const found = await mastercard.ask('POST', '/clients/searches', { body });
    assert.equal(String(valueAt(found.body, '/clientId')), one.handles.mastercard.clientId);
    const byHandle = await api('GET', `/v1/customers?caibo=${other.handles.caibo.id}`);
    assert.deepEqual(
      byHandle.body.items.map(({ id }: { id: string }) => id),
      [one.id],
    );
  });

  test('belong to the one that is left where that one had none', async () => {
    const { path, id } = await customer();
    const other = await inAllFaces();
    const one = { path, id, handles: other.handles };
    await merge(one, other);
    assert.deepEqual((await api('GET', path)).body.handles, other.handles);
    assert.deepEqual(idsIn(await ask('GET', other)), ownIds(other));
    await unmerge(one, other);
    assert.deepEqual((await api('GET', path)).body.handles, {});
    assert.deepEqual(idsIn(await ask('GET', other)), ownIds(other));
  });
});

describe('deleting', () => {
  const remove = async (known: Known) => {
    const { cybersource, caibo } = await ask('DELETE', known);
    assert.deepEqual([cybersource.status, caibo.status], [204, 204]);
  };
  const found = async (known: Known) => {
    const { mastercard, cybersource, caibo } = await ask('GET', known);
    return [mastercard.status, cybersource.status, caibo.status];
  };

  test('by the id of the one that is gone takes away that id, and nothing of the one that is left', async () => {
    const [one, other] = [await inAllFaces(), await inAllFaces()];
    await merge(one, other);
    await remove(other);
    assert.deepEqual(await found(other), [200, 410, 404]);
    assert.deepEqual(await found(one), [200, 200, 200]);
    const { notRestored } = await unmerge(one, other);
    assert.deepEqual(notRestored, ['/handles/cybersource', '/handles/caibo']);
    assert.deepEqual(await found(other), [200, 410, 404]);
  });

  test('by its own id takes the one that is left out of the face, under all of its ids', async () => {
    const [one, other] = [await inAllFaces(), await inAllFaces()];
    await merge(one, other);
    await remove(one);
    assert.deepEqual(await found(one), [200, 410, 404]);
    assert.deepEqual(await found(other), [200, 410, 404]);
  });
});
