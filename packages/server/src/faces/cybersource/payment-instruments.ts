import { ok, refuse } from '@clientele/core';
import { stringifyJson } from '../../wire/strict-json.ts';
import { customerAt } from './customers.ts';
import { type Handler, idIn } from './operation.ts';
import { pageOf, windowOf } from './paging.ts';
import { customerIdOf, customerPath } from './representation.ts';

/** No card data is kept here: no customer has a payment instrument, and nobody can add one. */

/** `POST /tms/v2/customers/{customerId}/payment-instruments` */
export const postCustomerPaymentInstrument: Handler = async (ground, call) => {
  const found = await customerAt(ground, call);
  if (!found.ok) return found;
  return refuse({
    type: 'operation-disabled',
    operation: 'postCustomerPaymentInstrument',
    because: 'no card data is kept here, so there are no payment instruments',
  });
};

/** `GET /tms/v2/customers/{customerId}/payment-instruments` */
export const getCustomerPaymentInstrumentsList: Handler = async (ground, call) => {
  const window = windowOf(call.request.query);
  if (!window.ok) return window;
  const found = await customerAt(ground, call);
  if (!found.ok) return found;
  const path = `${customerPath(customerIdOf(found.value))}/payment-instruments`;
  return ok({
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8', 'x-total-count': '0' },
    body: stringifyJson(pageOf(path, window.value, 0, 'paymentInstruments', [])),
  });
};

/** One of them, whichever way it is asked for. */
export const paymentInstrument: Handler = async (ground, call) => {
  const id = idIn(call.request, 'paymentInstrumentId');
  if (!id.ok) return id;
  const found = await customerAt(ground, call);
  return found.ok ? refuse({ type: 'not-found' }) : found;
};
