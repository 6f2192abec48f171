import type { Decided } from '../group-commit/group-writer.ts';
import type { IdempotencyKey, Moves, Nonce, Row, Term, Write } from '../store.ts';
import { bucketOf } from './bucket.ts';
import { byteaArray } from './bytea-array.ts';
import type { Query } from './connection.ts';

const TEXT = 'SELECT * FROM clientele.commit_group($1, $2, $3, $4, $5, $6, $7, $8, $9)';

/** A group as the statement that writes it: what each parameter holds is said in `migrations/0003_commit.sql`. */
export function groupStatement(group: readonly Decided[]): Query {
  const parts = new Parts();
  for (const [item, decided] of group.entries()) parts.add(item, decided);
  return { name: 'commit_group', text: TEXT, values: parts.values() };
}

class Parts {
  readonly #tenants = new Set<string>();
  readonly #bases: object[] = [];
  readonly #writes: object[] = [];
  readonly #events: object[] = [];
  readonly #terms: object[] = [];
  readonly #uniques: object[] = [];
  readonly #nonces: object[] = [];
  readonly #keys: object[] = [];
  readonly #blobs: Uint8Array[] = [];
  readonly #placeOf = new Map<Uint8Array, number>();

  values(): readonly unknown[] {
    const lists = [this.#bases, this.#writes, this.#events, this.#terms, this.#uniques, this.#nonces, this.#keys];
    const texts = lists.map((list) => (list.length === 0 ? null : JSON.stringify(list)));
    return [[...this.#tenants].join(','), ...texts, byteaArray(this.#blobs)];
  }

  add(item: number, { tenant, bases, writes, nonce, idempotency, answer }: Decided): void {
    this.#tenants.add(tenant);
    for (const { id, version } of bases) this.#bases.push({ item, bucket: bucketOf(id), id, version });
    for (const write of writes) this.#write(item, write, !bases.some(({ id }) => id === write.row.id));
    this.#moveUniques(item, tenant, writes);
    if (nonce) this.#spend(item, nonce);
    if (idempotency) this.#use(item, tenant, idempotency, answer);
  }

  #write(item: number, { row, at, history, events, terms }: Write, fresh: boolean): void {
    const { id, tenant, version, tag } = row;
    const bucket = bucketOf(id);
    const sealed = this.#place(row.sealed);
    this.#writes.push({ item, bucket, id, tenant, version, tag, at, fresh, sealed, history: this.#place(history) });
    for (const event of events) {
      this.#events.push({ item, bucket, id, tenant, version, at, sealed: this.#place(event) });
    }
    const move = ({ kind, value }: Term, added: boolean) =>
      this.#terms.push({ item, bucket, id, tenant, kind, value, added });
    for (const term of terms.remove) if (!includes(terms.add, term)) move(term, false);
    for (const term of terms.add) move(term, true);
  }

  /** A term that one of two records gives up and the other gets is passed on; one that stays in place is not given up. */
  #moveUniques(item: number, tenant: string, writes: readonly Write[]): void {
    let place = 0;
    const move = ({ kind, value }: Term, id: string, holder?: string) => {
      const bucket = bucketOf(tenant, kind, value);
      const customer_bucket = bucketOf(id);
      this.#uniques.push({ item, place: place++, bucket, tenant, kind, value, customer_bucket, id, holder });
    };
    for (const { row, uniques } of writes) {
      const other = writes.find((write) => write.row.id !== row.id);
      for (const term of uniques.remove) if (!includes(gets(writes), term)) move(term, row.id);
      for (const term of uniques.add) {
        const isPassedOn = other !== undefined && includes(other.uniques.remove, term);
        move(term, row.id, isPassedOn ? other.row.id : row.id);
      }
    }
  }

  #spend(item: number, { scope, value, expiresAt }: Nonce): void {
    this.#nonces.push({ item, bucket: bucketOf(scope, value), scope, value, expires_at: expiresAt });
  }

  #use(item: number, tenant: string, used: IdempotencyKey, answer: Row | undefined): void {
    const { scope, key, at, fingerprint, expiresAt } = used;
    const bucket = bucketOf(tenant, scope, key);
    const { id, version, tag } = answer ?? {};
    const kept = answer && { id, version, tag, sealed: this.#place(answer.sealed) };
    this.#keys.push({ item, bucket, tenant, scope, key, at, fingerprint, expires_at: expiresAt, ...kept });
  }

  /** Where the bytes are among the blobs, from 1; the same bytes are sent once. */
  #place(bytes: Uint8Array | null): number | undefined {
    if (bytes === null) return undefined;
    const before = this.#placeOf.get(bytes);
    if (before !== undefined) return before;
    const place = this.#blobs.push(bytes);
    this.#placeOf.set(bytes, place);
    return place;
  }
}

function gets(writes: readonly Write[]): readonly Term[] {
  return writes.flatMap(({ uniques }: { readonly uniques: Moves }) => uniques.add);
}

export function includes(terms: readonly Term[], { kind, value }: Term): boolean {
  return terms.some((term) => term.kind === kind && term.value === value);
}
