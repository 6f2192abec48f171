import { type CustomerFields, displayName } from '@clientele/core';

/** Whether two names can be one person's; `undefined` where one of them is not known, or says too little. */
export type Likeness = 'same' | 'different' | undefined;

/**
 * Compares names without capitals, accents, marks and order: `Lee, Ann` is `ann lee`. One may say less than the other
 * (`Ann Lee` of `Ann Maria Lee`) or only begin a word (`A. Lee`). To be the same, both have two words or more.
 */
export function nameLikeness(a: CustomerFields['name'], b: CustomerFields['name']): Likeness {
  const lastNames = [wordsOf(a?.last), wordsOf(b?.last)] as const;
  const names = [wordsOf(displayName(a)), wordsOf(displayName(b))] as const;
  if ([lastNames, names].some(([one, other]) => one.length > 0 && other.length > 0 && !isPartOf(one, other)))
    return 'different';
  return names[0].length > 1 && names[1].length > 1 ? 'same' : undefined;
}

function wordsOf(name: string | undefined): string[] {
  const plain = (name ?? '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether each word of the shorter one is in the longer one. */
function isPartOf(one: readonly string[], other: readonly string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const left = [...long];
  return short.every((word) => {
    const found = left.indexOf(word);
    const at = found >= 0 ? found : left.findIndex((candidate) => isInitial(word, candidate));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function isInitial(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return [...short].length === 1 && long.startsWith(short);
}
