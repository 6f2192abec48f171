import type { Answer } from './load/answer.ts';
import { Connection } from './load/connection.ts';
import type { LoadResult, Signing } from './load/plan.ts';
import { type Paths, pathOf } from './paths.ts';
import type { Postgres } from './postgres.ts';
import type { ServerProcess } from './server-process.ts';

/** What is measured. It can be started again and again on the same data. */
export type Subject = Server | LoadOfItsOwn;

interface Startable {
  readonly name: string;
  /** The database it keeps its records in; absent where they are in itself. */
  readonly database?: Postgres;
  /** Resolves with the first successful answer. */
  start(): Promise<void>;
  /** Called once, after the first start: brings the customers in. It may leave the server stopped. */
  fill(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that is sent requests by the load generator. */
export interface Server extends Startable {
  readonly pid: number;
  /** The ETag of every customer after `fill()`, where one can know it; else they are read. */
  readonly filledEtag?: string;
  target(face: Face): Target;
}

/** Something that makes requests itself. */
export interface LoadOfItsOwn extends Startable {
  measure(window: Window): Promise<LoadResult>;
}

/** How long and how hard something is measured. */
export interface Window {
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly seed: number;
}

export type Face = 'own' | 'caibo' | 'mastercard' | 'cybersource';

/** Where a case sends its requests. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly paths: Paths;
  readonly headers: readonly string[];
  readonly signing?: Signing;
}

export function isServer(subject: Subject): subject is Server {
  return 'target' in subject;
}

/** Waits for the first 200 to a GET of the path. */
export async function firstAnswer(
  server: ServerProcess,
  target: Target,
  path = pathOf(target.paths, 0),
): Promise<void> {
  let last = '';
  const attempt = async () => {
    const answer = await ask(target, path).catch((reason: Error) => ({ status: 0, text: reason.message }));
    last = `${answer.status} ${answer.text ?? ''}`;
    return answer.status === 200 ? answer : undefined;
  };
  await server.until(`successful answer to GET ${path}`, attempt).catch((reason: Error) => {
    throw new Error(`${reason.message}\nIts last answer was: ${last}`, { cause: reason });
  });
}

async function ask({ host, port, headers }: Target, path: string): Promise<Answer> {
  const connection = await Connection.open(host, port);
  const patience = setTimeout(() => connection.close(), 1_000);
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}:${port}`, ...headers, '', ''];
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
