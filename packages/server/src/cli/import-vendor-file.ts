import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handles } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import { importVendorFile } from '../moving/vendor/import.ts';
import { type OutcomeCounts, outcomeSentence, reportLine } from '../moving/vendor/outcome.ts';
import { vendorRehearsal } from '../moving/vendor/rehearsal.ts';
import { type VendorTarget, vendorTarget } from '../moving/vendor/target.ts';
import { openVendor } from '../moving/vendor/vendors.ts';
import { createRandom } from '../random.ts';
import { openReader } from '../stores/open-beside.ts';
import { openStore, type StorePlace } from '../stores/open-store.ts';
import type { Reader, TenantRow } from '../stores/store.ts';
import { mintId } from '../use-cases/mint.ts';
import { plainSeal } from '../vault/seal.ts';
import type { Arguments } from './arguments.ts';
import { Failure, told } from './failure.ts';
import { ImportReport } from './import-report.ts';
import type { ImportSource } from './import-source.ts';
import type { Progress } from './progress.ts';
import { placeIn } from './store-place.ts';
import { readVendorArguments, type VendorArguments } from './vendor-arguments.ts';

const ground = { seal: plainSeal, clock: { now: Date.now }, random: createRandom() };

/** A file in a vendor's shape. @returns how many rows are not in the store as they should be */
export async function importFromVendor(
  face: keyof Handles,
  values: Arguments,
  source: ImportSource,
  progress: Progress,
): Promise<number> {
  const wanted = readVendorArguments(values);
  const { reader, target, close } = await (values['dry-run'] ? openRehearsal : openTarget)(placeIn(values)).catch(told);
  try {
    const tenant = await reader.tenant(wanted.tenant);
    if (!tenant) throw new Failure(`there is no tenant ${wanted.tenant}`);
    const report = wanted.report === undefined ? undefined : await ImportReport.create(wanted.report);
    const counts = await bring(face, wanted, { source, progress, reader, target, tenant, report }).finally(() =>
      report?.close(),
    );
    progress.end(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      sentenceOf(counts, values['dry-run']),
    );
    return counts.refused + (wanted.choices.doubtful === 'leave' ? counts.doubtful : 0);
  } finally {
    await close();
  }
}

interface Bringing extends Pick<OpenedTarget, 'reader' | 'target'> {
  readonly source: ImportSource;
  readonly progress: Progress;
  readonly tenant: TenantRow;
  readonly report: ImportReport | undefined;
}

async function bring(
  face: keyof Handles,
  { reading, choices, reason }: VendorArguments,
  { source, progress, reader, target, tenant, report }: Bringing,
): Promise<OutcomeCounts> {
  const warn = (message: string) => progress.tell(message);
  const vendor = await openVendor(face, { store: reader, seal: plainSeal, warn }, tenant.id);
  const principal: Principal = { tenant, actor: { id: 'import', kind: 'system' }, scopes: new Set() };
  return importVendorFile(source.stream, {
    vendor,
    target,
    reading,
    choices,
    origin: { principal, run: mintId('imp', ground.random), reason },
    async onOutcome(line, outcome) {
      const sentence = outcomeSentence(outcome);
      // Of what is doubtful a report tells more, and there may be much of it.
      if (sentence && (outcome.type === 'refused' || !report)) progress.tell(`line ${line}: ${sentence}`);
      const text = report && reportLine(line, outcome);
      if (text) report.write(text);
      await report?.drained();
    },
    onProgress: ({ bytes, customers }) =>
      progress.reached({ count: customers, ...(source.bytes && { share: bytes / source.bytes }) }),
  }).catch(told);
}

function sentenceOf(counts: OutcomeCounts, isDryRun = false): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const { created, linked, updated, present, changed, doubtful, refused } = counts;
  return [
    `${isDryRun ? 'would create' : 'created'} ${count(created)} customers`,
    `${isDryRun ? 'link' : 'linked'} ${count(linked)}`,
    `${isDryRun ? 'update' : 'updated'} ${count(updated)}`,
    `${count(present)} are there already`,
    `${count(changed)} are there and differ`,
    `${count(doubtful)} doubtful`,
    `${count(refused)} lines refused`,
  ].join(', ');
}

interface OpenedTarget {
  /** Where the tenant and its settings are. */
  readonly reader: Reader;
  readonly target: VendorTarget;
  close(): Promise<void>;
}

async function openTarget(place: StorePlace): Promise<OpenedTarget> {
  const store = await openStore(place, () => {});
  return { reader: store, target: vendorTarget({ ...ground, store }), close: () => store.close() };
}

/** Beside a server too. The scratch store holds what would be written, for its owner's eyes only, while it takes. */
async function openRehearsal(place: StorePlace): Promise<OpenedTarget> {
  const { reader, close } = await openReader(place, () => {});
  const directory = await mkdtemp(join(tmpdir(), 'clientele-dry-run-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const scratch = await openStore({ data: directory }, () => {});
    const target = vendorRehearsal(reader, scratch, ground);
    return { reader, target, close: () => Promise.all([scratch.close(), close()]).then(remove) };
  } catch (error) {
    await Promise.all([remove(), close()]);
    throw error;
  }
}
