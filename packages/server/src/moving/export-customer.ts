import type { CustomerDump, EventRow, HistoryRow, Reader } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import { beginningOf, type CustomerPlace } from './customer-place.ts';
import { HISTORY_LINE_BYTES } from './record-line.ts';

/** Entries read in one go. Each may be as large as a record and a half; most are some hundred bytes. */
const ENTRIES_READ = 50;

export interface ExportGround {
  readonly reader: Pick<Reader, 'history' | 'pendingEvents'>;
  readonly seal: Seal;
}

/**
 * The lines of a customer, oldest history first, so that events come in again in the order in which they are to be delivered.
 * What is sealed is JSON text already: it is put in as it is. What was written since the dump is left out, wherever a
 * server is writing meanwhile: a line is of one version.
 */
export async function* customerLines(ground: ExportGround, dump: CustomerDump): AsyncGenerator<string> {
  const { row } = dump;
  const events = new WaitingEvents(await ground.reader.pendingEvents(row.tenant, row.id), ground.seal);
  let type: CustomerPlace['type'] = 'customer';
  let before: number | undefined;
  let [entries, bytes]: [string[], number] = [[], 0];
  const line = (more: boolean) => {
    const { id, tenant, version, tag } = row;
    const rest = type === 'customer' ? ownMembers(ground.seal, dump, events) : '';
    return `${beginningOf({ type, tenant, id, version, tag, more })}${rest},"history":[${entries.join(',')}]}\n`;
  };
  for await (const entry of entriesUpTo(ground, dump)) {
    if (type === 'customer' && entries.length === 0) events.beginAt(entry.version);
    const isAfterGap = before !== undefined && entry.version !== before + 1;
    before = entry.version;
    const text = entryText(ground.seal, entry, isAfterGap, events.of(entry.version));
    if (bytes + text.length > HISTORY_LINE_BYTES && entries.length > 0) {
      yield line(true);
      [type, entries, bytes] = ['history', [], 0];
    }
    entries.push(text);
    bytes += text.length;
  }
  yield line(false);
}

function ownMembers(seal: Seal, { row, updatedAt, uniques }: CustomerDump, events: WaitingEvents): string {
  const released = uniques.filter((term) => term.released).map(({ kind, value }) => ({ kind, value }));
  const record = row.sealed === null ? 'null' : seal.open(row.sealed);
  return [
    `,"updatedAt":"${updatedAt}","record":${record}`,
    ...(released.length > 0 ? [`"released":${JSON.stringify(released)}`] : []),
    ...(events.older.length > 0 ? [`"events":[${events.older.join(',')}]`] : []),
  ].join(',');
}

function entryText(seal: Seal, { tag, sealed }: HistoryRow, isAfterGap: boolean, events: readonly string[]): string {
  const gap = isAfterGap ? ',"gap":true' : '';
  const waiting = events.length > 0 ? `,"events":[${events.join(',')}]` : '';
  return `{"tag":"${tag}","entry":${seal.open(sealed)}${gap}${waiting}}`;
}

/** From the oldest that is kept up to the version of the dump. */
async function* entriesUpTo({ reader }: ExportGround, { row }: CustomerDump): AsyncGenerator<HistoryRow> {
  for (let done = 0; done < row.version; done += ENTRIES_READ) {
    const upTo = Math.min(done + ENTRIES_READ, row.version);
    const rows = await reader.history(row.tenant, row.id, { before: upTo + 1, limit: upTo - done });
    yield* rows.filter(({ version }) => version > done).reverse();
  }
}

/** A customer's events, each to be told with the history entry of its version. */
class WaitingEvents {
  readonly #byVersion: ReadonlyMap<number, readonly string[]>;
  #first = 0;

  constructor(rows: readonly EventRow[], seal: Seal) {
    const byVersion = new Map<number, string[]>();
    for (const { version, sealed } of rows) {
      const texts = byVersion.get(version) ?? [];
      texts.push(seal.open(sealed));
      byVersion.set(version, texts);
    }
    this.#byVersion = byVersion;
  }

  /** Says which version is the first whose history is kept. */
  beginAt(version: number): void {
    this.#first = version;
  }

  of(version: number): readonly string[] {
    return this.#byVersion.get(version) ?? [];
  }

  /** Of versions whose history is not kept any more. */
  get older(): readonly string[] {
    return [...this.#byVersion].flatMap(([version, texts]) => (version < this.#first ? texts : []));
  }
}
