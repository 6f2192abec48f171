import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsKinds } from '../faces/settings-kinds.ts';
import { importRecords } from '../moving/import-records.ts';
import type { ImportSummary } from '../moving/import-session.ts';
import { type ImportTarget, storeTarget } from '../moving/import-target.ts';
import { rehearsalTarget } from '../moving/rehearsal-target.ts';
import { hasRecords, openReader } from '../stores/open-beside.ts';
import { openStore, type StorePlace } from '../stores/open-store.ts';
import { plainSeal } from '../vault/seal.ts';
import type { Arguments } from './arguments.ts';
import { misuse, told } from './failure.ts';
import type { ImportSource } from './import-source.ts';
import type { Progress } from './progress.ts';
import { placeIn } from './store-place.ts';

/** A file that `clientele export` wrote. */
export async function importRecordFile(values: Arguments, source: ImportSource, progress: Progress): Promise<number> {
  const { tenant, resume, 'dry-run': isDryRun } = values;
  if (tenant !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant))
    throw misuse('--tenant must be 1 to 63 of a-z, 0-9 and -');
  const place = placeIn(values);
  const { target, close } = await (isDryRun ? openRehearsal(place) : openTarget(place)).catch(told);
  try {
    const summary = await importRecords(source.stream, {
      target,
      seal: plainSeal,
      settingsKinds,
      ...(tenant !== undefined && { tenant }),
      ...(resume && { resume }),
      onRefused: (line, reason) => progress.tell(`line ${line}: ${reason}`),
      onProgress: ({ bytes, customers }) =>
        progress.reached({ count: customers, ...(source.bytes && { share: bytes / source.bytes }) }),
    }).catch(told);
    progress.end(summary.loaded + summary.present, sentenceOf(summary, isDryRun));
    return summary.refused;
  } finally {
    await close();
  }
}

function sentenceOf({ loaded, present, refused }: ImportSummary, isDryRun = false): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const rest = `${count(present)} ${present === 1 ? 'is' : 'are'} there already, ${count(refused)} lines refused`;
  return `${isDryRun ? 'would import' : 'imported'} ${count(loaded)} customers, ${rest}`;
}

interface OpenedTarget {
  readonly target: ImportTarget;
  close(): Promise<void>;
}

async function openTarget(place: StorePlace): Promise<OpenedTarget> {
  const store = await openStore(place, () => {});
  return { target: storeTarget(store, plainSeal), close: () => store.close() };
}

/** Beside a server too; and where there is no store yet, an empty one says what that would. */
async function openRehearsal(place: StorePlace): Promise<OpenedTarget> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-dry-run-'));
  const openScratch = (name: string) => openStore({ data: join(directory, name) }, () => {});
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const scratch = await openScratch('scratch');
    const empty = hasRecords(place) ? undefined : await openScratch('empty');
    const { reader, close } = empty ? { reader: empty, close: () => empty.close() } : await openReader(place, () => {});
    const target = rehearsalTarget(reader, scratch, plainSeal);
    return { target, close: () => Promise.all([scratch.close(), close()]).then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
