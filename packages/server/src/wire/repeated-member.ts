import { escapeToken } from '@clientele/core';

/**
 * The JSON Pointer of the first member whose name its object already has (RFC 8259 §4 leaves it open what such an
 * object means; RFC 7493 §2.3 forbids it). Differently escaped spellings are one name. Expects text that `JSON.parse`
 * accepts and runs only for a refusal, so it may take its time.
 */
export function repeatedMember(text: string): string | undefined {
  const open: Container[] = [];
  let string = '';
  for (let at = 0; at < text.length; at++) {
    const container = open.at(-1);
    switch (text[at]) {
      case '"': {
        const start = at;
        at = endOfString(text, start);
        string = text.slice(start, at + 1);
        break;
      }
      case ':':
        if (container === undefined) return undefined;
        container.token = JSON.parse(string) as string;
        if (container.names.has(container.token)) return pointer(open);
        container.names.add(container.token);
        break;
      case ',':
        if (typeof container?.token === 'number') container.token++;
        break;
      case '{':
      case '[':
        open.push({ names: new Set(), token: text[at] === '[' ? 0 : '' });
        break;
      case '}':
      case ']':
        open.pop();
        break;
    }
  }
  return undefined;
}

/** An object or array that has begun, and the name or index it has got to. */
interface Container {
  readonly names: Set<string>;
  token: string | number;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function pointer(open: readonly Container[]): string {
  return open.map(({ token }) => `/${escapeToken(String(token))}`).join('');
}
