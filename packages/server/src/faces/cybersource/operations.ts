import Type, { type TSchema } from 'typebox';
import type { Operation, Parameter, ResponseDescription } from '../face.ts';
import { PaymentInstrumentPage, ShippingAddressPage } from './answers.ts';
import { LIMIT } from './paging.ts';
import { Customer, CustomerPatch, ShippingAddress, ShippingAddressPatch } from './schema.ts';

/** What the OpenAPI document says of each operation (contract §1.1); the operations themselves are in `routes.ts`. */

export const JSON_TYPES = ['application/json'];
export const PATCH_TYPES = ['application/json', 'application/merge-patch+json'];

const parameter = (place: Parameter['in'], name: string, description: string, schema: TSchema): Parameter => ({
  name,
  in: place,
  description,
  schema,
  ...(place === 'path' && { required: true }),
});

const id = Type.String({ minLength: 1, maxLength: 32 });
const customerId = parameter('path', 'customerId', 'The id of the customer token', id);
const addressId = parameter('path', 'shippingAddressId', 'The id of the shipping address', id);
const instrumentId = parameter('path', 'paymentInstrumentId', 'The id of the payment instrument', id);
const profileId = parameter(
  'header',
  'profile-id',
  'The profile to use, one of the tenant’s',
  Type.String({ minLength: 36, maxLength: 36 }),
);
const ifMatch = parameter(
  'header',
  'if-match',
  'The ETag of the version that this change was made for, quoted or bare',
  Type.String(),
);
const offset = parameter('query', 'offset', 'How many are passed over', Type.Integer({ minimum: 0, default: 0 }));
const limit = parameter('query', 'limit', 'How many at most', Type.Integer({ ...LIMIT }));

const ifNoneMatch = parameter(
  'header',
  'If-None-Match',
  'The ETag of the version that is known; while it is the present one the answer is 304',
  Type.String(),
);
const idempotencyKey = parameter(
  'header',
  'Idempotency-Key',
  'Makes a retry safe: the same key and request have one effect. It counts with tokens that have a `jti`; requests signed otherwise are recognised by their signature',
  Type.String(),
);
const creating = [profileId, idempotencyKey];
const changing = [...creating, ifMatch];

const answering = (
  description: string,
  schema: TSchema,
  headers: Readonly<Record<string, string>> = { ETag: 'The version, as a strong entity tag' },
): ResponseDescription => ({ description, mediaType: 'application/json', schema, headers });
const created = (description: string, schema: TSchema) =>
  answering(description, schema, { ETag: 'The version, as a strong entity tag', Location: 'Its path' });
const deleted = { 204: { description: 'Deleted' } };

const READ = [400, 401, 403, 404, 408, 410, 413, 424, 431, 500, 503];
const WRITE = [...READ, 409, 412, 415, 422, 507];
const DELETE = WRITE.filter((status) => status !== 415);

const customers = { tag: 'Customers' };
const example = {
  buyerInformation: { merchantCustomerID: 'Your customer identifier', email: 'test@cybs.com' },
  clientReferenceInformation: { code: 'TC50171_3' },
  merchantDefinedInformation: [{ name: 'data1', value: 'Your customer data' }],
};
const customerBody = (mediaTypes: readonly string[], schema: TSchema) => ({ mediaTypes, schema, example });

export const postCustomer: Operation = {
  ...customers,
  id: 'postCustomer',
  summary: 'Create a customer',
  parameters: creating,
  requestBody: customerBody(JSON_TYPES, Customer),
  responses: { 201: created('The customer', Customer) },
  problems: WRITE.filter((status) => status !== 404 && status !== 410 && status !== 412),
};

export const getCustomer: Operation = {
  ...customers,
  id: 'getCustomer',
  summary: 'Retrieve a customer',
  parameters: [customerId, profileId, ifNoneMatch],
  responses: { 200: answering('The customer', Customer), 304: { description: 'Still the version that is known' } },
  problems: READ,
};

export const patchCustomer: Operation = {
  ...customers,
  id: 'patchCustomer',
  summary: 'Update a customer',
  description:
    'A merge patch (RFC 7396): only the members that are sent are changed, `null` removes one, lists are replaced. Read-only members are ignored, so that what was read can be sent back.',
  parameters: [customerId, ...changing],
  requestBody: customerBody(PATCH_TYPES, CustomerPatch),
  responses: { 200: answering('The customer as it is now', Customer) },
  problems: WRITE,
};

export const deleteCustomer: Operation = {
  ...customers,
  id: 'deleteCustomer',
  summary: 'Delete a customer',
  description: 'The id is never given out again. The record itself stays while another API has it.',
  parameters: [customerId, ...changing],
  responses: deleted,
  problems: DELETE,
};

const addresses = { tag: 'Shipping addresses' };
const shipTo = { shipTo: { firstName: 'John', lastName: 'Doe', address1: '1 Market St', country: 'US' } };
const addressBody = (mediaTypes: readonly string[], schema: TSchema) => ({ mediaTypes, schema, example: shipTo });

export const postCustomerShippingAddress: Operation = {
  ...addresses,
  id: 'postCustomerShippingAddress',
  summary: 'Create a shipping address',
  description: 'The first one is the default. `if-match` is about the customer, whose ETag is the address’s too.',
  parameters: [customerId, ...changing],
  requestBody: addressBody(JSON_TYPES, ShippingAddress),
  responses: { 201: created('The address', ShippingAddress) },
  problems: WRITE,
};

export const getCustomerShippingAddressesList: Operation = {
  ...addresses,
  id: 'getCustomerShippingAddressesList',
  summary: 'List the shipping addresses of a customer',
  parameters: [customerId, profileId, offset, limit],
  responses: { 200: answering('One page', ShippingAddressPage, { 'X-Total-Count': 'How many there are in all' }) },
  problems: READ,
};

export const getCustomerShippingAddress: Operation = {
  ...addresses,
  id: 'getCustomerShippingAddress',
  summary: 'Retrieve a shipping address',
  parameters: [customerId, addressId, profileId],
  responses: { 200: answering('The address', ShippingAddress) },
  problems: READ,
};

export const patchCustomersShippingAddress: Operation = {
  ...addresses,
  id: 'patchCustomersShippingAddress',
  summary: 'Update a shipping address',
  description: 'A merge patch (RFC 7396). `default` makes it the default.',
  parameters: [customerId, addressId, ...changing],
  requestBody: addressBody(PATCH_TYPES, ShippingAddressPatch),
  responses: { 200: answering('The address as it is now', ShippingAddress) },
  problems: WRITE,
};

export const deleteCustomerShippingAddress: Operation = {
  ...addresses,
  id: 'deleteCustomerShippingAddress',
  summary: 'Delete a shipping address',
  description: 'The default can be deleted only when it is the last one.',
  parameters: [customerId, addressId, ...changing],
  responses: deleted,
  problems: DELETE,
};

const instruments = { tag: 'Payment instruments' };
const NONE = 'No card data is kept here.';
const anything = { mediaTypes: JSON_TYPES, schema: Type.Object({}), example: {} };
const never = (status: number) => ({ [status]: { description: 'What the vendor answers; it is never given here' } });

export const postCustomerPaymentInstrument: Operation = {
  ...instruments,
  id: 'postCustomerPaymentInstrument',
  summary: 'Create a payment instrument',
  description: `Always refused. ${NONE}`,
  parameters: [customerId, profileId],
  requestBody: anything,
  responses: never(201),
  problems: WRITE,
};

export const getCustomerPaymentInstrumentsList: Operation = {
  ...instruments,
  id: 'getCustomerPaymentInstrumentsList',
  summary: 'List the payment instruments of a customer',
  description: `Always empty. ${NONE}`,
  parameters: [customerId, profileId, offset, limit],
  responses: { 200: answering('An empty page', PaymentInstrumentPage, { 'X-Total-Count': 'Always 0' }) },
  problems: READ,
};

export const getCustomerPaymentInstrument: Operation = {
  ...instruments,
  id: 'getCustomerPaymentInstrument',
  summary: 'Retrieve a payment instrument',
  description: `Never found. ${NONE}`,
  parameters: [customerId, instrumentId, profileId],
  responses: never(200),
  problems: READ,
};

export const patchCustomersPaymentInstrument: Operation = {
  ...getCustomerPaymentInstrument,
  id: 'patchCustomersPaymentInstrument',
  summary: 'Update a payment instrument',
  requestBody: anything,
  problems: WRITE,
};

export const deleteCustomerPaymentInstrument: Operation = {
  ...getCustomerPaymentInstrument,
  id: 'deleteCustomerPaymentInstrument',
  summary: 'Delete a payment instrument',
  responses: never(204),
  problems: DELETE,
};
