/**
 * By how many ways the rows of all customers can be spread over machines: more would make the groups of each smaller.
 * Part of what is kept: never to be changed.
 */
export const BUCKETS = 64;

/** FNV-1a over UTF-16 code units, folded: the same in every process and for ever, and spread evenly. */
export function bucketOf(...words: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const word of words) {
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0xffff, 0x01000193);
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}
