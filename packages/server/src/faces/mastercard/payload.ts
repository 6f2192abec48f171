import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';
import { isObject, type Json, ok, type Problem, type Result, refuse } from '@clientele/core';
import type { CredentialReader, Held } from '../../access/credentials.ts';
import { keyId } from '../../access/key-pair.ts';
import { openedOnce } from '../../access/opened-credential.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { BODY_BYTES_MAX } from '../../wire/bounds.ts';
import { parseStrictJson } from '../../wire/strict-json.ts';
import type { Answer, Call, Request } from '../face.ts';
import { decryptionKey, decryptJwe, encryptJwe, readJwe } from './jwe.ts';
import type { MastercardSettings } from './settings.ts';

export interface PayloadGround {
  readonly credentials: CredentialReader;
  readonly seal: Dependencies['seal'];
  /** The operation's id, for a refusal that names it. */
  readonly operation: string;
}

type Operate = (call: Call) => Promise<Result<Answer, Problem>>;
type EncryptionSettings = MastercardSettings['encryption'];

/** The one member of an encrypted body, and of an encrypted answer (contract §5.5). */
const MEMBER = 'encryptedData';

/**
 * Performs an operation behind payload encryption (contract §5.5). It sees the decrypted JSON as its body and the
 * decrypted bytes as its request's, so that a payload is the same however it was encrypted; its answer is encrypted for
 * the client whose credential the request named. Whether anything may be plain is the tenant's setting.
 *
 * A refusal gets its words later: `sealRefusal` encrypts those.
 */
export async function withPayload(
  ground: PayloadGround,
  call: Call,
  encryption: EncryptionSettings,
  operate: Operate,
): Promise<Result<Answer, Problem>> {
  const token = tokenOf(call.body);
  if (token === undefined) {
    return encryption.mode === 'required' ? withoutToken(ground, call, encryption, operate) : operate(call);
  }
  if (encryption.mode === 'off') return malformed('encrypted bodies are switched off here: send plain JSON');
  return withToken(ground, call, token, encryption, operate);
}

/**
 * What a refusal becomes once it has its words: encrypted, if the tenant wants that and the request got far enough to tell
 * for whom. Face.refuse has the problem itself, so the log names it as it names any other.
 */
export function sealRefusal(answer: Answer, request: Request): Answer {
  const key = refusalKeys.get(request);
  return key ? sealed(answer, key) : answer;
}

/** For whom the refusal of a request would be encrypted; an entry goes with its request. */
const refusalKeys = new WeakMap<Request, AnswerKey>();

async function withToken(
  ground: PayloadGround,
  call: Call,
  token: string,
  { errors }: EncryptionSettings,
  operate: Operate,
): Promise<Result<Answer, Problem>> {
  const jwe = readJwe(token);
  if (!jwe.ok) return malformed(jwe.problem, `/${MEMBER}`);
  const keys = keysOf(ground, call, await ground.credentials.find('mastercard', jwe.value.kid));
  if (keys && errors) refusalKeys.set(call.request, keys.answer);
  const plaintext = keys && (await decryptJwe(jwe.value, keys.decryption));
  // Neither whose the key is nor what of the token is wrong: each of them would answer a question of an attacker.
  if (!plaintext) return malformed('cannot be decrypted', `/${MEMBER}`);
  const decrypted = decryptedCall(call, plaintext);
  if (!decrypted.ok) return decrypted;
  const result = await operate(decrypted.value);
  return result.ok ? ok(sealed(result.value, keys.answer)) : result;
}

const NO_KEY = 'There is no key to encrypt the answer with.';

/** Nothing is done for a tenant that demands encryption and has no key to encrypt for. */
async function withoutToken(
  ground: PayloadGround,
  call: Call,
  { answerKey, errors }: EncryptionSettings,
  operate: Operate,
): Promise<Result<Answer, Problem>> {
  const { credentials } = ground;
  const held =
    answerKey === null
      ? await credentials.oldest(call.principal.tenant.id, 'mastercard', 'encryption-key')
      : await credentials.findById('mastercard', answerKey);
  const key = keysOf(ground, call, held)?.answer;
  if (key && errors) refusalKeys.set(call.request, key);
  if (call.body !== undefined)
    return malformed(`the body must be encrypted: an object with ${MEMBER} and nothing else`);
  if (!key) return refuse({ type: 'operation-disabled', operation: ground.operation, because: NO_KEY });
  const result = await operate(call);
  return result.ok ? ok(sealed(result.value, key)) : result;
}

function tokenOf(body: Json | undefined): string | undefined {
  if (!isObject(body) || Object.keys(body).length !== 1) return undefined;
  const token = body[MEMBER];
  return typeof token === 'string' ? token : undefined;
}

/** What was decrypted passes the same gate as what comes plain. */
function decryptedCall(call: Call, plaintext: Uint8Array): Result<Call, Problem> {
  if (plaintext.length > BODY_BYTES_MAX) return refuse({ type: 'body-too-large', limitBytes: BODY_BYTES_MAX });
  const json = parseStrictJson(plaintext);
  if (!json.ok) return refuse({ type: 'malformed', ...json.problem });
  return ok({
    request: { ...call.request, body: plaintext },
    get path() {
      return call.path;
    },
    principal: call.principal,
    body: json.value,
    mediaType: call.mediaType,
  });
}

/** The answer with its body encrypted; one without a body stays as it is. */
function sealed(answer: Answer, { publicKey, kid }: AnswerKey): Answer {
  if (!answer.body) return answer;
  return { ...answer, body: JSON.stringify({ [MEMBER]: encryptJwe(Buffer.from(answer.body), publicKey, kid) }) };
}

/** What an `encryption-key` credential keeps. */
interface KeptKeys {
  readonly decryptionKeyPem: string;
  readonly answerPublicKeyPem: string;
}

interface Keys {
  readonly decryption: webcrypto.CryptoKey;
  readonly answer: AnswerKey;
}

interface AnswerKey {
  readonly publicKey: KeyObject;
  readonly kid: string;
}

const keysIn = openedOnce(({ decryptionKeyPem, answerPublicKeyPem }: KeptKeys): Keys => {
  const publicKey = createPublicKey(answerPublicKeyPem);
  return { decryption: decryptionKey(decryptionKeyPem), answer: { publicKey, kid: keyId(publicKey) } };
});

/** The keys of a credential, if it is one for encryption and the caller's tenant has it. */
function keysOf({ seal }: PayloadGround, { principal }: Call, held: Held | undefined): Keys | undefined {
  if (held?.credential.kind !== 'encryption-key' || held.tenant.id !== principal.tenant.id) return undefined;
  return keysIn(held.credential, seal);
}

function malformed(message: string, pointer?: string) {
  return refuse<Problem>({ type: 'malformed', message, ...(pointer !== undefined && { pointer }) });
}
