import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { syntheticRecords } from './synthetic-records.ts';

/**
 * Makes so many customers, imports them, imports them again (plainly and with `--resume`), checks them against the store and
 * exports them, each in a process of its own, and says how long each took and the most memory it had.
 * The file that comes out must be the one that went in, but for its header.
 */

const CLI = new URL('../../src/cli/clientele.ts', import.meta.url).pathname;

interface Measured {
  readonly seconds: number;
  readonly perSecond: number;
  readonly peakMiB: number;
  readonly said: string;
}

async function measured(customers: number, args: readonly string[]): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    said = `${said}${chunk}`.slice(-500);
  });
  let peakMiB = 0;
  const sampling = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid));
  }, 50);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(sampling);
  if (code !== 0) throw new Error(`clientele ${args.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - begun) / 1000;
  const last = said.trim().split('\n').at(-1) ?? '';
  return { seconds: round(seconds), perSecond: Math.round(customers / seconds), peakMiB: round(peakMiB), said: last };
}

/** The most memory the process ever had, as Linux counts it; 0 elsewhere. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Of all lines but the first. */
async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  let isBody = false;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(isBody ? piece : piece.subarray(piece.indexOf('\n') + 1));
    isBody = true;
  }
  return hash.digest('hex');
}

const { values } = parseArgs({
  options: { customers: { type: 'string', default: '100000' }, directory: { type: 'string' } },
});
const customers = Number(values.customers);
const directory = await mkdtemp(join(values.directory ?? tmpdir(), 'clientele-import-'));
try {
  const [file, data, out] = ['in.ndjson', 'data', 'out.ndjson'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await pipeline(Readable.from(syntheticRecords(customers)), createWriteStream(file, { mode: 0o600 }));
  const report = {
    customers,
    fileMiB: round((await stat(file)).size / 2 ** 20),
    check: await measured(customers, ['import', file, '--dry-run', '--data', data]),
    import: await measured(customers, ['import', file, '--data', data]),
    databaseMiB: round((await stat(join(data, 'customers.db'))).size / 2 ** 20),
    again: await measured(customers, ['import', file, '--data', data]),
    resume: await measured(customers, ['import', file, '--resume', '--data', data]),
    export: await measured(customers, ['export', out, '--data', data]),
    backup: await measured(customers, ['backup', join(directory, 'backup.db'), '--data', data]),
    compact: await measured(customers, ['compact', '--history-before', '1h', '--events-before', '1h', '--data', data]),
    isSame: (await digestOf(file)) === (await digestOf(out)),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (!report.isSame) process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}
