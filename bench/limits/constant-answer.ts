import { storedCustomer } from './stored-customer.ts';

/** What the constant servers answer: a customer as the minimal server keeps it, already serialised. */
export const constantAnswer = JSON.stringify(storedCustomer(0));
