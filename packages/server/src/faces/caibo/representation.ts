import { entityTag, type JsonObject, type Versioned } from '@clientele/core';
import { view } from '../../lens/view.ts';
import { negotiate } from '../../wire/media-type.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Call, Request } from '../face.ts';
import { clientLens, factsOf, plainLens } from './lens.ts';

const EXTENDED_PROFILE = 'extended';

/** Whether the client would rather have all members: `Accept: application/json;profile=extended` (RFC 6906). */
export function isExtended({ headers }: Request): boolean {
  return negotiate(headers['accept'], 'application/json')?.profile === EXTENDED_PROFILE;
}

/** Which of the two representations it is; caches must not take one for the other. */
export function typeHeaders(request: Request) {
  const parameter = isExtended(request) ? `;profile=${EXTENDED_PROFILE}` : '';
  return { 'content-type': `application/json${parameter}`, vary: 'Accept' } as const;
}

/** A record as the Client that the caller asked for. */
export function clientOf({ request, principal }: Pick<Call, 'request' | 'principal'>, record: JsonObject): JsonObject {
  return view(isExtended(request) ? clientLens : plainLens, record, factsOf(principal.tenant));
}

/** The Client with the tag of its version. */
export function clientAnswer(
  call: Call,
  versioned: Versioned,
  { status, location }: { readonly status: number; readonly location?: string },
): Answer {
  const headers = {
    ...typeHeaders(call.request),
    etag: entityTag(versioned),
    ...(location !== undefined && { location }),
  };
  return { status, headers, body: stringifyJson(clientOf(call, versioned.record as JsonObject)) };
}

/** The Client that a change would make. It is no version and has no tag; a customer who is not there has no id. */
export function rehearsal(call: Call, { record }: Versioned, { isNew }: { readonly isNew: boolean }): Answer {
  const shown = isNew ? { ...record, handles: {} } : record;
  return { status: 200, headers: typeHeaders(call.request), body: stringifyJson(clientOf(call, shown as JsonObject)) };
}
