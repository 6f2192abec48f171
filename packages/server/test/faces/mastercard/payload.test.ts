import assert from 'node:assert/strict';
import { hash, X509Certificate } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Json, ok, type Problem, refuse } from '@clientele/core';
import fc from 'fast-check';
import type { Answer } from '../../../src/faces/face.ts';
import { encryptJwe } from '../../../src/faces/mastercard/jwe.ts';
import { createHttpServer } from '../../../src/http.ts';
import type { AnswerLine } from '../../../src/request-log.ts';
import { keyedRequest } from '../../../src/wire/fingerprint.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';
import { type EncryptedFace, type EncryptionKey, openEncryptedFace, type Sent } from './encrypted-face.ts';

const PATCH = { clientContactData: { email: 'ada@example.test', fax: null } };
const CLIENT = { clientId: 40000, clientNumber: 'ABC_1', clientPersonalData: { lastName: '山田' } };
const ANSWER: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json;charset=utf-8', etag: '"1-abcdefgh"' },
  body: JSON.stringify(CLIENT),
};
const UNDECRYPTABLE: Problem = {
  type: 'malformed',
  message: 'cannot be decrypted',
  pointer: '/encryptedData',
};

let face: EncryptedFace;
let oldKey: EncryptionKey;
let newKey: EncryptionKey;
let strangersKey: EncryptionKey;
before(async () => {
  face = await openEncryptedFace('t', 'stranger', 'keyless', 'rotating');
  [oldKey, newKey, strangersKey] = [await face.addKey('t'), await face.addKey('t'), await face.addKey('stranger')];
});
after(() => face.dispose());
beforeEach(() => {
  face.encryption = {};
  face.seen = [];
  face.operate = async () => ok(ANSWER);
});

/** How a request is refused before anything was performed. */
async function refusalOf(wanted: Sent): Promise<Problem | undefined> {
  face.seen = [];
  const { result } = await face.sent(wanted);
  assert.equal(face.seen.length, 0, 'nothing was performed');
  return result.ok ? undefined : result.problem;
}

/** A body as the vendor's library makes it. */
function encrypted({ client }: EncryptionKey, body: Json): Json {
  return { ...client.encrypt(body) };
}

/** A body that the library would not make: of any bytes, for any kid. */
function encryptedBytes({ certificate, kid }: EncryptionKey, bytes: Uint8Array | string): Json {
  return { encryptedData: encryptJwe(Buffer.from(bytes), new X509Certificate(certificate).publicKey, kid) };
}

function decrypted({ client }: EncryptionKey, { body = '' }: Answer): Json {
  assert.match(body, /^\{"encryptedData":"[\w.-]+"\}$/);
  return client.decrypt(JSON.parse(body));
}

describe('an encrypted request', () => {
  it('reaches the operation decrypted, and as it came in all else', async () => {
    const { request } = await face.sent({ body: encrypted(oldKey, PATCH) });
    const [call] = face.seen;
    assert.deepEqual(call?.body, PATCH);
    assert.equal(Buffer.from(call?.request.body ?? []).toString(), JSON.stringify(PATCH));
    assert.deepEqual({ ...call?.request, body: request.body }, request);
    assert.equal(call?.path, '/clients/40000');
    assert.equal(call?.mediaType, 'application/merge-patch+json');
    assert.equal(call?.principal.tenant.id, 't');
  });

  it('is answered encrypted for the client whose key it named', async () => {
    for (const key of [oldKey, newKey]) {
      const { answer } = await face.sent({ body: encrypted(key, PATCH) });
      assert.deepEqual(decrypted(key, answer), CLIENT);
      assert.deepEqual({ ...answer, body: ANSWER.body }, ANSWER);
      const other = key === oldKey ? newKey : oldKey;
      assert.throws(() => decrypted(other, answer));
    }
  });

  it('gets an answer without a body as it is', async () => {
    for (const bare of [
      { status: 204, headers: { etag: '"2-abcdefgh"' } },
      { status: 200, headers: {}, body: '' },
    ]) {
      face.operate = async () => ok(bare);
      const { answer } = await face.sent({ body: encrypted(oldKey, PATCH) });
      assert.equal(answer, bare);
    }
  });

  it('has the fingerprint of its payload, however often that is encrypted', async () => {
    for (const key of [oldKey, oldKey, newKey]) await face.sent({ body: encrypted(key, PATCH) });
    await face.sent({ body: PATCH });
    await face.sent({ body: encrypted(oldKey, { other: true }) });
    const fingerprints = face.seen.map(({ request, path }) => {
      const keyed = keyedRequest(request, 'c', () => path);
      return keyed.ok && keyed.value?.fingerprint;
    });
    const [same, other] = [fingerprints[0], fingerprints[4]];
    assert.deepEqual(fingerprints, [same, same, same, same, other]);
    assert.notEqual(same, other);
  });

  it('may carry any JSON, and its answer too', async () => {
    const unequal = fc.jsonValue().filter((value) => value !== null && typeof value === 'object');
    await fc.assert(
      fc.asyncProperty(unequal, async (value) => {
        const wanted = JSON.parse(JSON.stringify(value)) as Json;
        face.operate = async ({ body = null }) => ok({ ...ANSWER, body: stringifyJson(body) });
        const { result, answer } = await face.sent({ body: encryptedBytes(oldKey, JSON.stringify(wanted)) });
        if (result.ok) assert.deepEqual(decrypted(oldKey, answer), wanted);
        else assert.match(JSON.stringify(result.problem), /not allowed as member names|U\+0000|nested|surrogate/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a request that cannot be decrypted', () => {
  it('is refused in the same words, whatever is wrong with it', async () => {
    const { encryptedData } = oldKey.client.encrypt(PATCH);
    const segments = encryptedData.split('.');
    const other = oldKey.client.encrypt(PATCH).encryptedData.split('.');
    const foreign = encryptedBytes({ ...oldKey, kid: hash('sha256', 'nobody') }, '{}');
    const mismatched = encryptedBytes({ ...oldKey, kid: newKey.kid }, '{}');
    const refusals = [
      ...[1, 2, 3, 4].map((at) => ({ encryptedData: segments.with(at, other[at] ?? '').join('.') })),
      { encryptedData: segments.with(4, '').join('.') },
      { encryptedData: segments.with(1, 'AAAA').join('.') },
      foreign,
      mismatched,
      encrypted(strangersKey, PATCH),
      encryptedBytes({ ...oldKey, kid: (await face.addSigningKey('t')).kid }, '{}'),
    ];
    for (const body of refusals) assert.deepEqual(await refusalOf({ body }), UNDECRYPTABLE);
  });

  it('is told when it is no token of the kind that is taken', async () => {
    const messageOf = async (encryptedData: string) => {
      const problem = await refusalOf({ body: { encryptedData } });
      assert.ok(problem?.type === 'malformed' && problem.pointer === '/encryptedData');
      return problem.message;
    };
    assert.equal(await messageOf('hello'), 'is not a compact JWE');
    const header = Buffer.from('{"alg":"dir","enc":"A256GCM","kid":"k"}').toString('base64url');
    assert.match(await messageOf(`${header}....`), /^must have the alg RSA-OAEP-256 and one of/);
  });

  it('is refused once its key is revoked, and its tenant’s other keys work on', async () => {
    const revoked = await face.addKey('t');
    const body = encrypted(revoked, PATCH);
    assert.ok((await face.sent({ body })).result.ok);
    await face.revoke('t', revoked.id);
    assert.deepEqual(await refusalOf({ body }), UNDECRYPTABLE);
    assert.ok((await face.sent({ body: encrypted(oldKey, PATCH) })).result.ok);
  });

  it('random text in its place never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (encryptedData) => {
        const problem = await refusalOf({ body: { encryptedData } });
        assert.equal(problem?.type, 'malformed');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a payload that would not be taken plain', () => {
  const payloads: readonly (readonly [what: string, payload: string, message: RegExp])[] = [
    ['gives a name twice', '{"a":1,"a":2}', /twice/],
    ['leads to a prototype', '{"__proto__":{"a":1}}', /__proto__/],
    ['is nested too deep', `${'['.repeat(17)}${']'.repeat(17)}`, /deep/],
    ['is not JSON', '{', /not JSON/],
    ['is empty', '', /empty/],
  ];
  for (const [what, payload, message] of payloads) {
    it(`is refused encrypted as well when it ${what}`, async () => {
      const problem = await refusalOf({ body: encryptedBytes(oldKey, payload) });
      assert.ok(problem?.type === 'malformed');
      assert.match(problem.message, message);
    });
  }

  it('is refused encrypted as well when it is no UTF-8', async () => {
    const problem = await refusalOf({ body: encryptedBytes(oldKey, new Uint8Array([0x22, 0xff, 0x22])) });
    assert.ok(problem?.type === 'malformed' && /UTF-8/.test(problem.message));
  });

  it('is refused encrypted as well when it is beyond the bound of a body', async () => {
    const text = (length: number) => JSON.stringify('x'.repeat(length - 2));
    assert.ok((await face.sent({ body: encryptedBytes(oldKey, text(65_536)) })).result.ok);
    const problem = await refusalOf({ body: encryptedBytes(oldKey, text(65_537)) });
    assert.deepEqual(problem, { type: 'body-too-large', limitBytes: 65_536 });
  });
});

describe('where encryption is optional', () => {
  it('what comes plain is answered plain', async () => {
    const lookalikes: Json[] = [{ encryptedData: 5 }, { encryptedData: 'a', b: 1 }, ['encryptedData'], { other: 'a' }];
    for (const body of [undefined, PATCH, null, ...lookalikes]) {
      const { answer } = await face.sent({ ...(body !== undefined && { body }) });
      assert.equal(answer, ANSWER);
      assert.deepEqual(face.seen.at(-1)?.body, body);
    }
  });
});

describe('where encryption is switched off', () => {
  it('an encrypted body is refused and a plain one taken', async () => {
    face.encryption = { mode: 'off' };
    const problem = await refusalOf({ body: encrypted(oldKey, PATCH) });
    assert.ok(problem?.type === 'malformed' && /switched off/.test(problem.message));
    for (const body of [undefined, PATCH]) assert.equal((await face.sent(body ? { body } : {})).answer, ANSWER);
  });
});

describe('where encryption is required', () => {
  it('a plain body is refused and an encrypted one taken', async () => {
    face.encryption = { mode: 'required' };
    const problem = await refusalOf({ body: PATCH });
    assert.ok(problem?.type === 'malformed' && /must be encrypted/.test(problem.message));
    assert.ok((await refusalOf({ body: { encryptedData: 'a', b: 1 } }))?.type === 'malformed');
    const { answer } = await face.sent({ body: encrypted(oldKey, PATCH) });
    assert.deepEqual(decrypted(oldKey, answer), CLIENT);
  });

  it('a request without a body is answered for the oldest key, or for the one that is chosen', async () => {
    face.encryption = { mode: 'required' };
    assert.deepEqual(decrypted(oldKey, (await face.sent({})).answer), CLIENT);
    face.encryption = { mode: 'required', answerKey: newKey.id };
    assert.deepEqual(decrypted(newKey, (await face.sent({})).answer), CLIENT);
  });

  it('keys rotate: a new one changes nothing until the old one is revoked, and takes over then', async () => {
    const tenant = 'rotating';
    face.encryption = { mode: 'required' };
    const first = await face.addKey(tenant);
    const second = await face.addKey(tenant);
    const answerTo = async (wanted: Sent) => (await face.sent({ ...wanted, tenant })).answer;
    assert.deepEqual(decrypted(first, await answerTo({})), CLIENT, 'clients that know the first alone read it');
    for (const key of [first, second])
      assert.deepEqual(decrypted(key, await answerTo({ body: encrypted(key, PATCH) })), CLIENT);
    await face.revoke(tenant, first.id);
    assert.deepEqual(decrypted(second, await answerTo({})), CLIENT);
    assert.deepEqual(decrypted(second, await answerTo({ body: encrypted(second, PATCH) })), CLIENT);
    assert.deepEqual(await refusalOf({ body: encrypted(first, PATCH), tenant }), UNDECRYPTABLE);
  });

  it('nothing is performed or answered where there is no key to encrypt for', async () => {
    face.encryption = { mode: 'required' };
    assert.deepEqual(await refusalOf({ tenant: 'keyless' }), {
      type: 'operation-disabled',
      operation: 'toy',
      because: 'There is no key to encrypt the answer with.',
    });
    for (const id of [strangersKey.id, 'cred_nobody', (await face.addSigningKey('t')).id]) {
      face.encryption = { mode: 'required', answerKey: id };
      assert.deepEqual(
        await refusalOf({}),
        {
          type: 'operation-disabled',
          operation: 'toy',
          because: 'There is no key to encrypt the answer with.',
        },
        id,
      );
    }
  });
});

describe('a refusal', () => {
  const notFound = async () => refuse<Problem>({ type: 'not-found' });
  const words = { type: 'not-found' };

  it('is plain unless the tenant wants it encrypted', async () => {
    face.operate = notFound;
    const body = encrypted(oldKey, PATCH);
    assert.deepEqual(JSON.parse((await face.sent({ body })).answer.body ?? ''), words);
    face.encryption = { mode: 'required' };
    assert.deepEqual(JSON.parse((await face.sent({})).answer.body ?? ''), words);
    face.encryption = { errors: true };
    const { result, answer } = await face.sent({ body });
    assert.deepEqual(decrypted(oldKey, answer), words);
    assert.deepEqual(result, refuse(words), 'the problem is still known');
  });

  it('is encrypted for whom the answer would have been', async () => {
    face.operate = notFound;
    face.encryption = { mode: 'required', errors: true, answerKey: newKey.id };
    assert.deepEqual(decrypted(newKey, (await face.sent({})).answer), words);
    assert.deepEqual(decrypted(newKey, (await face.sent({ body: PATCH })).answer), { type: 'malformed' });
    assert.deepEqual(decrypted(oldKey, (await face.sent({ body: encryptedBytes(oldKey, '{') })).answer), {
      type: 'malformed',
    });
  });

  it('is plain where nobody can be told to have asked for another form', async () => {
    face.operate = notFound;
    face.encryption = { errors: true };
    assert.deepEqual(JSON.parse((await face.sent({ body: PATCH })).answer.body ?? ''), words);
    const unknown = encryptedBytes({ ...oldKey, kid: 'nobody' }, '{}');
    assert.deepEqual(JSON.parse((await face.sent({ body: unknown })).answer.body ?? ''), { type: 'malformed' });
  });

  it('is logged by its name although it leaves encrypted, and so is a bug', async () => {
    const lines: AnswerLine[] = [];
    const app = createHttpServer({
      faces: [face.face],
      pages: [],
      ready: async () => true,
      log: { answered: (line) => void lines.push(line), failed: () => {} },
      newRequestId: () => 'req_1',
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    face.encryption = { errors: true };
    const bodies: string[] = [];
    for (const performed of [notFound, () => Promise.reject(new Error('a bug'))]) {
      face.operate = performed;
      const body = JSON.stringify(oldKey.client.encrypt(PATCH));
      const headers = { 'content-type': 'application/json', 'x-tenant': 't' };
      bodies.push(await (await fetch(`${url}/clients/1`, { method: 'PATCH', headers, body })).text());
    }
    await app.close();
    const problems = ['not-found', 'internal'];
    assert.deepEqual(
      lines.map(({ problem }) => problem),
      problems,
    );
    const read = bodies.map((body) => decrypted(oldKey, { ...ANSWER, body }));
    assert.deepEqual(
      read,
      problems.map((type) => ({ type })),
    );
  });
});
