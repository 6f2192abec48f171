import type { EventRow, HistoryRow, LoadedCustomer } from '../store.ts';

/** Customers on their way to another thread: one text and one block of bytes. Many small objects would cost several times as much. */
export interface PackedCustomers {
  readonly text: string;
  readonly blobs: Uint8Array;
}

/** What has bytes, with their number instead. The bytes lie in the block one behind the other. */
type Packed<Value extends { readonly sealed: Uint8Array }> = Omit<Value, 'sealed'> & { readonly length: number };

interface PackedCustomer extends Omit<LoadedCustomer, 'row' | 'history' | 'events'> {
  readonly row: Omit<LoadedCustomer['row'], 'sealed'>;
  /** `null` of a deleted one. */
  readonly length: number | null;
  readonly history: readonly Packed<HistoryRow>[];
  readonly events: readonly Packed<EventRow>[];
}

export function packCustomers(customers: readonly LoadedCustomer[]): PackedCustomers {
  const parts: Uint8Array[] = [];
  const pack = <Value extends { readonly sealed: Uint8Array }>({ sealed, ...rest }: Value): Packed<Value> => {
    parts.push(sealed);
    return { ...rest, length: sealed.byteLength };
  };
  const packed = customers.map(({ row: { sealed, ...row }, history, events, ...rest }): PackedCustomer => {
    if (sealed) parts.push(sealed);
    return { ...rest, row, length: sealed?.byteLength ?? null, history: history.map(pack), events: events.map(pack) };
  });
  return { text: JSON.stringify(packed), blobs: Buffer.concat(parts) };
}

export function unpackCustomers({ text, blobs }: PackedCustomers): LoadedCustomer[] {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return blobs.subarray(at - length, at);
  };
  const unpack = <Value extends { readonly sealed: Uint8Array }>({ length, ...rest }: Packed<Value>) =>
    ({ ...rest, sealed: take(length) }) as unknown as Value;
  return (JSON.parse(text) as PackedCustomer[]).map(({ row, length, history, events, ...rest }) => ({
    ...rest,
    row: { ...row, sealed: length === null ? null : take(length) },
    history: history.map((entry) => unpack<HistoryRow>(entry)),
    events: events.map((event) => unpack<EventRow>(event)),
  }));
}
