import type { Customer, HistoryEntry } from '@clientele/core';

/** A file of records of people who do not exist, made line by line: as many as wanted, in the memory of one. */
export function* syntheticRecords(customers: number): Generator<string> {
  yield '{"type":"header","format":"clientele-records","version":1}\n';
  yield '{"type":"tenant","id":"synthetic","number":"1001","name":"Synthetic"}\n';
  for (let index = 0; index < customers; index++) yield `${JSON.stringify(customerLine(index, customers))}\n`;
  yield `{"type":"end","customers":${customers}}\n`;
}

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FIRST = ['Kim', 'Alex', 'Sam', 'Noa', 'Robin', 'Jo', 'Mika', 'Sascha'];
const LAST = ['Muster', 'Sample', 'Exempel', 'Beispiel', 'Prova', 'Ejemplo'];
const CITIES = ['Springfield', 'Musterstadt', 'Villeneuve', 'Nowhere'];

function customerLine(index: number, of: number): object {
  const id = `cus_${idDigits(index, of)}`;
  const version = 1 + (index % 3);
  const history = Array.from({ length: version }, (_, i) => entryOf(id, index, i + 1));
  const record = recordOf(id, index, version);
  return {
    type: 'customer',
    tenant: 'synthetic',
    id,
    version,
    tag: tagOf(index, version),
    more: false,
    updatedAt: momentOf(index, version),
    record,
    history,
  };
}

function recordOf(id: string, index: number, version: number): Customer {
  const number = String(100_000_000_000_000 + index);
  return {
    id,
    version,
    handles: { mastercard: { clientId: number }, caibo: { id: number } },
    references: { clientNumber: `C-${number}`, memberId: `M-${scatter(index)}` },
    contact: {
      email: `c${scatter(index)}.${index}@example.com`,
      phones: { mobile: `+1 555 ${String(index % 10_000_000).padStart(7, '0')}` },
    },
    name: { first: pick(FIRST, index), last: pick(LAST, index >> 3), middle: `No. ${version}` },
    addresses: {
      base: {
        line1: `${index % 200} Example Street`,
        city: pick(CITIES, index),
        postalCode: String(10_000 + (index % 89_999)),
        country: 'US',
      },
      byType: {
        billing: {
          line1: `PO Box ${index}`,
          city: pick(CITIES, index + 1),
          country: 'DE',
          firstName: pick(FIRST, index),
        },
      },
    },
    preferences: { language: 'en', currency: 'EUR', notifications: index % 2 === 0 },
    custom: { merchantDefined: { segment: `S${index % 40}`, note: 'made for a measurement, of nobody' } },
    status: 'active',
    createdAt: momentOf(index, 1),
    updatedAt: momentOf(index, version),
  };
}

function entryOf(id: string, index: number, version: number): object {
  const at = momentOf(index, version);
  const { handles, contact, name } = recordOf(id, index, version);
  const changes =
    version === 1
      ? [
          { path: '/handles/caibo/id', after: handles.caibo?.id },
          { path: '/contact/email', after: contact?.email },
          { path: '/name/first', after: name?.first },
          { path: '/name/last', after: name?.last },
        ]
      : [{ path: '/name/middle', before: `No. ${version - 1}`, after: `No. ${version}` }];
  const entry = {
    version,
    at,
    type: version === 1 ? 'created' : 'updated',
    actor: { id: 'crd_synthetic', kind: 'integrator' },
    face: 'clientele',
    requestId: `synthetic-${index}-${version}`,
    changes,
  } as HistoryEntry;
  const paths = changes.map(({ path }) => path);
  const event = { type: `customer.${entry.type}`, customerId: id, version, previousVersion: version - 1, at, paths };
  return { tag: tagOf(index, version), entry, events: [event] };
}

/** Digits in rising order, spread over all there are, as random ones are. */
function idDigits(index: number, of: number): string {
  let place = Math.floor((index / of) * 62 ** 6);
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = BASE_62.charAt(place % 62) + digits;
    place = Math.floor(place / 62);
  }
  return digits + String(index).padStart(16, '0');
}

function tagOf(index: number, version: number): string {
  return scatter(index * 7 + version)
    .toString(36)
    .padEnd(8, 'A');
}

/** A number without order, always the same one. */
function scatter(index: number): number {
  return Math.imul(index ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
}

function momentOf(index: number, version: number): string {
  return new Date(Date.UTC(2025, 0, 1) + (index % 500) * 3_600_000 + version * 86_400_000).toISOString();
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] as string;
}
