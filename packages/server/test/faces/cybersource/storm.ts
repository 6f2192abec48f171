import assert from 'node:assert/strict';
import { isObject, type Json, type JsonObject, valueAt } from '@clientele/core';
import { type Callers, callersOf, type Send } from './callers.ts';
import { operatorOf, recordOf, type Served } from './served.ts';

/** One record that every API has, and all who write it. */
export interface Subject {
  readonly record: string;
  /** What each API calls it. */
  readonly paths: Readonly<Record<Api, string>>;
  readonly sends: Readonly<Record<Api, Send>>;
}

export type Api = 'operator' | 'caibo' | 'mastercard' | 'merchant';
const APIS: readonly Api[] = ['operator', 'caibo', 'mastercard', 'merchant'];
const JSON_BODY = { 'content-type': 'application/json' };

/** A write as its client saw it. */
export interface Written {
  readonly by: Writer;
  /** Nobody else writes this. */
  readonly value: string;
  readonly status: number;
  readonly etag: string | undefined;
}

/** Makes a customer through this face and gives him to the others. */
export async function subjectIn(served: Served, number: string): Promise<Subject> {
  const callers: Callers = callersOf(served);
  const sends = Object.fromEntries(APIS.map((api) => [api, callers.raw(api)])) as Subject['sends'];
  const contact = { buyerInformation: { email: 'storm@cybs.com' }, clientReferenceInformation: { code: number } };
  const created = await sends.merchant('POST', '/customers', { body: contact });
  assert.equal(created.status, 201, created.text);
  const id = String(valueAt(created.body as Json, '/id'));
  const record = (await recordOf(served.sandbox, id)).id;
  const operator = operatorOf(served.sandbox);
  const members = {
    references: { clientNumber: `ABC_${number}` },
    classification: { clientType: 'PR' },
    name: { display: 'S' },
  };
  const patched = await operator('PATCH', `/v1/customers/${record}`, { headers: { 'if-match': '*' }, body: members });
  assert.equal(patched.status, 200, patched.text);
  for (const face of ['caibo', 'mastercard']) {
    const attached = await operator('POST', `/v1/customers/${record}/handles`, { body: { face } });
    assert.equal(attached.status, 201, attached.text);
  }
  const { handles } = (await operator('GET', `/v1/customers/${record}`)).body;
  const paths = {
    operator: `/v1/customers/${record}`,
    caibo: `/customers/${handles.caibo.id}`,
    mastercard: `/clients/${handles.mastercard.clientId}`,
    merchant: `/customers/${id}`,
  };
  return { record, paths, sends };
}

/** The ETag under which each API shows the record now. */
export async function tagsOf({ paths, sends }: Subject): Promise<string[]> {
  const replies = await Promise.all(APIS.map((api) => sends[api]('GET', paths[api], {})));
  for (const { status, text } of replies) assert.equal(status, 200, text);
  return replies.map(({ headers }) => String(headers.etag));
}

type Write = (subject: Subject, value: string) => Promise<Omit<Written, 'by'>>;

/** A change of one member, whatever the version. */
const changing =
  (api: Api, method: string, below: string, bodyFor: (value: string) => Json): Write =>
  async ({ paths, sends }, value) => {
    const headers = { ...JSON_BODY, ...(api !== 'merchant' && { 'if-match': '*' }) };
    const { status, headers: sent } = await sends[api](method, `${paths[api]}${below}`, {
      headers,
      body: bodyFor(value),
    });
    return { value, status, etag: sent.etag };
  };

/** A change for the version that was read just before, read and tried again while others are faster. */
const conditional =
  (api: Api, bodyFor: (value: string) => Json): Write =>
  async ({ paths, sends }, value) => {
    for (let tries = 1; ; tries++) {
      const { headers } = await sends[api]('GET', paths[api], {});
      const ask = { headers: { ...JSON_BODY, 'if-match': String(headers.etag) }, body: bodyFor(value) };
      const { status, headers: sent } = await sends[api]('PATCH', paths[api], ask);
      if (status !== STALE || tries === TRIES) return { value, status, etag: sent.etag };
    }
  };

const STALE = 412;
const TRIES = 20;

/** Adds an address and takes it away again. */
const passing: Write = async ({ paths, sends }, value) => {
  const list = `${paths.merchant}/shipping-addresses`;
  const added = await sends.merchant('POST', list, { body: { shipTo: { firstName: `for ${value}` } } });
  assert.equal(added.status, 201, added.text);
  const id = String(valueAt(added.body as Json, '/id'));
  const { status } = await sends.merchant('DELETE', `${list}/${id}`, {});
  return { value: id, status, etag: undefined };
};

export const writers = {
  operator: changing('operator', 'PATCH', '', (value) => ({ custom: { merchantDefined: { 'of.operator': value } } })),
  carefulOperator: conditional('operator', (title) => ({ labels: { title } })),
  caibo: changing('caibo', 'PUT', '', (name) => ({ name })),
  mastercard: changing('mastercard', 'PATCH', '', (secretPhrase) => ({ clientPersonalData: { secretPhrase } })),
  tagging: changing('mastercard', 'POST', '/custom-data', (tagValue) => [
    { tagContainer: 'ADD_INFO_01', tagName: 'STORM', tagValue },
  ]),
  merchant: changing('merchant', 'PATCH', '', (code) => ({ clientReferenceInformation: { code } })),
  carefulMerchant: conditional('merchant', (comment) => ({ objectInformation: { comment } })),
  listing: changing('merchant', 'PATCH', '', (value) => ({ merchantDefinedInformation: [{ name: 'data1', value }] })),
  adding: changing('merchant', 'POST', '/shipping-addresses', (firstName) => ({ shipTo: { firstName } })),
  passing,
} as const satisfies Readonly<Record<string, Write>>;
export type Writer = keyof typeof writers;

export interface Entry {
  readonly version: number;
  readonly changes: readonly { readonly path: string; readonly before?: Json; readonly after?: Json }[];
}

/** All that happened to the record, newest first. */
export async function entriesOf({ record, sends }: Subject): Promise<Entry[]> {
  const history = await sends.operator('GET', `/v1/customers/${record}/history?limit=1000`, {});
  assert.equal(history.status, 200, history.text);
  return valueAt(history.body as Json, '/items') as unknown as Entry[];
}

/** Whether this is where the write happened: what it wrote appears there, or the address that it took away is lost. */
export function isOf({ by, value }: Written, { changes }: Entry): boolean {
  if (by !== 'passing') return changes.some(({ after }) => after === value);
  return changes.some(({ path, after }) => path.startsWith(`/addresses/shipping/${value}/`) && after === undefined);
}

/** What the record should be, by the last entry that touched each leaf, where it is something else. */
export function lost(record: JsonObject, entries: readonly Entry[]): string[] {
  const last = new Map<string, Json | undefined>();
  for (const { changes } of entries) for (const { path, after } of changes) if (!last.has(path)) last.set(path, after);
  const isLeaf = (value: Json | undefined) => value !== undefined && !isObject(value);
  return [...last].flatMap(([path, after]) => {
    const now = valueAt(record, path);
    return (isLeaf(now) ? now : undefined) === after ? [] : [`${path} is ${String(now)}, not ${String(after)}`];
  });
}
