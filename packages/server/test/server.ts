import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../src/log.ts';
import { start } from '../src/main.ts';
import type { SandboxFile } from '../src/sandbox/sandbox-file.ts';
import { scratchPlace } from './stores/opened-store.ts';

/** A server with a fresh sandbox on a free port of this machine, in this process. */
export interface TestServer {
  readonly baseUrl: string;
  readonly data: string;
  readonly sandbox: SandboxFile;
  close(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const { place, dispose } = await scratchPlace();
  const config = { ...place, host: '127.0.0.1', port: 0, logLevel: 'silent', sandbox: true } as const;
  const running = await start(config, createLog('silent'));
  const sandbox = JSON.parse(await readFile(join(place.data, 'sandbox.json'), 'utf8')) as SandboxFile;
  return {
    baseUrl: running.baseUrl,
    data: place.data,
    sandbox,
    async close() {
      await running.close();
      await dispose();
    },
  };
}
