import { type CustomerFields, displayName } from '@clientele/core';

/** Whether two names can be one person's; `undefined` where one of them is not known, or says too little. */
export type Likeness = 'same' | 'different' | undefined;

/**
 * Compares names without capitals, accents and order: `Lee, Ann` is `ann lee`. One may say less than the other (`Ann Lee`
 * of `Ann Maria Lee`) or only begin a word (`A. Lee`). To be the same they have two whole words in common, not only those of
 * a last name, and both are the junior or neither is: a family has one telephone, one last name, and often one first name.
 */
export function nameLikeness(a: CustomerFields['name'], b: CustomerFields['name']): Likeness {
  const lastNames = [wordsOf(a?.last), wordsOf(b?.last)] as const;
  const names = [wordsOf(displayName(a)), wordsOf(displayName(b))] as const;
  if ([lastNames, names].some(([one, other]) => one.length > 0 && other.length > 0 && !isPartOf(one, other)))
    return 'different';
  const [one, other] = [generationOf(a), generationOf(b)];
  if (one !== other) return one && other ? 'different' : undefined;
  const common = names[0].filter((word) => names[1].includes(word));
  const isTelling = common.length > 1 && lastNames.every((last) => !common.every((word) => last.includes(word)));
  return isTelling ? 'same' : undefined;
}

/** Accents go; the vowels of Devanagari and the voicing of kana are marks too, and make another name. */
function wordsOf(name: string | undefined): string[] {
  const plain = (name ?? '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

const GENERATIONS = new Map(
  Object.entries({ jr: 'junior', junior: 'junior', sr: 'senior', senior: 'senior', ii: 'ii', iii: 'iii', iv: 'iv' }),
);

/** Which of two with one name he is, where that is said. */
function generationOf(name: CustomerFields['name']): string | undefined {
  return wordsOf(`${displayName(name)} ${name?.suffix ?? ''}`).flatMap((word) => GENERATIONS.get(word) ?? [])[0];
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

/** Only of an alphabet with capitals: elsewhere one letter is a whole name. */
function isInitial(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return /^\p{Ll}$/u.test(short) && long.startsWith(short);
}
