import {
  equal,
  isObject,
  type Json,
  type JsonObject,
  member,
  mergePatch,
  ok,
  type Problem,
  type Result,
  renderAddress,
} from '@clientele/core';
import Type, { type TSchema } from 'typebox';
import { creation } from '../../faces/caibo/edit.ts';
import { wholeClientLens } from '../../faces/caibo/lens.ts';
import { ClientChange } from '../../faces/caibo/schema.ts';
import { readOnlySchemas, serverMembers, type Vendor, withoutMembers } from './vendor.ts';

const servers = serverMembers(wholeClientLens);

/** A customer as `GET /customers/{id}` answers, with the members of the extended profile. */
const { properties } = ClientChange as TSchema & { readonly properties: Record<string, TSchema> };
const schema = Type.Object({ ...properties, ...readOnlySchemas(servers) });

/** Reads customers of Caibo IPG. */
const vendor: Vendor = {
  face: 'caibo',
  idMember: 'id',
  schema,
  lens: wholeClientLens,
  places: [],
  keyedLists: {},
  read(document) {
    const client = withoutMembers(servers, { ...document, address: addressIn(document) });
    const edit = creation(client, {});
    const record = edit.ok ? (edit.value({}) as Result<JsonObject, Problem>) : edit;
    return record.ok ? ok(withUserId(record.value, member(document, 'userId'))) : record;
  },
};

export const caiboVendor = { settings: undefined, create: () => vendor } as const;

/** The address in parts, where they make the text that is the address. */
function addressIn(document: JsonObject): Json {
  const { address = null, addressParts = null } = document;
  if (!isObject(addressParts) || Object.values(addressParts).some((part) => typeof part !== 'string')) return address;
  const { street, city, state, zipCode, country } = addressParts as Record<string, string>;
  const parts = Object.entries({ line1: street, city, state, postalCode: zipCode, country });
  const known = Object.fromEntries(parts.filter((part): part is [string, string] => part[1] !== undefined));
  return equal(renderAddress(known), address) ? addressParts : address;
}

/** Nobody can set it through the vendor's API, and it is the customer's all the same. */
function withUserId(record: JsonObject, userId: Json | undefined): JsonObject {
  const digits =
    typeof userId === 'string' || typeof userId === 'number' || typeof userId === 'bigint' ? String(userId) : '';
  return /^[1-9][0-9]{0,18}$/.test(digits)
    ? (mergePatch(record, { references: { userId: digits } }) as JsonObject)
    : record;
}
