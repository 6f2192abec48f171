import type { IdempotencyKey, Nonce, Submission, Term, Write } from '../store.ts';
import { termKeyOf } from './row-cache.ts';

type Claimant = Pick<Submission<unknown>, 'tenant' | 'nonce' | 'idempotency'>;

/**
 * What the groups in flight write: records, unique terms, nonces and keys. Nobody else may decide upon any of it meanwhile.
 */
export class Claims {
  readonly #records = new Set<string>();
  readonly #others = new Set<string>();

  hasRecord(id: string): boolean {
    return this.#records.has(id);
  }

  hasTerm(tenant: string, term: Term): boolean {
    return this.#others.has(termClaim(tenant, term));
  }

  hasNonceOrKeyOf({ tenant, nonce, idempotency }: Claimant): boolean {
    return (
      (nonce !== undefined && this.#others.has(nonceClaim(nonce))) ||
      (idempotency !== undefined && this.#others.has(keyClaim(tenant, idempotency)))
    );
  }

  /** Claims all that a submission writes, unless some of it is claimed already. */
  claim(submission: Claimant, writes: readonly Write[]): boolean {
    const others = othersOf(submission, writes);
    if (writes.some(({ row }) => this.#records.has(row.id)) || others.some((claim) => this.#others.has(claim))) {
      return false;
    }
    for (const { row } of writes) this.#records.add(row.id);
    for (const claim of others) this.#others.add(claim);
    return true;
  }

  release(submission: Claimant, writes: readonly Write[]): void {
    for (const { row } of writes) this.#records.delete(row.id);
    for (const claim of othersOf(submission, writes)) this.#others.delete(claim);
  }
}

/** All that is claimed beside the records themselves. */
function othersOf({ tenant, nonce, idempotency }: Claimant, writes: readonly Write[]): string[] {
  const claims: string[] = [];
  if (nonce) claims.push(nonceClaim(nonce));
  if (idempotency) claims.push(keyClaim(tenant, idempotency));
  for (const { row, uniques } of writes) {
    for (const term of uniques.add) claims.push(termClaim(row.tenant, term));
    for (const term of uniques.remove) claims.push(termClaim(row.tenant, term));
  }
  return claims;
}

const termClaim = (tenant: string, term: Term) => `term\0${termKeyOf(tenant, term)}`;
const nonceClaim = ({ scope, value }: Nonce) => `nonce\0${scope}\0${value}`;
const keyClaim = (tenant: string, { scope, key }: IdempotencyKey) => `key\0${tenant}\0${scope}\0${key}`;
