import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Customer, HistoryEntry } from '@clientele/core';
import { storedCustomer } from '../limits/stored-customer.ts';
import { scratchProcess } from '../scratch.ts';
import type { Face } from '../subject.ts';

const TENANT = 'sandbox';
const TAG = 'imported';
/** Of every customer that was brought in, until it is written. */
export const FILLED_ETAG = `"1-${TAG}"`;
/** So many lines are written to the pipe at once. */
const LINES_AT_ONCE = 100;

type Place = { readonly data: string } | { readonly databaseUrl: string };

/** Brings the customers in by `clientele import`; the server must have been there once, and be stopped. */
export async function importCustomers(
  main: string,
  place: Place,
  count: number,
  faces: ReadonlySet<Face>,
): Promise<void> {
  const command = join(dirname(main), 'cli/clientele.ts');
  if (!existsSync(command)) throw new Error(`There is no command line at ${command} to import customers with`);
  const where = 'data' in place ? ['--data', place.data] : [];
  const env = { ...process.env, DATABASE_URL: 'data' in place ? undefined : place.databaseUrl };
  const importer = scratchProcess(process.execPath, [command, 'import', ...where, '-'], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env,
  });
  const said = outputOf(importer);
  const exited = once(importer, 'exit');
  // A pipe that breaks says less than what the importer says on its way out.
  const written = pipeline(Readable.from(linesOf(count, faces)), importer.stdin as NodeJS.WritableStream).catch(
    () => {},
  );
  const [code] = await exited;
  await written;
  if (code !== 0) throw new Error(`clientele import failed (${code}): ${await said}`);
}

/** What it said last. */
function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return once(child, 'close').then(() => text);
}

function* linesOf(count: number, faces: ReadonlySet<Face>): Generator<string> {
  yield lineOf({ type: 'header', format: 'clientele-records', version: 1 });
  for (let from = 0; from < count; from += LINES_AT_ONCE) {
    const length = Math.min(LINES_AT_ONCE, count - from);
    yield Array.from({ length }, (_, n) => lineOf(customerLine(storedCustomer(from + n, faces)))).join('');
  }
  yield lineOf({ type: 'end', customers: count });
}

function customerLine(record: Customer): object {
  const { id, version, createdAt, updatedAt } = record;
  const entry: HistoryEntry = {
    version,
    at: createdAt,
    type: 'created',
    actor: { id: 'bench', kind: 'system' },
    ...{ face: 'clientele', requestId: 'bench', changes: [] },
  };
  const about = { tenant: TENANT, id, version, tag: TAG, more: false, updatedAt };
  return { type: 'customer', ...about, record, history: [{ tag: TAG, entry }] };
}

function lineOf(line: object): string {
  return `${JSON.stringify(line)}\n`;
}
