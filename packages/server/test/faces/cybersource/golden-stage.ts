import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { diff, isObject, type Json, type JsonObject, valueAt } from '@clientele/core';
import { isDescribed } from '../described-answer.ts';
import { fill, filled, holds, kept, type Names, type Shown, textOf } from '../shown.ts';
import { type Callers, callersOf } from './callers.ts';
import { type Authentication, BASE, type Reply } from './client.ts';
import type { Exchange, Golden, RawRequest, SdkCall } from './exchange.ts';
import { FRESH, PROFILE } from './sample.ts';
import { serve, settle } from './served.ts';
import { isAnswer } from './sound-answer.ts';

/** A server with its callers, on which rows are performed. */
export interface Stage {
  /** The merchant's own client signs as it is said here; what it cannot send has an HTTP Signature. */
  perform(golden: Golden, authentication: Authentication): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const served = await serve();
  await settle(served.sandbox, { profiles: [PROFILE], certificateTokens: 'on' });
  const callers = callersOf(served);
  let rows = 0;
  return {
    async perform({ steps }, authentication) {
      const names: Names = { key: `row-${++rows}`, uuid: randomUUID() };
      const before = await made(callers, authentication, names);
      for (const step of steps) await exchange(step, names, before, { callers, authentication });
    },
    close: () => served.close(),
  };
}

/** Makes the row's own customer. */
async function made(callers: Callers, authentication: Authentication, names: Names): Promise<Json> {
  const created = await callers.sdk('merchant', authentication)('postCustomer', filled(FRESH, names));
  assert.equal(created.status, 201, created.text);
  names['id'] = textOf(valueAt(created.body as Json, '/id'));
  names['etag'] = created.headers.etag ?? '';
  names['tag'] = names['etag'].slice(1, -1);
  return created.body ?? null;
}

interface Ground {
  readonly callers: Callers;
  readonly authentication: Authentication;
}

async function exchange(step: Exchange, names: Names, before: Json, ground: Ground): Promise<void> {
  const [reply, what] = await ('sdk' in step ? bySdk(step, names, ground) : byHand(step, names, ground));
  assert.equal(reply.status, step.status, `${what}: ${reply.text}`);
  for (const [name, value] of Object.entries(step.head ?? {}))
    holds(reply.headers[name], value, names, `${what} ${name}`);
  if (step.shows !== undefined) holds(reply.body, step.shows, names, what);
  if (step.gives !== undefined) holds(reply.taken?.model, step.gives, names, `${what}: the model`);
  if (step.members) assert.deepEqual(Object.keys(reply.body as JsonObject), step.members, what);
  if (step.differsIn) assert.deepEqual(differences(before, reply.body ?? null), step.differsIn.toSorted(), what);
  if (step.errors) areErrors(reply, step.errors, names, what);
  if (step.hides !== undefined) assert.ok(!reply.text.includes(fill(step.hides, names)), `${what}: ${reply.text}`);
  for (const [name, place] of Object.entries(step.keep ?? {})) names[name] = kept(reply, place);
}

async function bySdk(
  { sdk: [operation, ...args], as = 'merchant' }: SdkCall,
  names: Names,
  { callers, authentication }: Ground,
): Promise<[Reply, string]> {
  const given = args.map((one) => filled(one, names));
  const reply = await callers.sdk(as, authentication)(operation, ...given);
  const what = `${operation} ${JSON.stringify(given)}`;
  isAnswer({ method: 'GET' }, reply, what);
  isDescribed({ face: 'cybersource', operation }, reply);
  assert.equal(reply.taken?.isError, reply.status >= 400, what);
  if (reply.text === '' || reply.status >= 400) assert.equal(reply.taken?.model, null, what);
  return [reply, what];
}

async function byHand(step: RawRequest, names: Names, { callers }: Ground): Promise<[Reply, string]> {
  const { raw, as = 'merchant', headers = {}, body, arrives } = step;
  const [method, path] = [raw[0], fill(raw[1], names)];
  const what = `${as}: ${method} ${path}`;
  const reply = await callers.raw(as)(method, path, {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, names)])),
    ...(body !== undefined && { body: filled(body, names) }),
    ...(arrives !== undefined && { arrives }),
  });
  if (as === 'operator' || as === 'caibo' || as === 'mastercard') return [reply, what];
  isAnswer({ method, headers }, reply, what);
  isDescribed({ face: 'cybersource', method, target: `${BASE}${path}` }, reply);
  return [reply, what];
}

function areErrors(reply: Reply, expected: NonNullable<Exchange['errors']>, names: Names, what: string): void {
  assert.ok(isObject(reply.body), what);
  const { errors } = reply.body as { errors: readonly JsonObject[] };
  const shown = expected.map(
    ({ type, message, details }): Shown => ({
      type,
      message,
      ...(details && { details: details.map(([name, location]) => ({ name, location })) }),
    }),
  );
  const isFound = (one: Shown) => errors.some((item) => tries(() => holds(item, one, names, what)));
  const missing = shown.filter((one) => !isFound(one));
  assert.deepEqual([missing, errors.length], [[], expected.length], `${what}: ${reply.text}`);
}

function tries(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

function differences(before: Json, after: Json): string[] {
  return diff(before, after)
    .map(({ path }) => path)
    .sort();
}
