/** What a customer is called in a path: one way for each face, or none where there is but one path. */
export type IdKind = 'none' | 'customer' | 'caibo' | 'mastercard' | 'cybersource';

/** Behind the ids of the sandbox's sample customer. */
const FIRST_NUMBER = 100_000;

const IDS: Record<IdKind, (n: number) => string> = {
  none: () => '',
  customer: (n) => `cus_${spread(n)}${String(n).padStart(14, '0')}`,
  caibo: (n) => String(FIRST_NUMBER + n),
  mastercard: (n) => String(FIRST_NUMBER + n),
  cybersource: (n) => `${spread(n).toUpperCase()}${String(n).padStart(24, '0')}`,
};

/** The id of the n-th customer: the same on every server and in every run. */
export function idOf(kind: IdKind, n: number): string {
  return IDS[kind](n);
}

/** Eight hexadecimal digits without any order, as ids have that were drawn at random: the finaliser of MurmurHash3. */
function spread(n: number): string {
  let hash = n + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
