import { createReadStream, createWriteStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { settingsKinds } from '../faces/settings-kinds.ts';
import { exportRecords } from '../moving/export-records.ts';
import { findResumePoint, type ResumePoint } from '../moving/resume-point.ts';
import { openReader } from '../stores/open-beside.ts';
import type { Reader } from '../stores/store.ts';
import { plainSeal } from '../vault/seal.ts';
import { type Arguments, fileIn } from './arguments.ts';
import { Failure, misuse, told } from './failure.ts';
import { Progress } from './progress.ts';
import { placeIn } from './store-place.ts';

/** `clientele export FILE`: also of a store that a server is serving. */
export async function exportCommand(values: Arguments, positionals: readonly string[]): Promise<void> {
  const file = fileIn(positionals, 'the file to write, or - for standard output');
  const place = placeIn(values);
  if (values.resume && file === '-') throw misuse('--resume goes on with a file, not with standard output');
  const { reader, close } = await openReader(place, () => {}).catch(told);
  try {
    await assertTenant(reader, values.tenant);
    const resume = values.resume ? await resumePointOf(file, values.tenant) : undefined;
    if (resume?.isComplete) return void process.stderr.write(`${file} is complete: ${resume.customers} customers\n`);
    await write(reader, values.tenant, file, resume);
  } finally {
    await close();
  }
}

async function write(reader: Reader, tenant: string | undefined, file: string, resume?: ResumePoint): Promise<void> {
  const progress = new Progress({ verb: 'export', noun: 'customers' });
  const begunAt = resume?.customers ?? 0;
  let customers = begunAt;
  let leftOut = 0;
  const text = exportRecords({
    reader,
    seal: plainSeal,
    settingsKinds,
    now: new Date().toISOString(),
    ...(tenant !== undefined && { tenant }),
    ...(resume && { resume }),
    onLeftOut(id, reason) {
      leftOut += 1;
      progress.tell(`${id} is left out: ${reason}`);
    },
    onProgress(reached) {
      customers = reached.customers;
      progress.reached({ count: customers - begunAt, share: reached.share });
    },
  });
  const to = await openToWrite(file, resume);
  await pipeline(Readable.from(text, { highWaterMark: 2 }), to, { end: file !== '-' }).catch(told);
  const before = resume ? `, after ${begunAt.toLocaleString('en-US')} that were in the file` : '';
  progress.end(customers - begunAt, `exported ${(customers - begunAt).toLocaleString('en-US')} customers${before}`);
  if (leftOut > 0) process.exitCode = 1;
}

/** For its owner's eyes only: it holds personal data in the clear. It is on the disk when it is closed. */
async function openToWrite(file: string, resume: ResumePoint | undefined): Promise<Writable> {
  if (file === '-') return process.stdout;
  if (resume) await truncate(file, resume.end);
  const handle = await open(file, resume ? 'a' : 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new Failure(`${file} is there already: --resume goes on with it`);
    throw new Failure(`${file} cannot be written: ${error.message}`);
  });
  return createWriteStream(file, { fd: handle, flush: true, highWaterMark: 1024 * 1024 });
}

async function resumePointOf(file: string, tenant: string | undefined): Promise<ResumePoint> {
  const point = await findResumePoint(createReadStream(file, { highWaterMark: 1024 * 1024 })).catch(told);
  if (!point) throw new Failure(`${file} is no file that an export of this version has begun`);
  if (point.header.tenant !== tenant)
    throw new Failure(`${file} was begun for ${point.header.tenant ?? 'all tenants'}`);
  return point;
}

async function assertTenant(reader: Reader, tenant: string | undefined): Promise<void> {
  if (tenant !== undefined && !(await reader.tenant(tenant))) throw new Failure(`there is no tenant ${tenant}`);
}
