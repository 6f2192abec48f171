/** How far a signer's clock may be off, either way. No vendor names a figure; this is what others of their kind take. */
export const CLOCK_SKEW_S = 300;

/** Whether what was signed then may arrive now; both in milliseconds since 1970. */
export function isTimely(signedMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - signedMs) <= CLOCK_SKEW_S * 1000;
}
