import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Ground } from './nemesis.ts';
import type { ServerProcess } from './server-process.ts';
import { ask } from './superuser.ts';

/** A server that finds no database ends, and is started again, as whatever runs it in production would. */
const STARTS_MAX = 30;

/** What is done to the processes: servers, the postmaster, its backends. */
export const processFaults: readonly (readonly [name: string, fault: Fault])[] = [
  [
    'kill -9 of a server',
    async ({ servers, random, holdMs }) => {
      const server = random.pick(servers);
      await server.end('SIGKILL');
      await sleep(holdMs() / 4);
      await startAgain(server);
    },
  ],
  [
    'SIGTERM of a server',
    async ({ servers, random }) => {
      const server = random.pick(servers);
      await server.end('SIGTERM');
      await startAgain(server);
    },
  ],
  [
    'SIGSTOP of a server',
    async ({ servers, random, holdMs }) => {
      const server = random.pick(servers);
      server.stop();
      await sleep(holdMs()).finally(() => server.goOn());
    },
  ],
  [
    'kill -9 of the postmaster',
    async ({ postgres, holdMs }) => {
      postgres.kill();
      await sleep(holdMs());
      await postgres.restart();
    },
  ],
  [
    'SIGSTOP of the postmaster, and all connections cut',
    async ({ postgres, proxy, holdMs }) => {
      process.kill(postgres.pid, 'SIGSTOP');
      proxy.cut();
      await sleep(holdMs()).finally(() => process.kill(postgres.pid, 'SIGCONT'));
    },
  ],
  ['SIGSTOP of a backend', stopBackend],
  [
    'backends terminated by an administrator',
    async ({ postgres }) => {
      await ask(
        postgres.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientele'`,
      );
    },
  ],
];

async function startAgain(server: ServerProcess): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await server.start();
    } catch (error) {
      if (attempt === STARTS_MAX) throw error;
      await sleep(100);
    }
  }
}

/** One that is at work, if there is any: it may hold locks, and its commit is neither done nor not done. */
async function stopBackend({ postgres, holdMs }: Ground): Promise<void> {
  const [backend] = await ask<{ pid: number }>(
    postgres.url,
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'clientele'
     ORDER BY state = 'active' DESC, query LIKE '%commit_group%' DESC LIMIT 1`,
  );
  if (!backend) return;
  signal(backend.pid, 'SIGSTOP');
  await sleep(holdMs()).finally(() => signal(backend.pid, 'SIGCONT'));
}

/** It may have ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
