import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchDatabase } from '../../../test/postgres/scratch-database.ts';
import { createLog } from '../src/log.ts';
import { start } from '../src/main.ts';
import type { SandboxFile } from '../src/sandbox/sandbox-file.ts';
import { migrate } from '../src/stores/postgres/migrations.ts';
import { isOnPostgres } from './stores/opened-store.ts';

/** A server with a fresh sandbox on a free port of this machine, in this process. */
export interface TestServer {
  readonly baseUrl: string;
  readonly data: string;
  readonly sandbox: SandboxFile;
  close(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'clientele-test-'));
  const database = isOnPostgres ? await scratchDatabase(migrate) : undefined;
  const config = {
    ...{ host: '127.0.0.1', port: 0, data, logLevel: 'silent' as const, sandbox: true },
    ...(database && { databaseUrl: database.url }),
  };
  const running = await start(config, createLog('silent'));
  const sandbox = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
  return {
    baseUrl: running.baseUrl,
    data,
    sandbox,
    async close() {
      await running.close();
      await database?.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
