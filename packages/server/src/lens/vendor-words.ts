import { escapeToken, pointerTokens, type Violation } from '@clientele/core';
import { KEY, type Lens } from './lens.ts';

/** A violation whose pointer is in the vendor's words; core's are in the record's. */
interface VendorViolation extends Violation {
  readonly words: 'vendor';
}

/** Marks violations of a vendor's document, so that nobody takes their pointers for the record's. */
export function inVendorWords(violations: readonly Violation[]): readonly VendorViolation[] {
  return violations.map((violation) => ({ ...violation, words: 'vendor' }));
}

/** The pointer of a violation in the vendor's document, wherever it was found. */
export function pointerForVendor(lens: Lens, violation: Violation | VendorViolation): string {
  return 'words' in violation ? violation.pointer : vendorPointer(lens, violation.pointer);
}

/**
 * The member of the vendor's document that shows a field of the record: the one that stands for it most exactly. A field
 * that no member stands for alone is reported of the document as a whole, `''`.
 */
export function vendorPointer({ members }: Lens, canonicalPointer: string): string {
  const tokens = pointerTokens(canonicalPointer) ?? [];
  let best = { vendor: '', length: 0 };
  for (const { vendor, canonical } of members) {
    for (const field of canonical) {
      if (field.length <= best.length || !covers(field, tokens)) continue;
      const key = tokens[field.indexOf(KEY)];
      best = { vendor: key === undefined ? vendor : vendor.replace(KEY, () => escapeToken(key)), length: field.length };
    }
  }
  return best.vendor;
}

function covers(field: readonly string[], tokens: readonly string[]): boolean {
  return field.length <= tokens.length && field.every((token, index) => token === KEY || token === tokens[index]);
}

/** `/clientCustomData/0/tagName` as people write it: `clientCustomData[0].tagName`. What is longer than any name is cut. */
export function dotted(pointer: string): string {
  const tokens = pointerTokens(pointer) ?? [];
  const text = tokens.map((token) => (/^\d+$/.test(token) ? `[${token}]` : `.${token}`)).join('');
  return text.replace(/^\./, '').slice(0, DOTTED_LENGTH_MAX);
}

/** Far more than the longest member of any vendor, far less than what may be sent as one. */
const DOTTED_LENGTH_MAX = 200;
