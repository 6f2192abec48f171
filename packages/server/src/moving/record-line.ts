import { HistoryEntry } from '@clientele/core';
import Type, { type Static } from 'typebox';

/**
 * The lines of a file of records (NDJSON), in this order: the header; for each tenant its line, its settings and its
 * customers; the end. `docs/guides/move.md` shows one of each. What is sealed in a store is plain JSON here.
 */

/** The version of this format. A file of another one is refused. */
export const FORMAT_VERSION = 1;

/**
 * More than any customer takes: a record of 256 KiB with the longest change that can be made to it, and room. Longer lines
 * are skipped without being read into memory.
 */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;

/** What is left of a line after a customer's own: a long history goes on in lines of about so many bytes. */
export const HISTORY_LINE_BYTES = 256 * 1024;

const TenantId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const CustomerId = Type.String({ pattern: '^cus_[0-9A-Za-z]{22}$' });
const VersionNumber = Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 });
const Tag = Type.String({ pattern: '^[A-Za-z0-9_-]{8}$' });
/** RFC 3339, UTC, with milliseconds: the one form that sorts as text. */
const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$', format: 'date-time' });
const closed = { additionalProperties: false } as const;

export const HeaderLine = Type.Object(
  {
    type: Type.Literal('header'),
    format: Type.Literal('clientele-records'),
    version: Type.Integer({ minimum: 1 }),
    exportedAt: Type.Optional(Moment),
    /** Where only this tenant was wanted. */
    tenant: Type.Optional(TenantId),
  },
  closed,
);
export type HeaderLine = Static<typeof HeaderLine>;

export const TenantLine = Type.Object(
  {
    type: Type.Literal('tenant'),
    id: TenantId,
    number: Type.String({ pattern: '^[0-9]{1,19}$' }),
    name: Type.String({ minLength: 1, maxLength: 255 }),
  },
  closed,
);
export type TenantLine = Static<typeof TenantLine>;

export const SettingsLine = Type.Object(
  {
    type: Type.Literal('settings'),
    tenant: TenantId,
    face: Type.String({ pattern: '^[a-z]{1,32}$' }),
    version: VersionNumber,
    tag: Tag,
    changedBy: Type.Optional(Type.String({ maxLength: 255 })),
    changedAt: Type.Optional(Moment),
    /** Judged by the rules of the face. */
    settings: Type.Object({}, { additionalProperties: true }),
  },
  closed,
);
export type SettingsLine = Static<typeof SettingsLine>;

const EventBody = Type.Object(
  {
    type: Type.String({ pattern: '^customer\\.[a-z-]{1,32}$' }),
    customerId: CustomerId,
    version: VersionNumber,
    at: Moment,
  },
  { additionalProperties: true },
);
export type EventBody = Static<typeof EventBody>;

const Entry = Type.Object(
  {
    tag: Tag,
    entry: HistoryEntry,
    /** Entries between the one before and this one were forgotten, as clocks that differ can make it happen. */
    gap: Type.Optional(Type.Literal(true)),
    /** Those of this version that wait to be delivered. */
    events: Type.Optional(Type.Array(EventBody)),
  },
  closed,
);
export type Entry = Static<typeof Entry>;

/** Begins every line about a customer, in this order: who passes over what is there already reads no further. */
const about = { tenant: TenantId, id: CustomerId, version: VersionNumber, tag: Tag, more: Type.Boolean() };

/** A customer, with as much of its history, oldest first, as fits; `more`: the rest is in the lines behind it. */
export const CustomerLine = Type.Object(
  {
    type: Type.Literal('customer'),
    ...about,
    updatedAt: Moment,
    /** The record, judged by its own schema; `null` of a deleted customer. */
    record: Type.Unknown(),
    /** Unique terms that the customer gave up, and that nobody is given again. */
    released: Type.Optional(
      Type.Array(
        Type.Object(
          { kind: Type.String({ minLength: 1, maxLength: 64 }), value: Type.String({ minLength: 1, maxLength: 255 }) },
          closed,
        ),
      ),
    ),
    /** Events that wait and are older than the history. */
    events: Type.Optional(Type.Array(EventBody)),
    history: Type.Array(Entry, { minItems: 1 }),
  },
  closed,
);
export type CustomerLine = Static<typeof CustomerLine>;

export const HistoryLine = Type.Object(
  { type: Type.Literal('history'), ...about, history: Type.Array(Entry, { minItems: 1 }) },
  closed,
);
export type HistoryLine = Static<typeof HistoryLine>;

/** A file without it was cut off. */
export const EndLine = Type.Object({ type: Type.Literal('end'), customers: Type.Integer({ minimum: 0 }) }, closed);
export type EndLine = Static<typeof EndLine>;

export type RecordLine = HeaderLine | TenantLine | SettingsLine | CustomerLine | HistoryLine | EndLine;
