/**
 * Whether PostgreSQL can keep these words as text: NUL it cannot. What cannot be kept is not there, and asking for it
 * would fail whoever is asked for in the same statement.
 */
export function isStorable(...words: readonly string[]): boolean {
  return !words.some((word) => word.includes('\0'));
}
