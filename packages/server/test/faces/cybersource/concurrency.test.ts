/** Writers in every API at once, on one record: nothing that was acknowledged is lost or happens twice. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Json, type JsonObject, valueAt } from '@clientele/core';
import fc from 'fast-check';
import type { Reply } from './client.ts';
import { nameOf, type Served, serve } from './served.ts';
import {
  type Entry,
  entriesOf,
  isOf,
  lost,
  type Subject,
  subjectIn,
  tagsOf,
  type Writer,
  type Written,
  writers,
} from './storm.ts';

const WRITES = 300;
const WRITERS = 6;
const AT_ONCE = 20;
let served: Served;

before(async () => {
  served = await serve();
});
after(() => served.close());

let numbers = 0;
const newSubject = () => subjectIn(served, `STORM_${numbers++}`);
const ask = (
  { sends, paths }: Subject,
  method: string,
  below: string,
  body?: Json,
  headers: Record<string, string> = {},
) => sends.merchant(method, `${paths.merchant}${below}`, { headers, ...(body !== undefined && { body }) });

function countsOf(replies: readonly Reply[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function storm(subject: Subject, seed: number): Promise<Written[]> {
  const kinds = fc.sample(fc.constantFrom(...(Object.keys(writers) as Writer[])), { seed, numRuns: WRITES });
  const written: Written[] = [];
  const next = kinds.entries();
  const worker = async () => {
    for (const [index, by] of next) written.push({ by, ...(await writers[by](subject, `STORM-${index}`)) });
  };
  await Promise.all(Array.from({ length: WRITERS }, worker));
  return written;
}

describe('a storm of writers in every API', () => {
  let subject: Subject;
  let written: readonly Written[];
  let entries: readonly Entry[];
  let entriesBefore: number;
  const isDone = ({ status }: Written) => status < 300;

  before(async () => {
    subject = await newSubject();
    // The default, which nobody takes away: what comes later is none.
    assert.equal((await ask(subject, 'POST', '/shipping-addresses', {})).status, 201);
    entriesBefore = (await entriesOf(subject)).length;
    written = await storm(subject, 20_261_122);
    entries = await entriesOf(subject);
  });

  it('is heard from everywhere, and only who named a version is ever refused', () => {
    assert.deepEqual(new Set(written.filter(isDone).map(({ by }) => by)), new Set(Object.keys(writers)));
    const refused = written.filter((one) => !isDone(one)).map(({ by, status }) => `${by.slice(0, 7)} ${status}`);
    assert.deepEqual(
      refused.filter((one) => one !== 'careful 412'),
      [],
    );
  });

  it('leaves each acknowledged write in the history once, at its version, and nothing else', () => {
    assert.deepEqual(
      entries.map(({ version }) => version),
      Array.from({ length: entries.length }, (_, index) => entries.length - index),
    );
    for (const one of written) {
      const places = entries.filter((entry) => isOf(one, entry)).map(({ version }) => version);
      assert.equal(places.length, isDone(one) ? 1 : 0, `${one.by} ${one.value}: ${places}`);
      if (isDone(one) && one.etag !== undefined) assert.match(one.etag, new RegExp(`^"${places[0]}-`), one.by);
    }
    const added = written.filter(({ by }) => by === 'passing').length;
    assert.equal(entries.length - entriesBefore, written.filter(isDone).length + added);
  });

  it('leaves no member of any API behind, and one ETag in all of them', async () => {
    const tags = await tagsOf(subject);
    assert.equal(new Set(tags).size, 1, tags.join());
    assert.match(tags[0] ?? '', new RegExp(`^"${entries[0]?.version}-`));
    const { body } = await subject.sends.operator('GET', subject.paths.operator, {});
    assert.deepEqual(lost(body as JsonObject, entries), []);
  });
});

describe('twenty of this API’s clients at once', () => {
  it('with one ETag make one new version, and the others are told that theirs is stale [9]', async () => {
    const subject = await newSubject();
    const { headers } = await ask(subject, 'GET', '');
    const condition = { 'if-match': String(headers.etag) };
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        ask(subject, 'PATCH', '', { objectInformation: { title: `Writer ${n}` } }, condition),
      ),
    );
    assert.deepEqual(countsOf(replies), { 200: 1, 412: AT_ONCE - 1 });
    const winner = replies.find(({ status }) => status === 200);
    assert.deepEqual(new Set(await tagsOf(subject)), new Set([winner?.headers.etag]));
  });

  it('with none are all heard, and the last one stays', async () => {
    const subject = await newSubject();
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        ask(subject, 'PATCH', '', { objectInformation: { title: `Writer ${n}` } }),
      ),
    );
    assert.deepEqual(countsOf(replies), { 200: AT_ONCE });
    assert.equal(new Set(replies.map(({ headers }) => headers.etag)).size, AT_ONCE);
    const read = await ask(subject, 'GET', '');
    const last = replies.find(({ headers }) => headers.etag === read.headers.etag);
    assert.equal(last?.text, read.text);
  });

  it('adding the first address leave one default among twenty', async () => {
    const subject = await newSubject();
    const bodies = Array.from({ length: AT_ONCE }, (_, n) => ({ shipTo: { firstName: `Writer ${n}` } }));
    const replies = await Promise.all(bodies.map((body) => ask(subject, 'POST', '/shipping-addresses', body)));
    assert.deepEqual(countsOf(replies), { 201: AT_ONCE });
    const { body } = await ask(subject, 'GET', '/shipping-addresses?limit=100');
    const items = valueAt(body as Json, '/_embedded/shippingAddresses') as readonly JsonObject[];
    const ids = new Set(items.map(({ id }) => id));
    assert.equal(ids.size, AT_ONCE);
    const defaults = items.filter((one) => one['default'] === true).map(({ id }) => id);
    assert.equal(defaults.length, 1);
    const customer = await ask(subject, 'GET', '');
    assert.equal(valueAt(customer.body as Json, '/defaultShippingAddress/id'), defaults[0]);
  });

  it('deleting all of twenty addresses leave the default, until it is alone', async () => {
    const subject = await newSubject();
    const list = '/shipping-addresses';
    for (let n = 0; n < AT_ONCE; n++) await ask(subject, 'POST', list, { shipTo: { firstName: `Address ${n}` } });
    const { body } = await ask(subject, 'GET', `${list}?limit=100`);
    const items = valueAt(body as Json, '/_embedded/shippingAddresses') as readonly JsonObject[];
    const replies = await Promise.all(items.map(({ id }) => ask(subject, 'DELETE', `${list}/${id}`)));
    const kept = replies.filter(({ status }) => status === 409);
    for (const reply of kept) assert.match(nameOf(reply.body), /customers default$/);
    assert.deepEqual(countsOf(replies.filter(({ status }) => status !== 409)), { 204: AT_ONCE - kept.length });
    const left = await ask(subject, 'GET', list);
    assert.equal(valueAt(left.body as Json, '/total'), kept.length);
    const customer = await ask(subject, 'GET', '');
    const standard = valueAt(customer.body as Json, '/defaultShippingAddress/id');
    assert.equal(standard, kept.length === 1 ? items[0]?.['id'] : undefined);
  });

  it('deleting one customer are told that he is gone, all but one of them', async () => {
    const subject = await newSubject();
    // The query makes them different requests: equal ones would be one.
    const queries = Array.from({ length: AT_ONCE }, (_, n) => `?attempt=${n}`);
    const replies = await Promise.all(queries.map((query) => ask(subject, 'DELETE', query)));
    assert.deepEqual(countsOf(replies), { 204: 1, 410: AT_ONCE - 1 });
    assert.equal((await subject.sends.operator('GET', subject.paths.operator, {})).status, 200);
  });
});
