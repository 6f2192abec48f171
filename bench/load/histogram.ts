/** Each bucket is 1 % wider than the one before; the last one begins at about a minute. */
const GROWTH = Math.log(1.01);
const BUCKETS = 1_800;

/** Latencies in logarithmic buckets: recording one allocates nothing, a percentile is exact to 1 %. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  record(milliseconds: number): void {
    const micros = Math.max(1, milliseconds * 1_000);
    const bucket = Math.min(BUCKETS - 1, Math.floor(Math.log(micros) / GROWTH));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** In milliseconds; `NaN` when nothing was recorded. */
  percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(this.#total * share));
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.exp((bucket + 0.5) * GROWTH) / 1_000;
    }
    return Number.NaN;
  }
}
