import type { Answer } from './load/answer.ts';
import { Connection } from './load/connection.ts';
import type { Signing } from './load/plan.ts';
import type { ServerProcess } from './server-process.ts';

/** A server to be measured. It can be started again and again on the same data. */
export interface Subject {
  readonly name: string;
  /** Resolves with the server's first successful answer. */
  start(): Promise<void>;
  /** Called once, after the first start: brings the customers in. */
  fill(): Promise<void>;
  stop(): Promise<void>;
  readonly pid: number;
  /** Where the records are kept by another process. */
  readonly databasePid?: number;
  target(face: Face): Target;
}

export type Face = 'own' | 'caibo' | 'mastercard' | 'cybersource';

/** Where a case sends its requests. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: readonly string[];
  readonly signing?: Signing;
}

/** Waits for the first 200 to a GET of the target's first path. */
export async function firstAnswer(server: ServerProcess, target: Target): Promise<void> {
  let last = '';
  const attempt = async () => {
    const answer = await ask(target).catch((reason: Error) => ({ status: 0, text: reason.message }));
    last = `${answer.status} ${answer.text ?? ''}`;
    return answer.status === 200 ? answer : undefined;
  };
  await server.until(`successful answer to GET ${target.paths[0]}`, attempt).catch((reason: Error) => {
    throw new Error(`${reason.message}\nIts last answer was: ${last}`, { cause: reason });
  });
}

async function ask({ host, port, paths, headers }: Target): Promise<Answer> {
  const connection = await Connection.open(host, port);
  const patience = setTimeout(() => connection.close(), 1_000);
  const lines = [`GET ${paths[0]} HTTP/1.1`, `Host: ${host}:${port}`, ...headers, '', ''];
  const answer = await connection.exchange(lines.join('\r\n')).finally(() => clearTimeout(patience));
  connection.close();
  return answer;
}

/** Host and port of an origin, which must be on this machine. */
export function loopback(origin: string): { host: string; port: number } {
  const { hostname, port } = new URL(origin);
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') throw new Error(`${origin} is not on the loopback address`);
  return { host: hostname, port: Number(port) };
}
