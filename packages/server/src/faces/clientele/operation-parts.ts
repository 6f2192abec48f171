import Type, { type TSchema } from 'typebox';
import type { Parameter, ResponseDescription } from '../face.ts';
import { Customer, ProblemDetails } from './schema.ts';

/** What the descriptions of the operations have in common. */

export const inPath = (name: string, description: string): Parameter => ({
  name,
  in: 'path',
  description,
  required: true,
  schema: Type.String(),
});
export const inQuery = (name: string, description: string, schema: TSchema = Type.String()): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
export const inHeader = (name: string, description: string, required = false): Parameter => ({
  name,
  in: 'header',
  description,
  required,
  schema: Type.String(),
});

export const id = inPath('id', "The customer's id, `cus_…`");
export const ifMatch = (required: boolean) =>
  inHeader('If-Match', 'The ETag of the version this change was made for', required);
export const idempotencyKey = inHeader(
  'Idempotency-Key',
  'Makes a retry safe: the same key and request have one effect',
);
export const reason = inHeader(
  'Change-Reason',
  'Why the change is made; kept in the history. At most 200 visible characters',
);
export const prefer = inHeader('Prefer', '`return=minimal` or `return=representation` (RFC 7240)');
export const dryRun = inQuery(
  'dryRun',
  '`true` validates and shows the result, and changes nothing',
  Type.Enum(['true', 'false']),
);
export const limit = (max: number) =>
  inQuery('limit', `How many at most; clamped to ${max}`, Type.Integer({ minimum: 1, default: 20 }));
export const cursor = inQuery('cursor', '`next` of the page before');

export const etag = { ETag: 'The version, as a strong entity tag' };
export const customer = (description: string, headers: Readonly<Record<string, string>> = etag) => ({
  description,
  mediaType: 'application/json',
  schema: Customer,
  headers,
});
export const MERGE_PATCH = 'application/merge-patch+json';
/** What any request with a credential may be answered. */
export const ALWAYS = [400, 401, 403, 408, 413, 431, 500, 503];
export const WRITE = [...ALWAYS, 404, 409, 412, 415, 422, 507];

/** RFC 9110 §15.4.9: of a customer that was merged into another one; the same request is good there. */
export const merged: Readonly<Record<number, ResponseDescription>> = {
  308: {
    description: 'This customer was merged into another one',
    mediaType: 'application/problem+json',
    schema: ProblemDetails,
    headers: { Location: 'The same path of that one' },
  },
};
