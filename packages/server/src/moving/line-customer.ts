import {
  boundsBroken,
  Customer,
  type Handles,
  type HistoryEntry,
  handleOf,
  type Json,
  ok,
  type Result,
  refuse,
  searchTerms,
  uniqueTerms,
  validatorOf,
} from '@clientele/core';
import type { EventRow, HistoryRow, LoadedCustomer, UniqueTerm } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import { stringifyJson } from '../wire/strict-json.ts';
import { sentenceOf } from './read-line.ts';
import type { CustomerLine, EventBody, HistoryLine } from './record-line.ts';

const validateCustomer = validatorOf(Customer);

/** The customer in a line as a store keeps it, or the rule it breaks. A record keeps the rules that live writes keep. */
export function customerIn(line: CustomerLine, tenant: string, seal: Seal): Result<LoadedCustomer, string> {
  const { id, version, tag, updatedAt, released = [] } = line;
  const record = recordIn(line);
  if (!record.ok) return record;
  const part = historyIn(line, undefined, seal);
  if (!part.ok) return part;
  const held = record.value ? uniqueTerms(record.value.customer) : [];
  const uniques: UniqueTerm[] = [
    ...held.map((term) => ({ ...term, released: false })),
    ...released.map((term) => ({ ...term, released: true })),
  ];
  const names = uniques.map(({ kind, value }) => `${kind} ${value}`);
  const again = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (again !== -1) return refuse(`/released/${again - held.length} is held by the record, or is there twice`);
  const older = eventsIn(line.events, line.id, '/events');
  if (!older.ok) return older;
  return ok({
    row: { id, tenant, version, tag, sealed: record.value && seal.seal(record.value.text) },
    updatedAt,
    terms: record.value ? searchTerms(record.value.customer) : [],
    uniques,
    history: part.value.history,
    events: [...older.value.map((event) => rowOf(event, seal)), ...part.value.events],
  });
}

/** What a line holds of a history, when its versions follow each other and lead to the customer's own. */
export function historyIn(
  line: CustomerLine | HistoryLine,
  expected: number | undefined,
  seal: Seal,
): Result<Pick<LoadedCustomer, 'history' | 'events'>, string> {
  const history: HistoryRow[] = [];
  const events: EventRow[] = [];
  let next = expected;
  for (const [index, { tag, entry, gap, events: told }] of line.history.entries()) {
    const pointer = `/history/${index}`;
    if (next !== undefined && entry.version !== next && !(gap && entry.version > next))
      return refuse(`${pointer}/entry/version must follow the one before`);
    if (!isMoment(entry.at)) return refuse(`${pointer}/entry/at must be RFC 3339 in UTC, with milliseconds`);
    next = entry.version + 1;
    history.push({ version: entry.version, tag, at: entry.at, sealed: seal.seal(textOf(entry)) });
    const waiting = eventsIn(told, line.id, `${pointer}/events`, entry.version);
    if (!waiting.ok) return waiting;
    events.push(...waiting.value.map((event) => rowOf(event, seal)));
  }
  const broken = brokenEnd(line, line.history.at(-1)?.entry, history.at(-1));
  return broken === undefined ? ok({ history, events }) : refuse(broken);
}

function brokenEnd(line: CustomerLine | HistoryLine, entry?: HistoryEntry, last?: HistoryRow): string | undefined {
  const pointer = `/history/${line.history.length - 1}`;
  if (last === undefined || entry === undefined) return '/history must not be empty';
  if (line.more) return last.version < line.version ? undefined : `${pointer} is the last, and /more says otherwise`;
  if (last.version !== line.version) return `${pointer}/entry/version must be /version, as nothing follows`;
  if (last.tag !== line.tag) return `${pointer}/tag must be /tag, as they are of the same version`;
  const isGone = entry.type === 'deleted' || (entry.type === 'merged' && entry.merge?.other.id === line.id);
  if (line.type === 'customer' && line.record !== null && isGone)
    return '/record must be null, as the history ends with the deletion';
  return undefined;
}

function recordIn({ record, id, version, updatedAt }: CustomerLine): Result<RecordInLine | null, string> {
  if (record === null) return ok(null);
  const violations = validateCustomer(record as Json);
  if (violations.length > 0) return refuse(sentenceOf(violations, '/record'));
  const customer = record as Customer;
  if (customer.id !== id) return refuse('/record/id must be /id');
  if (customer.version !== version) return refuse('/record/version must be /version');
  if (customer.updatedAt !== updatedAt) return refuse('/record/updatedAt must be /updatedAt');
  const badHandle = brokenHandle(customer);
  if (badHandle !== undefined) return refuse(badHandle);
  const text = textOf(customer);
  const bounds = boundsBroken(customer, text);
  return bounds.length > 0 ? refuse(sentenceOf(bounds, '/record')) : ok({ customer, text });
}

/** What is wrong with an id in a face: by one of a merged record that face would show a record without an id of its own. */
function brokenHandle({ handles, mergedFrom = {} }: Customer): string | undefined {
  const merged = Object.entries(mergedFrom).map(([id, { handles: ids = {} }]) => [`/mergedFrom/${id}`, ids] as const);
  for (const [place, ids] of [['', handles] as const, ...merged]) {
    for (const [face, handle] of Object.entries(ids)) {
      const [name = '', value = ''] = Object.entries(handle)[0] ?? [];
      const pointer = `/record${place}/handles/${face}`;
      if (!handleOf(face as keyof Handles, value)) return `${pointer}/${name} is no id of that face`;
      if (!Object.hasOwn(handles, face)) return `${pointer} needs a handle of the record's own`;
    }
  }
  return undefined;
}

interface RecordInLine {
  readonly customer: Customer;
  readonly text: string;
}

function eventsIn(
  events: readonly EventBody[] = [],
  id: string,
  pointer: string,
  version?: number,
): Result<readonly EventBody[], string> {
  const wrong = events.findIndex((event) => event.customerId !== id || (version ?? event.version) !== event.version);
  return wrong === -1 ? ok(events) : refuse(`${pointer}/${wrong} is of another customer or version`);
}

function rowOf(event: EventBody, seal: Seal): EventRow {
  return { version: event.version, at: event.at, sealed: seal.seal(textOf(event)) };
}

function textOf(value: object): string {
  return stringifyJson(value as Json);
}

/** The one form that sorts as text. */
function isMoment(at: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(at);
}
