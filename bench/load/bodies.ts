import type { BodyKind } from './plan.ts';

type Write = Exclude<BodyKind, 'none'>;

export const MEDIA_TYPE: Record<Write, string> = {
  customer: 'application/merge-patch+json',
  client: 'application/json',
  modification: 'application/merge-patch+json;charset=utf-8',
  token: 'application/json',
};

/** Bodies that change one field to a value never used before; every other one changes an indexed field. ASCII only. */
export function createBodies(kind: Write, run: number): () => string {
  let written = 0;
  return () => {
    written += 1;
    const email = `r${run}n${written}@example.com`;
    return JSON.stringify(written % 2 === 0 ? PLAIN[kind](run, written) : INDEXED[kind](email));
  };
}

const INDEXED: Record<Write, (email: string) => object> = {
  customer: (email) => ({ contact: { email } }),
  client: (email) => ({ email }),
  modification: (email) => ({ clientContactData: { email } }),
  token: (email) => ({ buyerInformation: { email } }),
};

const PLAIN: Record<Write, (run: number, written: number) => object> = {
  customer: (run, written) => ({ custom: { tags: { LOYALTY: { NOTE: `r${run}n${written}` } } } }),
  /** A number under the calling code 999, which belongs to nobody. */
  client: (run, written) => ({ phone: `+999${String(run * 1_000_000 + written).padStart(10, '0')}` }),
  modification: (run, written) => ({
    clientCustomData: [{ tagContainer: 'ADD_INFO_01', tagName: 'NOTE', tagValue: `r${run}n${written}` }],
  }),
  token: (run, written) => ({ merchantDefinedInformation: [{ name: 'data1', value: `r${run}n${written}` }] }),
};
