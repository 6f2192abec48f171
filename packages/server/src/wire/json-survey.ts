/** What can be told of a JSON text without reading it. */
export interface JsonSurvey {
  /** 0 for a text without objects and arrays. */
  readonly depth: number;
  /** Counted as written: a name that comes twice counts twice. */
  readonly members: number;
  /** Whether `\u` occurs in a string: without it, none can hold U+0000 or a lone surrogate. */
  readonly unicodeEscapes: boolean;
}

/**
 * Counts what stands outside strings. Every byte of a longer UTF-8 sequence is above 0x7f, so bytes can be compared as
 * they are. If the text is not JSON the figures mean nothing, and `JSON.parse` says so afterwards.
 */
export function surveyJson(bytes: Uint8Array): JsonSurvey {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let unicodeEscapes = false;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case 0x22: // '"': on to the end of the string
        for (at++; at < bytes.length && bytes[at] !== 0x22; at++) {
          if (bytes[at] !== 0x5c) continue; // '\': it and the character after it, perhaps a 'u'
          at++;
          if (bytes[at] === 0x75) unicodeEscapes = true;
        }
        break;
      case 0x3a: // ':'
        members++;
        break;
      case 0x5b: // '['
      case 0x7b: // '{'
        depth++;
        if (depth > deepest) deepest = depth;
        break;
      case 0x5d: // ']'
      case 0x7d: // '}'
        depth--;
        break;
    }
  }
  return { depth: deepest, members, unicodeEscapes };
}
