/** More than any sentence of ours is long; a name in a file may be as long as the file's longest line. */
const LENGTH_MAX = 2_000;

/** A text that repeats names out of a file, for a terminal: as one line, in which nothing moves the cursor. */
export function oneLine(text: string): string {
  const cut = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
