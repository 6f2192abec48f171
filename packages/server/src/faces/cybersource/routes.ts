import { type Route, reading } from '../face.ts';
import * as customers from './customers.ts';
import { type Ground, type Handler, performing } from './operation.ts';
import * as operations from './operations.ts';
import * as instruments from './payment-instruments.ts';
import * as addresses from './shipping-addresses.ts';

/** The vendor's media type, with or without its charset; a merge patch may also say that it is one. */
const json = reading(operations.JSON_TYPES);
const patch = reading(operations.PATCH_TYPES);

/** The operations of the contract's table (§1.1), in its order. */
export function routesOf(ground: Ground): Route[] {
  const all = '/tms/v2/customers';
  const one = `${all}/:customerId`;
  const addressList = `${one}/shipping-addresses`;
  const address = `${addressList}/:shippingAddressId`;
  const instrumentList = `${one}/payment-instruments`;
  const instrument = `${instrumentList}/:paymentInstrumentId`;
  const read = { scope: 'customers:read' } as const;
  const write = { scope: 'customers:write' } as const;
  const as = (operation: Route['operation'], handler: Handler) => ({ handle: performing(ground, handler), operation });
  // biome-ignore format: one operation, one row
  return [
    { method: 'POST', path: all, ...write, reads: json, ...as(operations.postCustomer, customers.postCustomer) },
    { method: 'GET', path: one, ...read, ...as(operations.getCustomer, customers.getCustomer) },
    { method: 'PATCH', path: one, ...write, reads: patch, ...as(operations.patchCustomer, customers.patchCustomer) },
    { method: 'DELETE', path: one, ...write, ...as(operations.deleteCustomer, customers.deleteCustomer) },
    { method: 'POST', path: addressList, ...write, reads: json, ...as(operations.postCustomerShippingAddress, addresses.postCustomerShippingAddress) },
    { method: 'GET', path: addressList, ...read, ...as(operations.getCustomerShippingAddressesList, addresses.getCustomerShippingAddressesList) },
    { method: 'GET', path: address, ...read, ...as(operations.getCustomerShippingAddress, addresses.getCustomerShippingAddress) },
    { method: 'PATCH', path: address, ...write, reads: patch, ...as(operations.patchCustomersShippingAddress, addresses.patchCustomersShippingAddress) },
    { method: 'DELETE', path: address, ...write, ...as(operations.deleteCustomerShippingAddress, addresses.deleteCustomerShippingAddress) },
    { method: 'POST', path: instrumentList, ...write, reads: json, ...as(operations.postCustomerPaymentInstrument, instruments.postCustomerPaymentInstrument) },
    { method: 'GET', path: instrumentList, ...read, ...as(operations.getCustomerPaymentInstrumentsList, instruments.getCustomerPaymentInstrumentsList) },
    { method: 'GET', path: instrument, ...read, ...as(operations.getCustomerPaymentInstrument, instruments.paymentInstrument) },
    { method: 'PATCH', path: instrument, ...write, reads: patch, ...as(operations.patchCustomersPaymentInstrument, instruments.paymentInstrument) },
    { method: 'DELETE', path: instrument, ...write, ...as(operations.deleteCustomerPaymentInstrument, instruments.paymentInstrument) },
  ];
}
