import assert from 'node:assert/strict';
import type { Reply } from '../client.ts';

/** Checks that an answer of `/v1` is the problem it should be, in RFC 9457's form. */
export function assertProblem(reply: Reply, status: number, type: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  assert.equal(reply.body.type, `/problems/${type}`);
  assert.equal(reply.body.status, status);
  assert.equal(reply.body.requestId, reply.headers.get('x-request-id'));
}
