import type { Evidence, Facet } from './evidence.ts';

/**
 * `several`: more than one customer may be meant. `contradicted`: one may, and something of him differs. `weak`: what they
 * have in common is what people share.
 */
export type Doubt = 'several' | 'contradicted' | 'weak';

export type MatchVerdict =
  | { readonly type: 'nobody' }
  | { readonly type: 'linked'; readonly evidence: Evidence }
  | { readonly type: 'doubtful'; readonly reason: Doubt };

const KEYS: readonly Facet[] = ['email', 'phone', 'reference'];
const PERSON: readonly Facet[] = ['name', 'birthDate', 'identification'];

/**
 * Which of the customers that were found for a row it is about. The rule, which `docs/guides/import-from-a-vendor.md`
 * tells in full:
 *
 * 1. Who has in common only what people share (a telephone, a mailbox such as `info@`), and is another person by name,
 *    birth date or identification, is somebody else.
 * 2. One customer with nothing against him is meant, unless somebody else has a key of the row that he does not have.
 * 3. What people share, or another person is seen to have too, does not suffice to link: name, birth date or
 *    identification must agree as well.
 */
export function matchVerdict(found: readonly Evidence[], shared: readonly Facet[]): MatchVerdict {
  const candidates = found.filter((evidence) => !(isAnother(evidence) && hasOnly(shared, evidence)));
  if (candidates.length === 0) return { type: 'nobody' };
  const [fit, ...more] = candidates.filter(({ disagreed }) => disagreed.length === 0);
  if (!fit) return doubtful(candidates.length === 1 ? 'contradicted' : 'several');
  const isOutdone = candidates.some(
    (other) => other !== fit && !keysOf(other).every((key) => fit.agreed.includes(key)),
  );
  if (more.length > 0 || isOutdone) return doubtful('several');
  const others = found.filter(isAnother).flatMap(keysOf);
  const suffices = !hasOnly([...shared, ...others], fit) || PERSON.some((facet) => fit.agreed.includes(facet));
  return suffices ? { type: 'linked', evidence: fit } : doubtful('weak');
}

function doubtful(reason: Doubt): MatchVerdict {
  return { type: 'doubtful', reason };
}

function keysOf({ agreed }: Evidence): Facet[] {
  return agreed.filter((facet) => KEYS.includes(facet));
}

/** Families share telephones, colleagues share mailboxes. */
function hasOnly(keys: readonly Facet[], evidence: Evidence): boolean {
  return keysOf(evidence).every((key) => keys.includes(key));
}

/** Whether he is another person than the row's, whatever else they have in common. */
function isAnother({ disagreed }: Evidence): boolean {
  return PERSON.some((facet) => disagreed.includes(facet));
}
