import type { CredentialRow } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/**
 * Reads what a credential keeps, and its kind, once for as long as its row is remembered: keys take as long to read as to
 * use. A row is another object as soon as it is read anew.
 */
export function openedOnce<Kept, Value>(read: (kept: Kept) => Value) {
  const opened = new WeakMap<CredentialRow, { readonly value: Value }>();
  return (credential: CredentialRow, seal: Seal): Value => {
    const before = opened.get(credential);
    if (before) return before.value;
    const value = read({ ...JSON.parse(seal.open(credential.sealed)), kind: credential.kind } as Kept);
    opened.set(credential, { value });
    return value;
  };
}
