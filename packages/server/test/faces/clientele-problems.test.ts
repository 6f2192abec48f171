import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '@clientele/core';
import { refuse } from '../../src/faces/clientele/problems.ts';
import type { Request } from '../../src/faces/face.ts';

const request = { id: 'req_1', target: '/v1/customers?x=1' } as Request;

function detailOf(problem: Problem): string {
  return (JSON.parse(String(refuse(problem, request).body)) as { detail: string }).detail;
}

test('a media type that is not read is answered with those that are', () => {
  const { headers } = refuse({ type: 'unsupported-media-type', supported: ['application/json', 'text/x'] }, request);
  assert.equal(headers['accept'], 'application/json, text/x');
  assert.equal(headers['accept-patch'], undefined);
});

test('what is taken is told in a sentence', () => {
  const sentences = {
    caibo: 'Another customer has or had this caibo id, or this customer has one already.',
    clientNumber: 'Another customer has or had this clientNumber.',
    login: 'There is such a login already.',
    'api-key': 'There is such an API key already.',
  };
  for (const [kind, sentence] of Object.entries(sentences)) assert.equal(detailOf({ type: 'taken', kind }), sentence);
});

test('a sentence ends in one mark', () => {
  assert.equal(detailOf({ type: 'malformed', message: 'is it JSON?' }), 'Is it JSON?');
  assert.equal(detailOf({ type: 'malformed', message: 'the body ends too early' }), 'The body ends too early.');
});
