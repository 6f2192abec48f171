import { entityTag, handleIn, type JsonObject, type Versioned } from '@clientele/core';
import type { Principal } from '../../access/principal.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Request } from '../face.ts';
import { customerMembers } from './lens.ts';
import { defaultShippingId, shippingAddressMembers } from './shipping-lens.ts';

const CUSTOMERS = '/tms/v2/customers';

export function customerPath(customerId: string): string {
  return `${CUSTOMERS}/${customerId}`;
}

export function shippingAddressPath(customerId: string, addressId: string): string {
  return `${customerPath(customerId)}/shipping-addresses/${addressId}`;
}

export function customerIdOf({ record }: Versioned): string {
  return handleIn(record, 'cybersource').id;
}

/** A customer as it is answered (contract §2.1). The link to the addresses is there under both of its names (§0.8). */
export function customerDocument(versioned: Versioned, principal: Principal): JsonObject {
  const id = customerIdOf(versioned);
  const record = versioned.record as JsonObject;
  const self = customerPath(id);
  const shippingAddresses = { href: `${self}/shipping-addresses` };
  const defaultId = defaultShippingId(record);
  const embedded = defaultId === undefined ? undefined : shippingAddressDocument(versioned, defaultId, principal);
  return {
    _links: {
      self: { href: self },
      paymentInstruments: { href: `${self}/payment-instruments` },
      shippingAddress: shippingAddresses,
      shippingAddresses,
    },
    ...customerMembers(record),
    metadata: { creator: creatorOf(principal) },
    ...(embedded && { _embedded: { defaultShippingAddress: embedded } }),
  };
}

/** A shipping address as it is answered (contract §2.2), or `undefined` when the customer does not have it. */
export function shippingAddressDocument(
  versioned: Versioned,
  addressId: string,
  principal: Principal,
): JsonObject | undefined {
  const members = shippingAddressMembers(versioned.record as JsonObject, addressId);
  if (!members) return undefined;
  const id = customerIdOf(versioned);
  return {
    _links: { self: { href: shippingAddressPath(id, addressId) }, customer: { href: customerPath(id) } },
    ...members,
    metadata: { creator: creatorOf(principal) },
  };
}

/** The merchant; every record of a tenant is one merchant's. */
function creatorOf({ merchantId, tenant }: Principal): string {
  return merchantId ?? tenant.id;
}

const CORRELATION_ID = /^[\x21-\x7e]{1,64}$/;

/** What every answer carries (contract §1.1): the caller's own correlation id, where he sent one, and ours. */
export function commonHeaders({ id, headers }: Request) {
  const theirs = headers['v-c-correlation-id'];
  const correlationId = theirs !== undefined && CORRELATION_ID.test(theirs) ? theirs : id;
  return { 'v-c-correlation-id': correlationId, uniquetransactionid: id } as const;
}

/** A document with the tag of its record's version. */
export function documentAnswer(
  status: 200 | 201,
  document: JsonObject,
  versioned: Versioned,
  location?: string,
): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      etag: entityTag(versioned),
      ...(location !== undefined && { location }),
    },
    body: stringifyJson(document),
  };
}
