import assert from 'node:assert/strict';
import { type Outcome, type Row, type Store, StoreError, type Submission } from '../../src/stores/store.ts';
import { bytes, create, deletion, keyOf, next, submit } from './submissions.ts';

/** Where a workload takes place: a tenant, and customers of its own. */
export interface Place {
  readonly tenant: string;
  readonly idOf: (name: 'a' | 'b' | 'c') => string;
}

/** What a database has in its tables after a workload, as text. */
export interface KeptTexts {
  readonly history: readonly (string | undefined)[];
  readonly events: readonly (string | undefined)[];
  readonly uniques: readonly (string | undefined)[];
  readonly terms: readonly (string | undefined)[];
  readonly keys: readonly (string | undefined)[];
}

/** What has to be there before the workload begins. */
export async function prepareWorkload(store: Store, { tenant, idOf }: Place): Promise<void> {
  await create(store, idOf('a'), 'anna', { tenant });
  await create(store, idOf('c'), 'cleo', { tenant });
}

/**
 * Writes of every sort, side by side and alone. Each leaves its text in all that it writes, so that each can be looked for.
 * @returns the answers by text
 */
export async function runWorkload(store: Store, { tenant, idOf }: Place): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const tell = (text: string, outcome: Promise<Outcome<string>>) =>
    outcome.then(
      ({ type }) => answers.set(text, type),
      (error) => answers.set(text, error instanceof StoreError ? error.reason : String(error)),
    );
  const marked =
    (text: string): Submission<string>['decide'] =>
    (row) => {
      const terms = { add: [{ kind: 'mark', value: text }], remove: [] };
      return next(row ?? emptyRow(tenant, idOf('b')), text, { terms, uniques: terms });
    };
  const a = { id: idOf('a') };
  const keyed = (text: string) => ({ tenant, idempotency: keyOf(text) });
  await Promise.all([
    tell('created', submit(store, undefined, marked('created'), { tenant })),
    tell('updated', submit(store, a, marked('updated'), { tenant })),
    tell('keyed', submit(store, a, marked('keyed'), keyed('keyed'))),
    tell('deleted', submit(store, { id: idOf('c') }, deletion({}), keyed('deleted'))),
  ]);
  await tell('keyed alone', submit(store, a, marked('keyed alone'), keyed('keyed alone')));
  await tell('updated alone', submit(store, a, marked('updated alone'), { tenant }));
  return answers;
}

function emptyRow(tenant: string, id: string): Row {
  return { id, tenant, version: 0, tag: '', sealed: bytes('') };
}

/** Each write is there with all its parts or with none; those acknowledged are, those that failed for certain are not. */
export function assertWhole(kept: KeptTexts, answers: ReadonlyMap<string, string>, context: string): void {
  for (const [text, answer] of answers) {
    const word = text === 'deleted' ? 'nothing' : text;
    const parts = [
      kept.history.includes(`history of ${word}`),
      kept.events.filter((event) => event === `event of ${word}`).length === 1,
      kept.events.filter((event) => event === `another event of ${word}`).length === 1,
      ...(text === 'deleted' ? [] : [kept.uniques.includes(text), kept.terms.includes(text)]),
      ...(text === 'created' || text.startsWith('updated') ? [] : [kept.keys.includes(text)]),
    ];
    const there = parts.every(Boolean);
    assert.ok(there || !parts.some(Boolean), `${text} is there in part: ${parts} after ${context}`);
    if (answer !== 'unknown') assert.equal(there, answer === 'written', `${text}, told ${answer}, after ${context}`);
  }
}
