import { argon2, timingSafeEqual } from 'node:crypto';
import type { Random } from '../random.ts';
import { createTurns } from './turns.ts';

/** Argon2id as RFC 9106 §4 recommends where memory is scarce, at the OWASP minimum: 19 MiB, two passes, one lane. */
const COST = { memory: 19 * 1024, passes: 2, parallelism: 1, tagLength: 32 } as const;
/** Verifications at once: each holds 19 MiB and a thread. */
const inTurn = createTurns({ runningMax: 2, waitingMax: 32 });

/** The hash of a password, with its salt and its costs: `argon2id$<memory>$<passes>$<salt>$<hash>`. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(16);
  const hash = await derive(password, salt);
  return ['argon2id', COST.memory, COST.passes, base64(salt), base64(hash)].join('$');
}

const DUMMY = ['argon2id', COST.memory, COST.passes, 'AAAAAAAAAAAAAAAAAAAAAA', base64(new Uint8Array(32))].join('$');

/**
 * Whether it is the password of a hash. Without a hash it does the same work and says no, so that the time an answer
 * takes does not tell whether there is such an account. Rejects with `Busy` when too many wait.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, memory, passes, salt, expected] = (hash ?? DUMMY).split('$') as [string, string, string, string, string];
  const cost = { memory: Number(memory), passes: Number(passes) };
  const derived = await inTurn(() => derive(password, Buffer.from(salt, 'base64url'), cost));
  return timingSafeEqual(derived, Buffer.from(expected, 'base64url')) && hash !== undefined;
}

function derive(password: string, nonce: Uint8Array, cost: { memory: number; passes: number } = COST): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { ...COST, ...cost, message, nonce }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
