import assert from 'node:assert/strict';
import {
  constants,
  createCipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { selfSignedCertificate } from '../../../src/access/certificate.ts';
import { generateRsaKeyPair, type KeyPair, keyId } from '../../../src/access/key-pair.ts';
import { decryptionKey, decryptJwe, encryptJwe, readJwe } from '../../../src/faces/mastercard/jwe.ts';
import { createRandom } from '../../../src/random.ts';
import { createEncryptionClient, type EncryptionClient } from './encryption-client.ts';

const ALG = 'RSA-OAEP-256';
const CLIENT = {
  clientNumber: 'ABC_5698521931',
  clientPersonalData: { firstName: 'Łucja', lastName: '山田', secretPhrase: '🦔 & ÿ\u007f', shortName: '/+-_=' },
  clientContactData: { email: 'lucja@example.test', phoneNumberMobile: '0048123456789' },
  clientBaseAddressData: { addressLine1: 'Derrick Street '.repeat(30), city: 'Boston', country: 'USA' },
};

let ours: KeyPair;
let his: KeyPair;
let client: EncryptionClient;
before(async () => {
  [ours, his] = await Promise.all([generateRsaKeyPair(), generateRsaKeyPair()]);
  const from = Date.parse('2026-01-01T00:00:00Z');
  client = createEncryptionClient({
    encryptionCertificatePem: await selfSignedCertificate(ours, { commonName: 'Test', from, random: createRandom() }),
    decryptionKeyPem: his.privateKeyPem,
  });
});

async function decrypted(token: string, privateKeyPem = ours.privateKeyPem): Promise<string | undefined> {
  const jwe = readJwe(token);
  const plaintext = jwe.ok ? await decryptJwe(jwe.value, decryptionKey(privateKeyPem)) : undefined;
  return plaintext && Buffer.from(plaintext).toString();
}

function refusalOf(token: string): string | undefined {
  const jwe = readJwe(token);
  return jwe.ok ? undefined : jwe.problem;
}

function encryptedHere(text: string, keys = ours): string {
  const publicKey = createPublicKey(keys.publicKeyPem);
  return encryptJwe(Buffer.from(text), publicKey, keyId(publicKey));
}

/** A token that is right in every respect but what is asked for. */
function made(wanted: { header?: unknown; key?: Uint8Array; iv?: Uint8Array; tagBytes?: number }) {
  const { header = { alg: ALG, enc: 'A256GCM', kid: 'k' }, key = randomBytes(32), iv = randomBytes(12) } = wanted;
  const head = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)).toString('base64url');
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const encryptedKey = publicEncrypt({ key: ours.publicKeyPem, ...padding }, key);
  const { tagBytes = 16 } = wanted;
  const cipher = createCipheriv(`aes-${key.length * 8}-gcm` as 'aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(head));
  const ciphertext = Buffer.concat([cipher.update('{"made":true}'), cipher.final()]);
  const segments = [encryptedKey, iv, ciphertext, cipher.getAuthTag()];
  return [head, ...segments.map((bytes) => bytes.toString('base64url'))].join('.');
}

describe('tokens between the vendor’s library and here', () => {
  it('a hundred tokens of the vendor’s library are decrypted, with their mixed alphabet and long IV', async () => {
    const tokens = Array.from({ length: 100 }, () => client.encrypt(CLIENT).encryptedData);
    assert.ok(tokens.filter((token) => /\//.test(token) && /-/.test(token)).length > 90, 'both alphabets in one token');
    assert.ok(tokens.every((token) => Buffer.from(token.split('.')[2] ?? '', 'base64').length === 16));
    for (const token of tokens) assert.deepEqual(JSON.parse((await decrypted(token)) ?? ''), CLIENT);
  });

  it('a token of the vendor’s library names our key', () => {
    const jwe = readJwe(client.encrypt({}).encryptedData);
    assert.equal(jwe.ok && jwe.value.kid, keyId(ours.publicKeyPem));
  });

  it('the vendor’s library decrypts what is encrypted here', () => {
    for (const body of [CLIENT, [CLIENT, CLIENT], { clientId: 40000 }]) {
      for (let round = 0; round < 20; round++) {
        const encryptedData = encryptedHere(JSON.stringify(body), his);
        assert.deepEqual(client.decrypt({ encryptedData }), body);
      }
    }
  });

  it('a header made here has the members of the vendor’s in their order', () => {
    const headerOf = (token: string) => Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
    assert.equal(headerOf(encryptedHere('{}')), headerOf(client.encrypt({}).encryptedData));
  });
});

describe('tokens between jose and here', () => {
  for (const enc of ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256']) {
    it(`a token of jose in ${enc} is decrypted`, async () => {
      for (const text of ['', '{}', JSON.stringify(CLIENT)]) {
        const token = await new CompactEncrypt(Buffer.from(text))
          .setProtectedHeader({ alg: ALG, enc, kid: 'k' })
          .encrypt(createPublicKey(ours.publicKeyPem));
        assert.equal(await decrypted(token), text);
      }
    });
  }

  it('jose, which takes nothing but the standard, decrypts what is encrypted here', async () => {
    const text = JSON.stringify(CLIENT);
    const { plaintext } = await compactDecrypt(encryptedHere(text), createPrivateKey(ours.privateKeyPem));
    assert.equal(Buffer.from(plaintext).toString(), text);
  });

  it('any text comes back as it was, and no two tokens of it are alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 500 }), async (text) => {
        const [first, second] = [encryptedHere(text), encryptedHere(text)];
        assert.notEqual(first, second);
        assert.equal(await decrypted(first), Buffer.from(text).toString());
      }),
      { numRuns: 50 },
    );
  });
});

describe('tokens that somebody meddled with', () => {
  it('no character of a token can be changed', async () => {
    const tokens = [client.encrypt(CLIENT).encryptedData, encryptedHere('{"a":1}'), await cbcToken()];
    // Two ways to write the same bits: that the vendor's library mixes them is why they mean the same.
    const alike = (character: string) => character.replace('+', '-').replace('/', '_');
    const replacement = fc.constantFrom(...'ABab01-_+/=.~ é');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tokens), fc.nat(), replacement, async (token, n, character) => {
        const at = n % token.length;
        fc.pre(alike(token.charAt(at)) !== alike(character));
        assert.equal(await decrypted(token.slice(0, at) + character + token.slice(at + 1)), undefined);
      }),
      { numRuns: 400 },
    );
  });

  it('a token cut off anywhere is refused', async () => {
    const token = encryptedHere(JSON.stringify(CLIENT));
    for (let length = 0; length < token.length; length += 17) {
      assert.equal(await decrypted(token.slice(0, length)), undefined, `${length} characters`);
    }
    assert.equal(await decrypted(token.slice(0, -1)), undefined);
  });

  it('a segment too many, too few, empty or of another token is refused', async () => {
    const [token, other] = [encryptedHere('{"a":1}'), encryptedHere('{"a":1}')];
    const segments = token.split('.');
    for (const extended of [`${token}.`, `.${token}`, `${token}.AAAA`, `${token}${'.'.repeat(60_000)}`]) {
      assert.equal(refusalOf(extended), 'is not a compact JWE');
    }
    for (const at of segments.keys()) {
      assert.equal(refusalOf(segments.toSpliced(at, 1).join('.')), 'is not a compact JWE');
      assert.equal(await decrypted(segments.with(at, '').join('.')), undefined, `segment ${at} empty`);
      if (at > 0) assert.equal(await decrypted(segments.with(at, other.split('.')[at] ?? '').join('.')), undefined);
    }
  });

  it('a segment that is written in another way is refused', async () => {
    const segments = encryptedHere('{"a":1}').split('.');
    // The last of the tag's 22 characters has two bits of it; the other four are zero.
    const tag = segments[4] ?? '';
    const sameTag = tag.slice(0, -1) + String.fromCharCode(tag.charCodeAt(21) + 1);
    assert.deepEqual(Buffer.from(sameTag, 'base64url'), Buffer.from(tag, 'base64url'));
    assert.equal(refusalOf(segments.with(4, sameTag).join('.')), 'is not in base64url');
    for (const [at, segment] of segments.entries()) {
      for (const other of [
        `${segment}=`,
        `${segment}==`,
        ` ${segment}`,
        `${segment.slice(0, 4)}~${segment.slice(4)}`,
      ]) {
        assert.equal(refusalOf(segments.with(at, other).join('.')), 'is not in base64url');
      }
    }
  });

  it('who has another key reads nothing', async () => {
    assert.equal(await decrypted(encryptedHere('{}'), his.privateKeyPem), undefined);
    assert.equal(await decrypted(client.encrypt({}).encryptedData, his.privateKeyPem), undefined);
  });

  it('a content key of a length the encryption does not have is not used', async () => {
    const header = (enc: string) => ({ alg: ALG, enc, kid: 'k' });
    assert.equal(await decrypted(made({ header: header('A128GCM'), key: randomBytes(16) })), '{"made":true}');
    for (const [enc, bytes] of [['A256GCM', 16] as const, ['A256GCM', 24] as const, ['A128GCM', 32] as const]) {
      assert.equal(await decrypted(made({ header: header(enc), key: randomBytes(bytes) })), undefined, enc);
    }
  });

  it('an IV has 12 or 16 bytes and a tag 16', async () => {
    for (const bytes of [12, 16]) assert.equal(await decrypted(made({ iv: randomBytes(bytes) })), '{"made":true}');
    for (const bytes of [1, 8, 11, 13, 32]) assert.equal(await decrypted(made({ iv: randomBytes(bytes) })), undefined);
    for (const tagBytes of [4, 8, 12, 15]) assert.equal(await decrypted(made({ tagBytes })), undefined);
  });

  it('a padding nobody would write is refused although its code is right', async () => {
    const [key, iv] = [randomBytes(32), randomBytes(16)];
    const token = made({ header: { alg: ALG, enc: 'A128CBC-HS256', kid: 'k' }, key, iv });
    const [head = '', encryptedKey = ''] = token.split('.');
    const unpadded = createCipheriv('aes-128-cbc', key.subarray(16), iv).setAutoPadding(false);
    const ciphertext = unpadded.update(Buffer.alloc(32));
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(head.length * 8));
    const hmac = createHmac('sha256', key.subarray(0, 16));
    for (const part of [head, iv, ciphertext, length]) hmac.update(part);
    const segments = [iv, ciphertext, hmac.digest().subarray(0, 16)].map((bytes) => bytes.toString('base64url'));
    assert.equal(await decrypted([head, encryptedKey, ...segments].join('.')), undefined);
  });

  it('random text never throws', async () => {
    const segment = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.constant(''));
    const head = Buffer.from(JSON.stringify({ alg: ALG, enc: 'A256GCM', kid: 'k' })).toString('base64url');
    const token = fc.tuple(fc.constantFrom(head, '', 'e30'), fc.array(segment, { maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          token.map(([first, rest]) => [first, ...rest].join('.')),
        ),
        async (text) => assert.equal(await decrypted(text), undefined),
      ),
      { numRuns: 300 },
    );
  });
});

describe('headers', () => {
  const right = { alg: ALG, enc: 'A256GCM', kid: 'k' };
  const refused: readonly (readonly [what: string, header: unknown, refusal: RegExp])[] = [
    ['alg dir', { ...right, alg: 'dir' }, /alg/],
    ['alg RSA1_5', { ...right, alg: 'RSA1_5' }, /alg/],
    ['alg RSA-OAEP, which is SHA-1', { ...right, alg: 'RSA-OAEP' }, /alg/],
    ['alg none', { ...right, alg: 'none' }, /alg/],
    ['alg in small letters', { ...right, alg: 'rsa-oaep-256' }, /alg/],
    ['alg as an array', { ...right, alg: [ALG] }, /alg/],
    ['no alg', { enc: 'A256GCM', kid: 'k' }, /alg/],
    ['no enc', { alg: ALG, kid: 'k' }, /enc/],
    ['an unknown enc', { ...right, enc: 'A256CBC-HS512' }, /enc/],
    ['an enc that every object has', { ...right, enc: 'toString' }, /enc/],
    ['no kid', { alg: ALG, enc: 'A256GCM' }, /kid/],
    ['a number as kid', { ...right, kid: 5 }, /kid/],
    ['zip', { ...right, zip: 'DEF' }, /zip/],
    ['crit', { ...right, crit: ['exp'], exp: 1 }, /crit/],
    ['an array', [right], /JSON object/],
    ['no JSON', 'alg', /JSON object/],
    ['a name given twice', `{"alg":"dir",${JSON.stringify(right).slice(1)}`, /JSON object/],
    ['a name that leads to a prototype', `{"__proto__":{},${JSON.stringify(right).slice(1)}`, /JSON object/],
    ['more than 1024 characters', { ...right, filler: 'x'.repeat(1_024) }, /1024/],
  ];
  for (const [what, header, refusal] of refused) {
    it(`a header with ${what} is refused`, () => assert.match(refusalOf(made({ header })) ?? '', refusal));
  }

  it('a header may have members that say nothing about the encryption', async () => {
    const header = { ...right, cty: 'application/json', iat: 1_790_000_000, typ: 'JOSE', 'x5t#S256': 'x' };
    assert.equal(await decrypted(made({ header })), '{"made":true}');
  });
});

async function cbcToken(): Promise<string> {
  return new CompactEncrypt(Buffer.from('{"a":1}'))
    .setProtectedHeader({ alg: ALG, enc: 'A128CBC-HS256', kid: 'k' })
    .encrypt(createPublicKey(ours.publicKeyPem));
}
