import { fileURLToPath } from 'node:url';
import type { Paths } from '../paths.ts';
import type { Postgres } from '../postgres.ts';
import { ServerProcess } from '../server-process.ts';
import { firstAnswer, loopback, type Server, type Target } from '../subject.ts';

export interface LimitOptions {
  readonly name: string;
  /** The URL of its module. It prints its origin when it listens, and fills itself. */
  readonly module: string;
  readonly args: readonly string[];
  readonly paths: Paths;
  readonly database?: { readonly postgres: Postgres; readonly url: string };
}

/** One of the servers in this folder. */
export function createLimit({ name, module, args, paths, database }: LimitOptions): Server {
  let server: ServerProcess | undefined;
  let target: Target | undefined;
  return {
    name,
    filledEtag: '"1"',
    ...(database && { database: database.postgres }),
    async start() {
      const program = [fileURLToPath(module), ...args];
      const started = new ServerProcess(program, { DATABASE_URL: database?.url });
      server = started;
      const origin = await started.until('address', async () => /http:\/\/[\d.:]+(?=\n)/.exec(started.output)?.[0]);
      target = { ...loopback(origin), paths, headers: [] };
      await firstAnswer(started, target);
    },
    async fill() {},
    async stop() {
      await server?.stop();
    },
    get pid() {
      return running(server).pid;
    },
    target: () => running(target),
  };
}

function running<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the server has not been started');
  return part;
}
