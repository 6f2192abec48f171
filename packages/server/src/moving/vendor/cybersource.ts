import { isObject, type JsonObject, member, ok, type Problem, type Result, refuse } from '@clientele/core';
import Type, { type TSchema } from 'typebox';
import { modification } from '../../faces/cybersource/edit.ts';
import { customerLens } from '../../faces/cybersource/lens.ts';
import { Customer, ShippingAddress } from '../../faces/cybersource/schema.ts';
import { CybersourceSettings } from '../../faces/cybersource/settings.ts';
import { addressCreation } from '../../faces/cybersource/shipping-edit.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { refusedBelow, type Vendor } from './vendor.ts';

const settings = { face: 'cybersource', schema: CybersourceSettings } as const;

/** No payment instruments are kept here: one that is named is a member that nobody knows, and is not passed over in silence. */
const { defaultPaymentInstrument: _, ...kept } = Customer.properties as Record<string, TSchema>;

/** A customer as `GET /tms/v2/customers/{id}` answers, with the default shipping address in it. */
const schema = Type.Object({
  ...kept,
  _embedded: Type.Optional(Type.Object({ defaultShippingAddress: Type.Optional(ShippingAddress) })),
});

const EMBEDDED = '/_embedded/defaultShippingAddress';

/** Reads customers of Cybersource's Token Management Service. */
function createCybersourceVendor(agreed: CybersourceSettings): Vendor {
  return {
    face: 'cybersource',
    idMember: 'id',
    schema,
    lens: customerLens,
    places: [['/addresses/shipping', EMBEDDED]],
    keyedLists: { merchantDefinedInformation: (name, value) => ({ name, value }) },
    read(document) {
      const addressed = refusedBelow(EMBEDDED, withDefaultAddress(document));
      if (!addressed.ok) return addressed;
      const edit = modification(document, agreed);
      return edit.ok ? (edit.value(addressed.value) as Result<JsonObject, Problem>) : edit;
    },
  };
}

export const cybersourceVendor = { settings, create: createCybersourceVendor } as const;

/** A record with the address that the document holds, under the address's own id. */
function withDefaultAddress(document: JsonObject): Result<JsonObject, Problem> {
  const address = member(member(document, '_embedded'), 'defaultShippingAddress');
  if (!isObject(address)) return ok({});
  const id = member(address, 'id') ?? member(member(document, 'defaultShippingAddress'), 'id');
  if (typeof id !== 'string') {
    const broken = [{ pointer: '/id', rule: 'type', message: 'must be the id of the address' }];
    return refuse({ type: 'invalid', violations: inVendorWords(broken) });
  }
  const edit = addressCreation(address, id);
  return edit.ok ? (edit.value({}) as Result<JsonObject, Problem>) : edit;
}
