import {
  applyJsonPatch,
  diff,
  type Edit,
  equal,
  isObject,
  type Json,
  type JsonObject,
  member,
  ok,
  type Problem,
  patchOf,
  pointerTokens,
  type Result,
  refuse,
} from '@clientele/core';
import type { Lens } from '../../lens/lens.ts';
import { put } from '../../lens/put.ts';
import { view } from '../../lens/view.ts';
import { clientLens, plainLens, wholeClientLens } from './lens.ts';

/** What a generated client sends for a member that nobody has set. */
const UNSET: JsonObject = {
  id: 0,
  ownerId: 0,
  userId: 0,
  name: '',
  email: '',
  address: '',
  phone: '',
  memberId: '',
  hasPaymentRequests: false,
  totalDeposits: 0,
  createDate: '0001-01-01T00:00:00',
};

function isUnset(name: string, value: Json): boolean {
  return equal(member(UNSET, name), value) || (value === null && clientLens.root.children.has(name));
}

/** A new customer out of a Client; members that were not set count as left out. */
export function creation(body: Json | undefined, facts: JsonObject): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  const given = Object.entries(body).filter(([name, value]) => !isUnset(name, value));
  return ok((record) => put(wholeClientLens, record, Object.fromEntries(given), facts));
}

/**
 * The change in a body. An object changes what it names, whatever its media type says, because the vendor declares a
 * Client under all of them; an array is a JSON Patch of the Client (RFC 6902), where the media type says so too.
 */
export function change(body: Json | undefined, mediaType: string, facts: JsonObject): Result<Edit, Problem> {
  if (Array.isArray(body) && mediaType === 'application/json-patch+json') return ok(patching(body, facts));
  return isObject(body) ? ok((record) => put(clientLens, record, body, facts)) : notAnObject();
}

/** The change that leaves nothing but the body of the Client that the profile shows: what it leaves out is cleared. */
export function replacement(
  body: Json | undefined,
  facts: JsonObject,
  { extended }: { extended: boolean },
): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  const shownIn = extended ? clientLens : plainLens;
  return ok((record) => {
    const shown = view(shownIn, record, facts);
    const given = Object.fromEntries(Object.entries(shown).filter(([name]) => isServers(shownIn, name)));
    return put(wholeClientLens, record, changesBetween(shown, { ...given, ...body }), facts);
  });
}

function patching(patch: Json, facts: JsonObject): Edit {
  return (record) => {
    const shown = view(clientLens, record, facts);
    const patched = applyJsonPatch(shown, patch);
    if (patched.ok) {
      return isObject(patched.value)
        ? put(clientLens, record, changesBetween(shown, patched.value), facts)
        : notAnObject();
    }
    const { reason, pointer, message } = patched.problem;
    return refuse({ type: reason === 'malformed' ? 'malformed' : 'patch-failed', pointer, message });
  };
}

const NO_PARTS: JsonObject = { street: null, city: null, state: null, zipCode: null, country: null };

/** The merge patch from one Client to another. An address in parts is the whole address here. */
function changesBetween(shown: JsonObject, wanted: JsonObject): JsonObject {
  const address = member(wanted, 'address');
  const whole = isObject(address) ? { ...wanted, address: { ...NO_PARTS, ...address } } : wanted;
  return patchOf(diff(shown, whole).map(({ path, after }) => [pointerTokens(path) ?? [], after] as const));
}

/** Whether a member is the server's to write. */
function isServers({ members }: Lens, name: string): boolean {
  return members.some(({ vendor, writable }) => vendor === `/${name}` && !writable);
}

function notAnObject() {
  return refuse<Problem>({ type: 'malformed', pointer: '', message: 'the body must be a JSON object' });
}
