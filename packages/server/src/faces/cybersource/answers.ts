import Type, { type TSchema } from 'typebox';
import { Link, ShippingAddress } from './schema.ts';

/** What the operations answer beside the documents that are also sent (contract §1.3, §2.2). */

/** One page of a list; `X-Total-Count` says `total` too. */
function page(list: string, items: TSchema): TSchema {
  const count = (description: string) => Type.Integer({ minimum: 0, description });
  return Type.Object({
    _links: Type.Object({
      self: Link,
      first: Link,
      prev: Type.Optional(Link),
      next: Type.Optional(Link),
      last: Link,
    }),
    offset: count('How many were passed over'),
    limit: Type.Integer({ minimum: 1, maximum: 100 }),
    count: count('How many are on this page'),
    total: count('How many there are in all'),
    _embedded: Type.Object({ [list]: items }),
  });
}

export const ShippingAddressPage = page('shippingAddresses', Type.Array(ShippingAddress));
/** No card data is kept here: the list is there, and empty. */
export const PaymentInstrumentPage = page('paymentInstruments', Type.Array(Type.Object({}), { maxItems: 0 }));

/** Every refusal of a caller who is known. */
export const Errors = Type.Object({
  errors: Type.Array(
    Type.Object({
      type: Type.String({ description: 'What a program may branch on' }),
      message: Type.String(),
      details: Type.Optional(
        Type.Array(
          Type.Object({
            name: Type.String({ description: 'The member, such as `buyerInformation.email`' }),
            location: Type.Enum(['body', 'header', 'path', 'query']),
          }),
        ),
      ),
    }),
    { minItems: 1 },
  ),
});

/** The 401 of the vendor's gateway, which has an envelope of its own. */
export const AuthenticationFailed = Type.Object({ response: Type.Object({ rmsg: Type.String() }) });
