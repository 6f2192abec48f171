/** What time it is. Handed down, so that a test can say what time it is. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** RFC 3339, UTC, milliseconds. */
export function timestamp(clock: Clock): string {
  const ms = clock.now();
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}

/** A turn of the event loop asks many times within a millisecond. */
let last = { ms: Number.NaN, text: '' };
