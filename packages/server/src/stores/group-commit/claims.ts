import type { IdempotencyKey, Nonce, Submission, Term, Write } from '../store.ts';
import { termKeyOf } from './row-cache.ts';

type Claimant = Pick<Submission<unknown>, 'tenant' | 'nonce' | 'idempotency'>;

/**
 * What the groups in flight write: records, unique terms, nonces and keys. Nobody else may decide upon any of it meanwhile.
 */
export class Claims {
  readonly #claimed = new Set<string>();

  hasRecord(id: string): boolean {
    return this.#claimed.has(recordClaim(id));
  }

  hasTerm(tenant: string, term: Term): boolean {
    return this.#claimed.has(termClaim(tenant, term));
  }

  hasNonceOrKeyOf({ tenant, nonce, idempotency }: Claimant): boolean {
    return (
      (nonce !== undefined && this.#claimed.has(nonceClaim(nonce))) ||
      (idempotency !== undefined && this.#claimed.has(keyClaim(tenant, idempotency)))
    );
  }

  /** Claims all that a submission writes, unless some of it is claimed already. */
  claim(submission: Claimant, writes: readonly Write[]): boolean {
    const wanted = claimsOf(submission, writes);
    if (wanted.some((claim) => this.#claimed.has(claim))) return false;
    for (const claim of wanted) this.#claimed.add(claim);
    return true;
  }

  release(submission: Claimant, writes: readonly Write[]): void {
    for (const claim of claimsOf(submission, writes)) this.#claimed.delete(claim);
  }
}

function claimsOf({ tenant, nonce, idempotency }: Claimant, writes: readonly Write[]): string[] {
  const claims: string[] = [];
  if (nonce) claims.push(nonceClaim(nonce));
  if (idempotency) claims.push(keyClaim(tenant, idempotency));
  const terms = new Set<string>();
  for (const { row, uniques } of writes) {
    claims.push(recordClaim(row.id));
    for (const term of uniques.add) terms.add(termClaim(row.tenant, term));
    for (const term of uniques.remove) terms.add(termClaim(row.tenant, term));
  }
  return terms.size === 0 ? claims : [...claims, ...terms];
}

const recordClaim = (id: string) => `record\0${id}`;
const termClaim = (tenant: string, term: Term) => `term\0${termKeyOf(tenant, term)}`;
const nonceClaim = ({ scope, value }: Nonce) => `nonce\0${scope}\0${value}`;
const keyClaim = (tenant: string, { scope, key }: IdempotencyKey) => `key\0${tenant}\0${scope}\0${key}`;
