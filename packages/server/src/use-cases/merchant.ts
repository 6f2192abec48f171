import { ok, type Problem, type Result, refuse, type Violation } from '@clientele/core';

/** Under which names a caller is known to a payment vendor. */
export interface Merchant {
  readonly merchantId: string;
  /** Of the group of merchants whose key he uses, where it is not his own. */
  readonly portfolioId?: string;
}

/** No vendor bounds it; what stands in signed lines and in certificates has to be plain. */
export const MERCHANT_ID = /^[A-Za-z0-9_-]{1,36}$/;

/** The merchant that somebody names; he is called like his tenant unless he has another name. */
export function merchantOf(wanted: Partial<Merchant> & { readonly tenant: string }): Result<Merchant, Problem> {
  const violations = (['merchantId', 'portfolioId'] as const)
    .filter((name) => wanted[name] !== undefined && !MERCHANT_ID.test(wanted[name]))
    .map((name): Violation => ({ pointer: `/${name}`, rule: 'pattern', message: `must match ${MERCHANT_ID.source}` }));
  if (violations.length > 0) return refuse({ type: 'invalid', violations });
  const { tenant, merchantId = tenant, portfolioId } = wanted;
  return ok({ merchantId, ...(portfolioId !== undefined && { portfolioId }) });
}
