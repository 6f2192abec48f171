import type { Customer } from '@clientele/core';
import { customerFields } from '../customers.ts';

/** The n-th customer as a server would keep it, with the members that only a server writes. */
export function storedCustomer(n: number): Customer {
  return {
    id: `cus_${String(n).padStart(22, '0')}`,
    version: 1,
    handles: { caibo: { id: String(100_000 + n) } },
    ...customerFields(n),
    createdAt: '2026-01-15T09:30:00.000Z',
    updatedAt: '2026-01-15T09:30:00.000Z',
  };
}
