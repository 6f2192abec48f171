import type { VendorImportChoices } from '../../../src/moving/vendor/choices.ts';
import { importVendorFile, type VendorImportOptions } from '../../../src/moving/vendor/import.ts';
import type { OutcomeCounts, RowOutcome } from '../../../src/moving/vendor/outcome.ts';
import type { Reading } from '../../../src/moving/vendor/rows.ts';
import { type VendorTarget, vendorTarget } from '../../../src/moving/vendor/target.ts';
import { openVendor } from '../../../src/moving/vendor/vendors.ts';
import { createRandom } from '../../../src/random.ts';
import type { Store, TenantRow } from '../../../src/stores/store.ts';
import type { Dependencies } from '../../../src/use-cases/dependencies.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { piecesOf } from '../moved.ts';

export const TENANT: TenantRow = { id: 'acme', number: '1001', name: 'Acme' };

export const ground: Omit<Dependencies, 'store'> = {
  seal: plainSeal,
  clock: { now: Date.now },
  random: createRandom(),
};

export interface How extends Partial<VendorImportChoices>, Omit<Reading, 'ignoreUnknown'> {
  readonly target?: VendorTarget;
  readonly tenant?: TenantRow;
  readonly pieceBytes?: number;
  readonly onProgress?: VendorImportOptions['onProgress'];
}

export interface VendorImported {
  readonly counts: OutcomeCounts;
  readonly outcomes: readonly (RowOutcome & { readonly line: number })[];
}

/** Brings a vendor's file into a store, without matching unless that is asked for. */
export async function importedFrom(
  face: 'mastercard' | 'cybersource' | 'caibo',
  store: Store,
  file: string | Buffer,
  how: How = {},
): Promise<VendorImported> {
  const { target = vendorTarget({ ...ground, store }), tenant = TENANT, pieceBytes = 65_536, format, delimiter } = how;
  const { matchOn = [], doubtful = 'leave', prefer = 'kept', update = false, ignoreUnknown = false } = how;
  const warn = (message: string) => {
    throw new Error(message);
  };
  const outcomes: (RowOutcome & { line: number })[] = [];
  const counts = await importVendorFile(piecesOf(Buffer.from(file), pieceBytes), {
    vendor: await openVendor(face, { store, seal: plainSeal, warn }, tenant.id),
    target,
    reading: { ...(format && { format }), ...(delimiter !== undefined && { delimiter }) },
    choices: { matchOn, doubtful, prefer, update, ignoreUnknown },
    origin: {
      principal: { tenant, actor: { id: 'import', kind: 'system' }, scopes: new Set() },
      run: 'imp_1',
      reason: 'import',
    },
    onOutcome: (line, outcome) => void outcomes.push({ ...outcome, line }),
    onProgress: how.onProgress ?? (() => {}),
  });
  return { counts, outcomes };
}

/** One line of JSON for each. */
export function lines(documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}
