import type {
  IdempotencyKey,
  Moves,
  Nonce,
  Outcome,
  RecordKey,
  Row,
  Store,
  Submission,
  Term,
  Verdict,
} from '../../src/stores/store.ts';

/** Submissions as the tests of stores need them: the sealed bytes are plain text, a refusal is a word. */

export const NO_MOVES: Moves = { add: [], remove: [] };
export const AT = '2026-11-22T12:00:00.000Z';

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(sealed: Uint8Array | null | undefined): string | undefined {
  return sealed ? new TextDecoder().decode(sealed) : undefined;
}

export function idsOf(rows: readonly Row[]): string[] {
  return rows.map(({ id }) => id);
}

export function tagOf(version: number): string {
  return `tag${String(version).padStart(5, '0')}`;
}

interface Change {
  readonly terms?: Moves;
  readonly uniques?: Moves;
  readonly sealed?: Uint8Array;
}

/** Writes the next version, whatever is there. */
export function next(before: Row, text: string, change: Change = {}): Verdict<string> {
  return written({ ...before, version: before.version + 1 }, text, change);
}

function written(row: Omit<Row, 'tag' | 'sealed'>, text: string, { terms, uniques, sealed }: Change): Verdict<string> {
  return {
    type: 'write',
    write: {
      row: { ...row, tag: tagOf(row.version), sealed: sealed ?? bytes(text) },
      at: AT,
      history: bytes(`history of ${text}`),
      events: [bytes(`event of ${text}`), bytes(`another event of ${text}`)],
      terms: terms ?? NO_MOVES,
      uniques: uniques ?? NO_MOVES,
    },
  };
}

export interface Circumstances {
  readonly tenant?: string;
  readonly idempotency?: IdempotencyKey;
  readonly nonce?: Nonce;
}

export function submit(
  store: Store,
  key: RecordKey | undefined,
  decide: Submission<string>['decide'],
  { tenant = 'one', idempotency, nonce }: Circumstances = {},
): Promise<Outcome<string>> {
  return store.submit<string>({
    tenant,
    ...(key && { key }),
    ...(idempotency && { idempotency }),
    ...(nonce && { nonce }),
    decide,
  });
}

interface New extends Circumstances {
  readonly uniques?: readonly Term[];
  readonly terms?: readonly Term[];
  readonly sealed?: Uint8Array;
  /** The record that is asked for, though a new one is written. */
  readonly key?: RecordKey;
  /** The tenant in the row, if not the submission's. */
  readonly rowTenant?: string;
}

export function create(store: Store, id: string, text: string, made: New = {}): Promise<Outcome<string>> {
  const { tenant = 'one', rowTenant = tenant, uniques = [], terms = [], sealed } = made;
  const change = {
    uniques: { add: uniques, remove: [] },
    terms: { add: terms, remove: [] },
    ...(sealed && { sealed }),
  };
  return submit(store, made.key, () => written({ id, tenant: rowTenant, version: 1 }, text, change), made);
}

export function update(
  store: Store,
  key: RecordKey,
  text: string,
  { terms, uniques, ...circumstances }: Change & Circumstances = {},
): Promise<Outcome<string>> {
  const change = { ...(terms && { terms }), ...(uniques && { uniques }) };
  return submit(
    store,
    key,
    (row) => (row ? next(row, text, change) : { type: 'refused', refusal: 'absent' }),
    circumstances,
  );
}

/** Deletes the record, releasing its unique terms. */
export function deletion({ uniques = [] }: { readonly uniques?: readonly Term[] }): Submission<string>['decide'] {
  return (row) => {
    if (!row) return { type: 'refused', refusal: 'absent' };
    const verdict = next(row, 'nothing', { uniques: { add: [], remove: uniques } });
    if (verdict.type !== 'write') return verdict;
    return { type: 'write', write: { ...verdict.write, row: { ...verdict.write.row, sealed: null } } };
  };
}

/** An idempotency key used at noon, that counts for a day. */
export function keyOf(key: string, fingerprint = 'print', time: Partial<IdempotencyKey> = {}): IdempotencyKey {
  return { scope: 'credential PATCH /path', key, fingerprint, at: AT, expiresAt: '2026-11-23T12:00:00.000Z', ...time };
}
