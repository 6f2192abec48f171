/**
 * What makes bytes of a text before they are kept, and a text of them again. Stores only ever see the bytes, so that
 * encryption at rest can take this place without touching them.
 */
export interface Seal {
  seal(text: string): Uint8Array;
  open(sealed: Uint8Array): string;
}

/** No encryption: the bytes are the text in UTF-8. SECURITY.md says so. */
export const plainSeal: Seal = {
  seal: (text) => Buffer.from(text, 'utf8'),
  open: (sealed) => Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('utf8'),
};
