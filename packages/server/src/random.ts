/** Where randomness comes from. */
export interface Random {
  /** So many random bytes, fit for secrets. */
  bytes(count: number): Uint8Array;
}
