import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const CLI = new URL('../../src/cli/clientele.ts', import.meta.url).pathname;

export interface Ended {
  /** `null` of one that was killed. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Around {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts `clientele` with these arguments as a process of its own; no store is named but by what the caller says. */
export function startCommand(args: readonly string[], { environment = {} }: Around = {}): ChildProcess {
  const { CLIENTELE_TOKEN: _, CLIENTELE_DATA: __, DATABASE_URL: ___, ...rest } = process.env;
  return spawn(process.execPath, [CLI, ...args], { env: { ...rest, ...environment } });
}

/** Runs it to its end. */
export async function command(args: readonly string[], around: Around = {}): Promise<Ended> {
  const child = startCommand(args, around);
  child.stdin?.on('error', () => {}).end(around.input ?? '');
  return ended(child);
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const closed = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout as never), text(child.stderr as never)]);
  const [code] = (await closed) as [number | null];
  return { code, output, errors };
}
