/** One member of a field: `head=value; name=value; …`. */
export interface FieldMember {
  /** A token, or two with a slash between them, in lower case. */
  readonly head: string;
  readonly value: string | undefined;
  /** Names in lower case; as many as were sent, repeated ones too. */
  readonly parameters: readonly Parameter[];
}

export type Parameter = readonly [name: string, value: string | undefined];

/**
 * The comma-separated members of a field value (RFC 9110 §5.6.1), each a head with parameters (§5.6.6). This one shape
 * covers `Content-Type`, `Accept` (§12.5.1) and `Prefer` (RFC 7240 §2). An empty or malformed member is `undefined`:
 * a list may skip it, a field of one value refuses it.
 *
 * Reads left to right and never goes back, so the time grows with the length only. `spaced` says whether this field's
 * grammar has white space around `=`.
 */
export function parseFieldMembers(
  field: string,
  { spaced }: { readonly spaced: boolean },
): readonly (FieldMember | undefined)[] {
  const cursor: Cursor = { text: field, at: 0, spaced };
  const members: (FieldMember | undefined)[] = [];
  do {
    const member = readMember(cursor);
    skipSpace(cursor);
    const whole = cursor.at === field.length || field[cursor.at] === ',';
    members.push(whole ? member : undefined);
    skipToComma(cursor);
  } while (take(cursor, ','));
  return members;
}

interface Cursor {
  readonly text: string;
  readonly spaced: boolean;
  at: number;
}

function readMember(cursor: Cursor): FieldMember | undefined {
  skipSpace(cursor);
  let head = readToken(cursor);
  if (head !== '' && take(cursor, '/')) {
    const second = readToken(cursor);
    if (second === '') return malformed(cursor);
    head += `/${second}`;
  }
  if (head === '') return malformed(cursor);
  const value = readValue(cursor);
  if (value === null) return malformed(cursor);
  const parameters: Parameter[] = [];
  for (skipSpace(cursor); take(cursor, ';'); skipSpace(cursor)) {
    skipSpace(cursor);
    const name = readToken(cursor);
    if (name === '') continue; // `;;` and a `;` at the end are allowed (RFC 9110 §5.6.6)
    const parameter = readValue(cursor);
    if (parameter === null) return malformed(cursor);
    parameters.push([name.toLowerCase(), parameter]);
  }
  return { head: head.toLowerCase(), value, parameters };
}

/** Steps over what is left of the member, so that nothing of it is taken for something else. */
function malformed(cursor: Cursor): undefined {
  skipToComma(cursor);
  return undefined;
}

/** What stands after `=`; `undefined` when there is no `=`, `null` when nothing readable follows it. */
function readValue(cursor: Cursor): string | undefined | null {
  const before = cursor.at;
  if (cursor.spaced) skipSpace(cursor);
  if (!take(cursor, '=')) {
    cursor.at = before;
    return undefined;
  }
  if (cursor.spaced) skipSpace(cursor);
  return cursor.text[cursor.at] === '"' ? readQuoted(cursor) : readToken(cursor) || null;
}

const tokenCharacters = /[!#$%&'*+.^_`|~0-9A-Za-z-]*/y;

/** RFC 9110 §5.6.2; empty when there is none. */
function readToken(cursor: Cursor): string {
  tokenCharacters.lastIndex = cursor.at;
  const token = tokenCharacters.exec(cursor.text)?.[0] ?? '';
  cursor.at += token.length;
  return token;
}

/** RFC 9110 §5.6.4, without its quotes and backslashes; `null`, at the field's end, when it has none or a control character. */
function readQuoted(cursor: Cursor): string | null {
  let content = '';
  for (cursor.at++; cursor.at < cursor.text.length; cursor.at++) {
    if (cursor.text[cursor.at] === '"') {
      cursor.at++;
      return content;
    }
    if (cursor.text[cursor.at] === '\\') cursor.at++;
    const code = cursor.text.charCodeAt(cursor.at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) break;
    content += cursor.text[cursor.at] ?? '';
  }
  cursor.at = cursor.text.length;
  return null;
}

function skipSpace(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++;
}

/** A comma inside quotes does not end a member; quotes that never end take everything with them. */
function skipToComma(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== ',') {
    if (cursor.text[cursor.at] === '"') readQuoted(cursor);
    else cursor.at++;
  }
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at++;
  return true;
}
