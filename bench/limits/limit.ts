import { fileURLToPath } from 'node:url';
import { ServerProcess } from '../server-process.ts';
import { firstAnswer, loopback, type Subject, type Target } from '../subject.ts';

/** One of the servers in this folder. It prints its origin when it listens and fills itself. */
export function createLimit(
  name: string,
  file: string,
  args: readonly string[],
  paths: readonly string[],
  database?: { readonly url: string; readonly pid: number },
): Subject {
  let server: ServerProcess | undefined;
  let target: Target | undefined;
  return {
    name,
    ...(database && { databasePid: database.pid }),
    async start() {
      const started = new ServerProcess(
        [fileURLToPath(new URL(file, import.meta.url)), ...args],
        database && { DATABASE_URL: database.url },
      );
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
