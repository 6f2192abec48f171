import { parseFieldMembers } from './field-members.ts';

/** The preference that this server knows. */
export interface Preferences {
  /** RFC 7240 §4.2 */
  readonly return?: 'minimal' | 'representation';
}

/**
 * Reads `Prefer` (RFC 7240 §2). Of a preference given more than once only the first counts, even where its value is
 * unknown; unknown and malformed preferences are ignored, as they must be: a preference never makes a request fail.
 */
export function parsePrefer(field: string | undefined): Preferences {
  if (field === undefined) return {};
  const first = new Map<string, string | undefined>();
  for (const member of parseFieldMembers(field, { spaced: true })) {
    if (member !== undefined && !first.has(member.head)) first.set(member.head, member.value);
  }
  const wanted = first.get('return');
  return wanted === 'minimal' || wanted === 'representation' ? { return: wanted } : {};
}
