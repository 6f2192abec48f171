/** Caibo's face over HTTP: the checklist of its contract as data, and the page's own examples. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Json } from '@clientele/core';
import { startServer, type TestServer } from '../server.ts';
import type { Exchange, Shown } from './caibo/exchange.ts';
import { golden } from './caibo/golden.ts';

let server: TestServer;
/** What `{name}` stands for in every row. */
let known: Readonly<Record<string, string>>;

before(async () => {
  server = await startServer();
  const { caibo, clientele } = server.sandbox;
  known = {
    apiKey: caibo.apiKey,
    login: caibo.email,
    password: caibo.password,
    operatorToken: clientele.operatorToken,
    sandboxCustomer: clientele.customerId,
    token: await accessToken(),
  };
  known = { ...known, ...(await credentialIds()) };
});
after(() => server.close());

async function accessToken(): Promise<string> {
  const { email, password } = server.sandbox.caibo;
  const response = await fetch(`${server.baseUrl}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(response.status, 200);
  return ((await response.json()) as { accessToken: string }).accessToken;
}

async function credentialIds(): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${server.sandbox.clientele.operatorToken}` };
  const response = await fetch(`${server.baseUrl}/v1/credentials`, { headers });
  const { items } = (await response.json()) as { items: { id: string; face: string; kind: string }[] };
  const idOf = (wanted: string) => items.find(({ face, kind }) => face === 'caibo' && kind === wanted)?.id ?? '';
  return { loginId: idOf('login'), apiKeyId: idOf('api-key') };
}

/** Every row's own customer. */
const fresh = {
  name: 'Jane Doe',
  email: '{email}',
  phone: '+1234567890',
  address: { street: '1 Old Road', city: 'Leeds', zipCode: 'LS1', country: 'GB' },
  memberId: 'M-1',
  preferences: { currency: 'USD', language: 'en', notifications: true },
};

describe('caibo: the checklist', () => {
  let rows = 0;
  for (const { demands, title, steps } of golden) {
    test(`${title} [${demands.join(', ')}]`, async () => {
      const key = `row-${++rows}`;
      const names: Record<string, string> = { ...known, key, email: `jane-${key}@example.com` };
      await perform(
        { method: 'POST', path: '/customers', body: fresh, status: 201, keep: { id: 'id', etag: 'header:etag' } },
        names,
      );
      for (const step of steps) await perform(step, names);
    });
  }

  test('no demand is without a row', () => {
    const asked = [...range(1, 20), ...range(22, 38), 58, 59, 60, 66, 75, ...range(82, 88)];
    const shown = new Set(golden.flatMap(({ demands }) => demands));
    assert.deepEqual(
      asked.filter((demand) => !shown.has(demand)),
      [],
    );
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

async function perform(step: Exchange, names: Record<string, string>): Promise<void> {
  const { method, path, as = 'key', headers = {}, body, status, head = {}, lacks = [], keep = {} } = step;
  const what = `${method} ${path}`;
  const response = await fetch(`${server.baseUrl}${fill(path, names)}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...credentials(as, names),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, names)])),
    },
    ...(body !== undefined && { body: fill(typeof body === 'string' ? body : JSON.stringify(body), names) }),
  });
  const text = await response.text();
  assert.equal(response.status, status, `${what}: ${text}`);
  assert.match(response.headers.get('x-request-id') ?? '', /./, what);
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const answer = isJson && text !== '' ? (JSON.parse(text) as Json) : undefined;
  for (const [name, value] of Object.entries(head)) holds(response.headers.get(name), value, names, `${what} ${name}`);
  if (step.shows !== undefined) holds(answer, step.shows, names, what);
  if (step.text) assert.match(text, new RegExp(fill(step.text.source, names)), what);
  for (const name of lacks) assert.ok(!Object.hasOwn(answer as object, name), `${what} shows ${name}`);
  for (const [name, place] of Object.entries(keep)) {
    const header = place.startsWith('header:') ? response.headers.get(place.slice(7)) : undefined;
    names[name] = header ?? (place === '' ? text : textOf((answer as Record<string, Json>)[place]));
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function credentials(as: NonNullable<Exchange['as']>, names: Readonly<Record<string, string>>): Record<string, string> {
  if (as === 'key') return { 'x-api-key': names['apiKey'] ?? '' };
  if (as === 'nobody') return {};
  return { authorization: `Bearer ${names[as === 'token' ? 'token' : 'operatorToken']}` };
}

function fill(template: string, names: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
}

/** Whether the value is what is shown: objects may have more members, arrays may not have more items. */
function holds(value: unknown, shown: Shown, names: Readonly<Record<string, string>>, where: string): void {
  if (shown instanceof RegExp) assert.match(String(value), shown, where);
  else if (typeof shown === 'string') assert.equal(value, fill(shown, names), where);
  else if (Array.isArray(shown)) {
    assert.ok(Array.isArray(value) && value.length === shown.length, `${where}: ${JSON.stringify(value)}`);
    for (const [index, item] of shown.entries()) holds(value[index], item as Shown, names, `${where}/${index}`);
  } else if (typeof shown === 'object' && shown !== null) {
    assert.ok(typeof value === 'object' && value !== null, `${where}: ${JSON.stringify(value)}`);
    for (const [name, item] of Object.entries(shown))
      holds((value as Record<string, unknown>)[name], item, names, `${where}/${name}`);
  } else assert.equal(value, shown, where);
}

/** What the page leaves to the reader of its examples. */
const ground = {
  fetch: (path: string, init: RequestInit) => fetch(`${server.baseUrl}${path}`, init),
  console: { log: () => {}, error: () => {} },
  isValidEmail: (email: string) => email.includes('@'),
  isValidPhone: (phone: string) => phone.length > 5,
};

/** Runs an example of the page as it is printed there, and returns what it called `result`. */
function run<Result>(title: string, result: string): Promise<Result> {
  const page = readFileSync(new URL('./caibo/golden/examples.md', import.meta.url), 'utf8');
  const code = page.split(`## ${title}\n`)[1]?.match(/```javascript\n([\s\S]*?)```/)?.[1];
  assert.ok(code, title);
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const example = new AsyncFunction('accessToken', ...Object.keys(ground), `${code}\nreturn ${result};`);
  return example(known['token'], ...Object.values(ground)) as Promise<Result>;
}

describe('caibo: the examples of the page', () => {
  test('Basic Customer Update [19]', async () => {
    const response = await run<Response>('Basic Customer Update', 'response');
    assert.deepEqual([response.status, response.statusText], [200, 'OK']);
    const address = '456 New Street, San Francisco, CA, 94105, US';
    holds(await response.json(), { email: 'newemail@example.com', phone: '+1234567890', address }, {}, 'the answer');
  });

  test('Partial Customer Update [20]', async () => {
    const response = await run<Response>('Partial Customer Update', 'response');
    assert.equal(response.status, 200);
    const preferences = { currency: 'EUR', notifications: false, language: 'fr' };
    holds(await response.json(), { preferences, name: 'John Carl Doe', email: /@/ }, {}, 'the answer');
  });

  test('Update with Validation [21]', async () => {
    type UpdateCustomer = (customerId: number, updateData: object) => Promise<unknown>;
    const updateCustomer = await run<UpdateCustomer>('Update with Validation', 'updateCustomer');
    const changed = await updateCustomer(12345, { email: 'snippet@example.com' });
    holds(changed, { id: 12345, email: 'snippet@example.com' }, {}, 'the answer');
    await assert.rejects(updateCustomer(12345, { email: 'x' }), { message: 'Invalid email format' });
    await assert.rejects(updateCustomer(12345, { email: '@' }), {
      message: 'Update failed: email must be an e-mail address.',
    });
    await assert.rejects(updateCustomer(424242, { phone: '+1234567890' }), {
      message: 'Update failed: There is no customer with this id.',
    });
  });
});
