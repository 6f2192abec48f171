import type { Customer } from '@clientele/core';
import { idOf } from '../customer-ids.ts';
import { customerFields } from '../customers.ts';
import type { Face } from '../subject.ts';

/** The n-th customer as a server would keep it, with the members that only a server writes. */
export function storedCustomer(n: number, faces: ReadonlySet<Face> = new Set(['caibo'])): Customer {
  const { references, ...fields } = customerFields(n);
  const isClient = faces.has('mastercard');
  return {
    id: idOf('customer', n),
    version: 1,
    handles: {
      caibo: { id: idOf('caibo', n) },
      ...(isClient && { mastercard: { clientId: idOf('mastercard', n) } }),
      ...(faces.has('cybersource') && { cybersource: { id: idOf('cybersource', n) } }),
    },
    references: { ...references, ...(isClient && { clientNumber: `CLI_${n}` }) },
    ...fields,
    ...(isClient && { classification: { clientType: 'PR' } }),
    createdAt: '2026-01-15T09:30:00.000Z',
    updatedAt: '2026-01-15T09:30:00.000Z',
  };
}
