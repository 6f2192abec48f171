import { settingsKinds } from '../../src/faces/settings-kinds.ts';
import { exportRecords } from '../../src/moving/export-records.ts';
import { importRecords } from '../../src/moving/import-records.ts';
import type { ImportSummary } from '../../src/moving/import-session.ts';
import { type ImportTarget, storeTarget } from '../../src/moving/import-target.ts';
import type { Reader, Store } from '../../src/stores/store.ts';
import { plainSeal } from '../../src/vault/seal.ts';

const NOW = '2026-11-22T12:00:00.000Z';

/** A store's records as the text of a file. */
export async function exported(reader: Reader, tenant?: string): Promise<string> {
  let text = '';
  const options = { reader, seal: plainSeal, settingsKinds, now: NOW, onLeftOut: () => {}, onProgress: () => {} };
  for await (const part of exportRecords({ ...options, ...(tenant !== undefined && { tenant }) })) text += part;
  return text;
}

export interface Imported extends ImportSummary {
  /** `line N: reason`. */
  readonly told: readonly string[];
}

interface How {
  readonly tenant?: string;
  readonly resume?: boolean;
  /** Pieces of so many bytes. */
  readonly pieceBytes?: number;
}

export function imported(store: Store, text: string | Buffer, how: How = {}): Promise<Imported> {
  return importedInto(storeTarget(store, plainSeal), text, how);
}

export async function importedInto(
  target: ImportTarget,
  text: string | Buffer,
  { pieceBytes = 65_536, ...how }: How = {},
): Promise<Imported> {
  const told: string[] = [];
  const summary = await importRecords(piecesOf(typeof text === 'string' ? Buffer.from(text) : text, pieceBytes), {
    target,
    seal: plainSeal,
    settingsKinds,
    ...how,
    onRefused: (line, reason) => told.push(`line ${line}: ${reason}`),
    onProgress: () => {},
  });
  return { ...summary, told };
}

export async function* piecesOf(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
