import {
  entityTag,
  ifNoneMatchHolds,
  ok,
  type Precondition,
  type Problem,
  parseEntityTags,
  type Result,
  refuse,
  type Version,
} from '@clientele/core';

type Headers = Readonly<Record<string, string | undefined>>;

/** The precondition of a write, from `If-Match` (RFC 9110 §13.1.1). `bare` also takes a tag without its quotes. */
export function preconditionOf(
  headers: Headers,
  options: { bare?: boolean; required?: boolean } = {},
): Result<Precondition, Problem> {
  const required = options.required ?? false;
  const field = headers['if-match'];
  if (field === undefined) return ok({ required });
  const ifMatch = parseEntityTags(field, options);
  return ifMatch.ok
    ? ok({ ifMatch: ifMatch.value, required })
    : refuse({ type: 'malformed', header: 'if-match', message: `If-Match ${ifMatch.problem}` });
}

/** Whether a read may be answered 304 (RFC 9110 §13.1.2, §15.4.5). */
export function notModified(headers: Headers, current: Version): Result<boolean, Problem> {
  const field = headers['if-none-match'];
  if (field === undefined) return ok(false);
  if (field === entityTag(current)) return ok(true);
  const ifNoneMatch = parseEntityTags(field);
  if (!ifNoneMatch.ok)
    return refuse({ type: 'malformed', header: 'if-none-match', message: `If-None-Match ${ifNoneMatch.problem}` });
  return ok(!ifNoneMatchHolds(ifNoneMatch.value, current));
}
