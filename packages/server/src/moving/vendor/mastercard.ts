import { type Json, type JsonObject, member, mergePatch, ok, type Problem, type Result, refuse } from '@clientele/core';
import Type from 'typebox';
import { addressCreation, creation } from '../../faces/mastercard/edit.ts';
import { newClientLens } from '../../faces/mastercard/lens.ts';
import { AddressCreation, ClientCreation } from '../../faces/mastercard/schema.ts';
import { MastercardSettings } from '../../faces/mastercard/settings.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { readOnlySchemas, refusedBelow, serverMembers, type Vendor, withoutMembers } from './vendor.ts';

const settings = { face: 'mastercard', schema: MastercardSettings } as const;
const servers = serverMembers(newClientLens);

/**
 * A client: what `GET /clients/{id}` answers, with `clientCustomData` as it is set and `clientAddresses` as they are listed,
 * where they are there.
 */
const schema = Type.Object({
  ...readOnlySchemas(servers),
  ...ClientCreation.properties,
  clientAddresses: Type.Optional(
    Type.Array(Type.Object({ ...AddressCreation.properties, enabled: Type.Optional(Type.Boolean()) })),
  ),
});

/** Reads clients of Mastercard Processing Core under the rules that the tenant has agreed. */
function createMastercardVendor(agreed: MastercardSettings): Vendor {
  return {
    face: 'mastercard',
    idMember: 'clientId',
    schema,
    lens: newClientLens,
    places: [
      ['/custom/tags', '/clientCustomData'],
      ['/addresses/byType', '/clientAddresses'],
    ],
    keyedLists: { clientCustomData: tagOf },
    read(document) {
      const { clientAddresses = null, ...client } = withoutMembers(servers, document);
      const edit = creation(client, agreed);
      const record = edit.ok ? (edit.value({}) as Result<JsonObject, Problem>) : edit;
      return record.ok ? withAddresses(record.value, clientAddresses, agreed) : record;
    },
  };
}

export const mastercardVendor = { settings, create: createMastercardVendor } as const;

/** `ADD_INFO_01.TAG_01`; a name may have dots in it. */
function tagOf(key: string, tagValue: string): JsonObject | undefined {
  const [, tagContainer, tagName] = /^([^.]+)\.(.+)$/.exec(key) ?? [];
  return tagContainer === undefined || tagName === undefined ? undefined : { tagContainer, tagName, tagValue };
}

function withAddresses(record: JsonObject, addresses: Json, agreed: MastercardSettings): Result<JsonObject, Problem> {
  if (addresses === null) return ok(record);
  if (!Array.isArray(addresses)) return broken('/clientAddresses', 'type', 'must be an array');
  let after = record;
  for (const [index, address] of addresses.entries()) {
    const added = refusedBelow(`/clientAddresses/${index}`, withAddress(after, address as Json, agreed));
    if (!added.ok) return added;
    after = added.value;
  }
  return ok(after);
}

function withAddress(record: JsonObject, address: Json, agreed: MastercardSettings): Result<JsonObject, Problem> {
  const enabled = member(address, 'enabled') ?? true;
  if (typeof enabled !== 'boolean') return broken('/enabled', 'type', 'must be true or false');
  const edit = addressCreation(mergePatch(address, { enabled: null }), agreed);
  const added = edit.ok ? (edit.value(record) as Result<JsonObject, Problem>) : edit;
  if (!added.ok) return added;
  const type = String(member(address, 'addressType'));
  return ok(mergePatch(added.value, { addresses: { byType: { [type]: { enabled } } } }) as JsonObject);
}

function broken(pointer: string, rule: string, message: string) {
  return refuse<Problem>({ type: 'invalid', violations: inVendorWords([{ pointer, rule, message }]) });
}
