import {
  type Edit,
  isObject,
  type Json,
  type JsonObject,
  nameInParts,
  ok,
  type Problem,
  type Result,
  refuse,
} from '@clientele/core';
import type { TSchema } from 'typebox';
import type { Lens } from '../../lens/lens.ts';
import { put } from '../../lens/put.ts';
import { invalid, notAnObject, violationsOf } from './body.ts';
import { agreedWith, numberAndType } from './checks.ts';
import { clientLens, newClientLens } from './lens.ts';
import { inJakartaWords } from './messages.ts';
import { ClientCreation, ClientValues } from './schema.ts';
import type { MastercardSettings } from './settings.ts';
import { applyTags, MEMBER, readMember, readTags } from './tags.ts';

export { addressCreation, addressReplacement } from './address-edit.ts';
export { classifierSetting } from './classifier-edit.ts';

/** A new client out of a `ClientCreation`; members that are `null` count as left out. */
export function creation(body: Json | undefined, settings: MastercardSettings): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  const { clientCustomData, ...client } = body;
  const lens = { ...newClientLens, checks: [numberAndType, agreedWith(settings)] };
  const custom = clientCustomData === null ? undefined : clientCustomData;
  return ok((record) => written(lens, ClientCreation, record, { client, custom }));
}

/** The change in a `ClientModification`: a merge patch of the client (RFC 7396), and tags that are set and removed. */
export function modification(body: Json | undefined, settings: MastercardSettings): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  const { clientCustomData: custom, ...client } = body;
  const lens = { ...clientLens, checks: [agreedWith(settings)] };
  return ok((record) => written(lens, ClientValues, record, { client, custom }));
}

interface Wish {
  readonly client: JsonObject;
  /** The member `clientCustomData`. */
  readonly custom: Json | undefined;
}

function written(lens: Lens, schema: TSchema, record: JsonObject, { client, custom }: Wish): Result<Json, Problem> {
  const changed = put(lens, record, client);
  const named = changed.ok ? nameInParts(record, changed.value) : record;
  const tagged = custom === undefined ? ok(named) : withMember(named, custom);
  if (changed.ok && tagged.ok) return tagged;
  return refuse(invalid([...inJakartaWords(schema, violationsOf([changed])), ...violationsOf([tagged])]));
}

function withMember(record: JsonObject, custom: Json): Result<JsonObject, Problem> {
  const tags = readMember(custom);
  return tags.ok ? applyTags(record, tags.value, MEMBER) : tags;
}

/** Tags that are set and removed, and nothing else. */
export function customData(body: Json | undefined): Result<Edit, Problem> {
  const tags = readTags(body ?? null);
  return tags.ok ? ok((record) => applyTags(record, tags.value, '')) : tags;
}
