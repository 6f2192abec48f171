import assert from 'node:assert/strict';
import { isObject, type Json, type JsonObject } from '@clientele/core';
import type { Reply } from './client.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ECHOED = /^[\x21-\x7e]{1,64}$/;

interface Asked {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** What every answer of the face has, whatever was asked (contract §1.1, §1.3). */
export function isAnswer({ method, headers: sent }: Asked, { status, headers, text, body }: Reply, what: string): void {
  const ours = String(headers['uniquetransactionid']);
  assert.match(ours, UUID, what);
  const theirs = sent?.['v-c-correlation-id'];
  if (theirs !== undefined && ECHOED.test(theirs)) assert.equal(headers['v-c-correlation-id'], theirs, what);
  else if (theirs !== undefined) assert.equal(headers['v-c-correlation-id'], ours, what);
  if (headers.etag !== undefined) assert.match(headers.etag, /^"[!#-~]{1,30}"$/, what);
  if (method === 'HEAD') {
    assert.equal(text, '', what);
    return;
  }
  assert.equal(headers['content-type'], text === '' ? undefined : 'application/json;charset=utf-8', what);
  if (status >= 400) isErrorBody(status, body, what);
  if (status === 401) assert.equal(headers['www-authenticate'], 'Signature, Bearer', what);
}

/** The types that there are of each status: the vendor's own, and ours where it has none. */
const TYPES: Readonly<Record<number, readonly string[]>> = {
  400: ['invalidHeaders', 'missingHeaders', 'invalidFields', 'missingFields', 'invalidRequest'],
  403: ['forbidden'],
  404: ['notFound'],
  405: ['methodNotAllowed'],
  409: ['conflict', 'tokenIdConflict'],
  410: ['notAvailable'],
  412: ['conflict'],
  413: ['invalidRequest'],
  415: ['invalidHeaders'],
  422: ['invalidHeaders'],
  424: ['notFound'],
  431: ['invalidHeaders'],
};

/** The vendor's error envelope (contract §1.3) and nothing beside it; the gateway has one of its own. */
export function isErrorBody(status: number, body: Json | undefined, what: string): void {
  assert.ok(isObject(body), `${what}: ${String(body)}`);
  if (status === 401) {
    assert.deepEqual(body, { response: { rmsg: 'Authentication Failed' } }, what);
    return;
  }
  assert.deepEqual(Object.keys(body), ['errors'], what);
  const { errors } = body as { errors: readonly JsonObject[] };
  assert.ok(Array.isArray(errors) && errors.length > 0, what);
  for (const { type, message, details, ...rest } of errors) {
    assert.deepEqual(rest, {}, what);
    assert.ok(TYPES[status]?.includes(String(type)), `${what}: ${status} ${type}`);
    assert.ok(typeof message === 'string' && message !== '' && message.length <= 10_000, what);
    if (details !== undefined) areDetails(status, details, what);
  }
}

function areDetails(status: number, details: Json, what: string): void {
  assert.equal(status, 400, what);
  assert.ok(Array.isArray(details) && details.length > 0, what);
  for (const { name, location, ...rest } of details as readonly JsonObject[]) {
    assert.deepEqual(rest, {}, what);
    assert.ok(typeof name === 'string' && name !== '', what);
    assert.ok(['body', 'header', 'path', 'query'].includes(String(location)), what);
  }
}
