import type { Decided } from '../group-commit/group-writer.ts';
import type { Term } from '../store.ts';
import { bucketOf } from './bucket.ts';
import { byteaArray } from './bytea-array.ts';
import type { Query } from './connection.ts';
import { includes } from './group-statement.ts';

const TEXT =
  'SELECT * FROM clientele.commit_updates($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)';

/** Whether it writes one record that is there, and wants nothing beside: no unique term moves, no nonce, no key. */
export function isPlainUpdate({ bases, writes, nonce, idempotency }: Decided): boolean {
  const [write] = writes;
  if (write === undefined || writes.length > 1 || bases.length !== 1 || nonce || idempotency) return false;
  return write.uniques.add.length + write.uniques.remove.length === 0;
}

/** Plain updates as the statement that commits them: what each parameter holds is said in `migrations/0007_commit_updates.sql`. */
export function updatesStatement(updates: readonly Decided[]): Query {
  const writes = updates.flatMap((update) => update.writes);
  const rows = writes.map(({ row }) => row);
  const events = writes.flatMap((write, item) => write.events.map((sealed) => ({ item, sealed })));
  const terms = writes.flatMap(({ terms: { add, remove } }, item) => [
    ...remove.filter((term) => !includes(add, term)).map((term) => moved(item, term, false)),
    ...add.map((term) => moved(item, term, true)),
  ]);
  const values = [
    [...new Set(rows.map(({ tenant }) => tenant))].join(','),
    rows.map(({ id }) => bucketOf(id)),
    rows.map(({ id }) => id),
    rows.map(({ tenant }) => tenant),
    updates.map(({ bases }) => bases[0]?.version ?? null),
    rows.map(({ version }) => version),
    rows.map(({ tag }) => tag),
    writes.map(({ at }) => at),
    byteaArray(rows.map(({ sealed }) => sealed)),
    byteaArray(writes.map(({ history }) => history)),
    events.map(({ item }) => item),
    byteaArray(events.map(({ sealed }) => sealed)),
    terms.map(({ item }) => item),
    terms.map(({ kind }) => kind),
    terms.map(({ value }) => value),
    terms.map(({ added }) => added),
  ];
  return { name: 'commit_updates', text: TEXT, values };
}

function moved(item: number, { kind, value }: Term, added: boolean) {
  return { item, kind, value, added };
}
