import { execFile } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyBinaries } from './copy-binaries.ts';
import type { PostgresOptions } from './guardian-order.ts';
import { type Account, unprivilegedAccount } from './unprivileged-account.ts';

/** A directory of ours with everything a server needs, and nothing yet running in it. */
export interface Cluster {
  readonly directory: string;
  readonly binDirectory: string;
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly major: number;
  /** `undefined` where PostgreSQL runs as whoever starts it. */
  readonly account: Account | undefined;
}

/** Nothing of ours: neither secrets nor `PG…` variables, and messages in the language that we look for. */
export const POSTGRES_ENVIRONMENT = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };

/** As in production, so that what passes the tests holds there; most of all, a commit is on disk when it is answered. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '128MB',
  // Test files run side by side, each with pools of its own.
  max_connections: '200',
};

/** It takes about a second where nothing else runs. */
const INITDB_TIMEOUT_MS = 120_000;
/** What was killed may still be writing into the directory that is removed. */
const REMOVAL_ATTEMPTS_MAX = 20;
const REMOVAL_RETRY_DELAY_MS = 50;

/** Puts binaries, an empty cluster and its settings into a new directory; leaves none behind if that fails. */
export async function createCluster(options: PostgresOptions): Promise<Cluster> {
  const account = unprivilegedAccount();
  const directory = mkdtempSync(join(tmpdir(), 'clientele-postgres-'));
  const dataDirectory = join(directory, 'data');
  const logFile = join(directory, 'postgres.log');
  try {
    // The account has to get through the directory, and may change nothing in it but the data.
    chmodSync(directory, 0o711);
    mkdirSync(dataDirectory, { mode: 0o700 });
    if (account) chownSync(dataDirectory, account.uid, account.gid);
    const binDirectory = options.binDirectory ?? copyBinaries(directory);
    await initialise(binDirectory, dataDirectory, account);
    configure(dataDirectory, { ...SETTINGS, ...options.settings });
    const major = Number(readFileSync(join(dataDirectory, 'PG_VERSION'), 'utf8'));
    return { directory, binDirectory, dataDirectory, logFile, major, account };
  } catch (error) {
    removeCluster({ directory });
    throw error;
  }
}

/** Removes the directory; nothing must run in it any more. */
export function removeCluster({ directory }: Pick<Cluster, 'directory'>): void {
  rmSync(directory, {
    ...{ recursive: true, force: true },
    ...{ maxRetries: REMOVAL_ATTEMPTS_MAX, retryDelay: REMOVAL_RETRY_DELAY_MS },
  });
}

async function initialise(binDirectory: string, dataDirectory: string, account: Account | undefined): Promise<void> {
  const names = ['--username=postgres', '--auth=trust', '--no-locale', '--encoding=UTF8', '--no-instructions'];
  try {
    await promisify(execFile)(join(binDirectory, 'initdb'), ['--pgdata', dataDirectory, ...names], {
      ...account,
      cwd: dataDirectory,
      env: POSTGRES_ENVIRONMENT,
      timeout: INITDB_TIMEOUT_MS,
    });
  } catch (error) {
    const { message, stdout = '' } = error as Error & { stdout?: string };
    throw new Error(`initdb failed: ${message}\n${stdout}`, { cause: error });
  }
}

function configure(dataDirectory: string, settings: Readonly<Record<string, string>>): void {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${escaped(value)}'\n`);
  appendFileSync(join(dataDirectory, 'postgresql.conf'), `\n${lines.join('')}`);
  writeFileSync(join(dataDirectory, 'pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n');
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "''");
}
