/**
 * What makes bytes of a text before they are kept, and a text of them again. Stores only ever see the bytes, so that
 * encryption at rest can take this place without touching them.
 */
export interface Seal {
  seal(text: string): Uint8Array;
  open(sealed: Uint8Array): string;
}

const encoder = new TextEncoder();

/** No encryption: the bytes are the text in UTF-8. SECURITY.md says so. */
export const plainSeal: Seal = {
  // Not `Buffer.from`: it cuts small ones out of a shared block, and a row that is kept in memory would keep the block.
  seal: (text) => encoder.encode(text),
  open: (sealed) => Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('utf8'),
};
