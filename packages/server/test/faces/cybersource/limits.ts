import type { JsonObject } from '@clientele/core';

/** The most characters that a member may have (contract §2.1). */
export const LIMITS = {
  'objectInformation.title': 60,
  'objectInformation.comment': 150,
  'buyerInformation.merchantCustomerID': 100,
  'buyerInformation.email': 255,
  'clientReferenceInformation.code': 50,
  'merchantDefinedInformation[0].value': 100,
} as const;

/** The same of a shipping address (contract §2.2). */
export const SHIP_TO_LIMITS = {
  firstName: 60,
  lastName: 60,
  company: 60,
  address1: 60,
  address2: 60,
  locality: 50,
  administrativeArea: 20,
  postalCode: 10,
  country: 2,
  email: 320,
  phoneNumber: 15,
} as const;

/** A text of so many characters. */
export function text(character: string, length: number): string {
  return character.repeat(length);
}

/** An e-mail address of so many characters, as many of them as can be before the `@`. */
function email(length: number): string {
  const host = length - 65;
  const labels = Array.from({ length: Math.ceil((host + 1) / 64) }, (_, index) =>
    text('d', Math.min(63, host - 64 * index)),
  );
  return `${text('l', 64)}@${labels.join('.')}`;
}

export const EMAIL_255 = email(255);

/** A customer all of whose members are as long as may be. */
export function within(character: string) {
  const of = (name: keyof typeof LIMITS) => value(name, character, LIMITS[name]);
  return {
    objectInformation: { title: of('objectInformation.title'), comment: of('objectInformation.comment') },
    buyerInformation: {
      merchantCustomerID: of('buyerInformation.merchantCustomerID'),
      email: of('buyerInformation.email'),
    },
    clientReferenceInformation: { code: of('clientReferenceInformation.code') },
    merchantDefinedInformation: [{ name: 'data1', value: of('merchantDefinedInformation[0].value') }],
  };
}

/** A customer one of whose members is too long by one. */
export function tooLong(name: keyof typeof LIMITS, character: string): JsonObject {
  const tooMuch = value(name, character, LIMITS[name] + 1);
  if (name.startsWith('merchant')) return { merchantDefinedInformation: [{ name: 'data1', value: tooMuch }] };
  const [group = '', member = ''] = name.split('.');
  return { [group]: { [member]: tooMuch } };
}

/** What a member of a shipping address may be at most, or not any more. */
export function shipToOf(name: string, length: number): string {
  if (name === 'email') return email(length);
  if (name === 'country') return length === 2 ? 'US' : 'USA';
  return text(name === 'phoneNumber' ? '4' : '𝒳', length);
}

function value(name: string, character: string, length: number): string {
  return name.endsWith('email') ? email(length) : text(character, length);
}
