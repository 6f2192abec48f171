/** So many sealed bytes in a page at most, whatever was asked for: beyond, one answer would hold up all others. */
const PAGE_BYTES_MAX = 2 * 1024 * 1024;
/** Rows read at once: the largest ones are some hundred kilobytes each. */
const ROWS_READ_MAX = 25;

/** A page, and whether there is more behind it. */
export interface Filled<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

/**
 * Reads a page of at most `limit` rows and at most so many bytes, but never fewer than one row where there is one.
 * `read` gives the rows that follow the one it is told.
 */
export async function fillPage<Row extends { readonly sealed: Uint8Array | null }>(
  limit: number,
  read: (after: Row | undefined, count: number) => Promise<readonly Row[]>,
): Promise<Filled<Row>> {
  const rows: Row[] = [];
  let bytes = 0;
  for (;;) {
    const count = Math.min(limit - rows.length + 1, ROWS_READ_MAX);
    const following = await read(rows.at(-1), count);
    for (const row of following) {
      bytes += row.sealed?.byteLength ?? 0;
      if (rows.length === limit || (rows.length > 0 && bytes > PAGE_BYTES_MAX)) return { rows, more: true };
      rows.push(row);
    }
    if (following.length < count) return { rows, more: false };
  }
}
