import Type, { type Static, type TSchema, type TSchemaOptions } from 'typebox';

/**
 * The canonical customer record: everything any face can say, grouped by meaning. The one source of the types, the
 * validation and the OpenAPI documents. Limits are the widest of the vendors'; a narrower one belongs to its face.
 *
 * Every leaf carries its `class` (what kind of personal data it is) and, where it applies, `mutability`:
 * `system` is written by the server alone, `once` may be given while it is absent and never changes afterwards.
 */
export type FieldClass =
  | 'system'
  | 'reference'
  | 'contact'
  | 'identity'
  | 'sensitive'
  | 'preference'
  | 'status'
  | 'custom';
export type Mutability = 'system' | 'once';

interface FieldOptions extends TSchemaOptions {
  mutability?: Mutability;
}

/** Strings may hold tab and line breaks, no other control character; JSON itself already forbids lone surrogates here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
export const TEXT = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/.source;

/** A tag is written `NAME=VALUE;` where it comes from, so its value has neither of the marks. */
export const TAG_TEXT = TEXT.replace('[^', '[^=;');

/** Free text of at most `maxLength` code points. `""` is never stored: clear the field instead. */
function text(maxLength: number, fieldClass: FieldClass, options: FieldOptions = {}) {
  return Type.Optional(Type.String({ minLength: 1, maxLength, pattern: TEXT, class: fieldClass, ...options }));
}

function matching(pattern: RegExp, fieldClass: FieldClass, options: FieldOptions = {}) {
  return Type.Optional(Type.String({ pattern: pattern.source, class: fieldClass, ...options }));
}

function flag(fieldClass: FieldClass, options: FieldOptions = {}) {
  return Type.Optional(Type.Boolean({ class: fieldClass, ...options }));
}

function oneOf<const Values extends string[]>(values: Values, fieldClass: FieldClass) {
  return Type.Optional(Type.Enum(values, { class: fieldClass }));
}

function group<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Optional(Type.Object(properties, { additionalProperties: false }));
}

/** Names that a reader in JavaScript may stumble over; the gate refuses them in bodies, this in whatever else writes. */
const SAFE_NAME = '(?!(?:__proto__|constructor|prototype)$)';

/** A map addressed by key, never by index. */
function keyed<Value extends TSchema>(key: RegExp, value: Value, maxProperties: number) {
  return Type.Optional(
    Type.Record(Type.String({ pattern: key.source.replace('^', `^${SAFE_NAME}`) }), value, {
      additionalProperties: false,
      maxProperties,
    }),
  );
}

/** An int64 as a string of digits, so that no double ever touches it. */
const INT64 = /^[1-9][0-9]{0,18}$/;
const HEX_32 = /^[0-9A-F]{32}$/;
/** A calendar date, RFC 3339 `full-date`; which days exist is checked by `format`. */
const DATE = { format: 'date' };
const DATE_TIME = { format: 'date-time' };
/** ISO 3166-1 alpha-2; the codes that exist are checked by `format`. */
const COUNTRY = { format: 'country' };

const phone = () => text(32, 'contact', { format: 'phone' });

const postal = {
  line1: text(255, 'contact'),
  line2: text(255, 'contact'),
  line3: text(255, 'contact'),
  line4: text(255, 'contact'),
  city: text(255, 'contact'),
  state: text(32, 'contact'),
  postalCode: text(32, 'contact'),
  country: text(2, 'contact', COUNTRY),
};

/** An address that names who lives there: typed (statement, PIN, billing …) or for shipping. */
const NamedAddress = Type.Object(
  {
    ...postal,
    firstName: text(255, 'identity'),
    lastName: text(255, 'identity'),
    company: text(60, 'identity'),
    email: text(320, 'contact', { format: 'email' }),
    phone: phone(),
    enabled: flag('status'),
  },
  { additionalProperties: false },
);

const Classifier = Type.Object(
  { value: text(32, 'status'), startDate: text(10, 'status', DATE), endDate: text(10, 'status', DATE) },
  { additionalProperties: false },
);

/** A consent is a dated statement, not a boolean: what was agreed to, which wording, when. */
const Consent = Type.Object(
  { granted: flag('status'), at: text(30, 'status', DATE_TIME), noticeVersion: text(64, 'status') },
  { additionalProperties: false },
);

/** What a caller may write (as far as `mutability` lets him). */
const writable = {
  references: group({
    clientNumber: text(64, 'reference', { mutability: 'once' }),
    merchantCustomerId: text(100, 'reference'),
    code: text(50, 'reference'),
    memberId: text(50, 'reference'),
    userId: matching(INT64, 'reference', { mutability: 'once' }),
  }),
  contact: group({
    email: text(255, 'contact', { format: 'email' }),
    phones: group({ mobile: phone(), home: phone(), work: phone() }),
    faxes: group({ home: phone(), work: phone() }),
  }),
  name: group({
    title: text(32, 'identity'),
    first: text(255, 'identity'),
    middle: text(255, 'identity'),
    last: text(255, 'identity'),
    suffix: text(32, 'identity'),
    short: text(255, 'identity'),
    birth: text(255, 'identity'),
    display: text(255, 'identity'),
  }),
  addresses: group({
    base: group(postal),
    byType: keyed(/^[A-Za-z0-9_-]{1,32}$/, NamedAddress, 100),
    shipping: keyed(HEX_32, NamedAddress, 100),
    defaultShipping: matching(HEX_32, 'contact'),
  }),
  person: group({
    birthDate: text(10, 'identity', DATE),
    birthPlace: text(255, 'identity'),
    citizenship: text(2, 'identity', COUNTRY),
    gender: oneOf(['M', 'F', 'N'], 'identity'),
    maritalStatus: text(32, 'identity'),
    secretPhrase: text(255, 'sensitive'),
  }),
  preferences: group({
    language: matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'preference'),
    currency: matching(/^[A-Z]{3}$/, 'preference'),
    notifications: flag('preference'),
    communications: keyed(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, Type.Boolean({ class: 'preference' }), 32),
  }),
  identification: group({
    documentType: text(32, 'sensitive'),
    documentNumber: text(32, 'sensitive'),
    documentDetails: text(255, 'sensitive'),
    socialNumber: text(32, 'sensitive'),
    taxpayerIdentifier: text(32, 'sensitive'),
    taxPosition: text(32, 'sensitive'),
  }),
  company: group({
    name: text(255, 'identity'),
    tradeName: text(255, 'identity'),
    department: text(255, 'identity'),
    position: text(255, 'identity'),
  }),
  embossing: group({
    title: text(32, 'identity'),
    firstName: text(32, 'identity'),
    lastName: text(32, 'identity'),
    companyName: text(32, 'identity'),
  }),
  custom: group({
    tags: keyed(
      /^[A-Za-z0-9_]{1,32}$/,
      // A tag may be there without a value, so the empty string is one of its values.
      Type.Record(
        Type.String({ pattern: `^${SAFE_NAME}[^=; ]{1,32}$` }),
        Type.String({ maxLength: 100, pattern: TAG_TEXT, class: 'custom' }),
        { additionalProperties: false, maxProperties: 64 },
      ),
      16,
    ),
    merchantDefined: keyed(
      /^[A-Za-z0-9_.-]{1,64}$/,
      Type.String({ maxLength: 100, pattern: TEXT, class: 'custom' }),
      64,
    ),
  }),
  labels: group({ title: text(60, 'custom'), comment: text(150, 'custom') }),
  status: oneOf(['active', 'inactive', 'suspended', 'closed'], 'status'),
  verification: oneOf(['unverified', 'pending', 'verified', 'rejected'], 'status'),
  subscription: group({
    level: text(50, 'status'),
    preferences: keyed(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, Type.Boolean({ class: 'preference' }), 32),
  }),
  consents: keyed(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, Consent, 64),
  classification: group({
    clientType: text(5, 'status', { mutability: 'once' }),
    orderDepartment: text(32, 'status', { mutability: 'once' }),
    serviceGroupCode: text(32, 'status', { mutability: 'once' }),
    classifiers: keyed(/^[A-Za-z0-9_]{1,32}$/, Classifier, 64),
  }),
  expiryDate: text(10, 'status', DATE),
  additionalDates: group({ date01: text(30, 'custom', DATE_TIME), date02: text(30, 'custom', DATE_TIME) }),
};

const system = <Schema extends TSchema>(schema: Schema) =>
  ({ ...schema, class: 'system', mutability: 'system' }) as Schema;

/** The ids the record is known by in each vendor's face; int64 as strings. */
export const Handles = Type.Object(
  {
    mastercard: Type.Optional(
      Type.Object({ clientId: Type.String({ pattern: INT64.source }) }, { additionalProperties: false }),
    ),
    cybersource: Type.Optional(
      Type.Object({ id: Type.String({ minLength: 1, maxLength: 32 }) }, { additionalProperties: false }),
    ),
    caibo: Type.Optional(Type.Object({ id: Type.String({ pattern: INT64.source }) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type Handles = Static<typeof Handles>;

const CUSTOMER_ID = /^cus_[0-9A-Za-z]{22}$/;

/** So many records may be merged into one: more duplicates of one person are no duplicates, and each has terms of its own. */
export const MERGED_MAX = 64;

/** What merging left of another record: what of it still leads here, and what it takes to undo it. */
export const MergedRecord = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: 'When it was merged' }),
    version: Type.Integer({ minimum: 1, description: 'The version of it that was merged' }),
    survivorVersion: Type.Integer({ minimum: 1, description: 'The version of its survivor that this made' }),
    createdAt: Type.String({ format: 'date-time' }),
    handles: Type.Optional({ ...Handles, description: 'Its ids that lead here beside the customer’s own' }),
    clientNumber: Type.Optional(
      Type.String({ maxLength: 64, description: 'Its clientNumber, where the customer has another one' }),
    ),
    through: Type.Optional(
      Type.String({
        pattern: CUSTOMER_ID.source,
        description: 'The customer that it came with, having been merged there',
      }),
    ),
  },
  { additionalProperties: false },
);
export type MergedRecord = Static<typeof MergedRecord>;

/** The records that were merged into a record, by their ids. */
export const MergedFrom = Type.Record(Type.String({ pattern: CUSTOMER_ID.source }), MergedRecord, {
  additionalProperties: false,
  maxProperties: MERGED_MAX,
  description: 'The customers that were merged into this one, by their ids',
});
export type MergedFrom = Static<typeof MergedFrom>;

/** The part of a record that a caller writes. */
export const CustomerFields = Type.Object(writable, { additionalProperties: false });
export type CustomerFields = Static<typeof CustomerFields>;

export const Customer = Type.Object(
  {
    id: system(Type.String({ pattern: CUSTOMER_ID.source })),
    version: system(Type.Integer({ minimum: 1 })),
    handles: system(Handles),
    mergedFrom: Type.Optional(system(MergedFrom)),
    ...writable,
    createdAt: system(Type.String({ format: 'date-time' })),
    updatedAt: system(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);
export type Customer = Static<typeof Customer>;
