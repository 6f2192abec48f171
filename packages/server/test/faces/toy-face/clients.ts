import {
  type Edit,
  entityTag,
  isObject,
  type Json,
  type JsonObject,
  nameInParts,
  ok,
  type Problem,
  type Result,
  refuse,
} from '@clientele/core';
import type { CredentialReader } from '../../../src/access/credentials.ts';
import type { Answer, Call } from '../../../src/faces/face.ts';
import { put } from '../../../src/lens/put.ts';
import { view } from '../../../src/lens/view.ts';
import type { Dependencies } from '../../../src/use-cases/dependencies.ts';
import type { Kept } from '../../../src/use-cases/kept.ts';
import { readCustomer } from '../../../src/use-cases/read-customer.ts';
import { updateCustomer } from '../../../src/use-cases/update-customer.ts';
import { preconditionOf } from '../../../src/wire/conditional.ts';
import { clientLens } from './lens.ts';

export interface Ground {
  readonly dependencies: Dependencies;
  readonly credentials: CredentialReader;
}

type Handler = (ground: Ground, call: Call) => Promise<Result<Answer, Problem>>;

/** `GET /toys/clients/{id}` */
export const getClient: Handler = async ({ dependencies }, { request, principal }) => {
  const found = await readCustomer(dependencies, principal, { id: request.parameters['id'] ?? '' });
  return found.ok ? ok(clientAnswer(found.value)) : found;
};

/** `PATCH /toys/clients/{id}`: under `If-Match` where it is sent. */
export const patchClient: Handler = async ({ dependencies }, { request, principal, body }) => {
  const edit = modification(body);
  if (!edit.ok) return edit;
  const precondition = preconditionOf(request.headers);
  if (!precondition.ok) return precondition;
  const updated = await updateCustomer(
    dependencies,
    { principal, face: 'toyshop', requestId: request.id },
    { key: { id: request.parameters['id'] ?? '' }, edit: edit.value, precondition: precondition.value },
  );
  return updated.ok ? ok(clientAnswer(updated.value)) : updated;
};

/** The change in a body: a merge patch of the client. */
export function modification(body: Json | undefined): Result<Edit, Problem> {
  if (!isObject(body)) return refuse({ type: 'malformed', pointer: '', message: 'the body must be a JSON object' });
  return ok((record) => {
    const changed = put(clientLens, record, body);
    return changed.ok ? ok(nameInParts(record, changed.value)) : changed;
  });
}

function clientAnswer(kept: Kept): Answer {
  const headers = { 'content-type': 'application/json', etag: entityTag(kept) };
  return { status: 200, headers, body: JSON.stringify(view(clientLens, kept.record as JsonObject)) };
}
