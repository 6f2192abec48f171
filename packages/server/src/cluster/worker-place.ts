import cluster from 'node:cluster';

/** What a worker is told by the process that started it; all else it reads from the same options. */
export interface WorkerPlace {
  /** From 1; the same for whoever takes its place. */
  readonly number: number;
  /** The port all of them share; never 0. */
  readonly port: number;
}

const NUMBER = 'CLIENTELE_WORKER_NUMBER';
const PORT = 'CLIENTELE_WORKER_PORT';

/** The place as variables for the environment of a worker. */
export function environmentOf({ number, port }: WorkerPlace): Readonly<Record<string, string>> {
  return { [NUMBER]: String(number), [PORT]: String(port) };
}

/** The place of this process, if it is a worker. */
export function ownPlace(environment: NodeJS.ProcessEnv): WorkerPlace | undefined {
  if (!cluster.isWorker) return undefined;
  return { number: Number(environment[NUMBER]), port: Number(environment[PORT]) };
}

/** What a worker says when it takes nothing new. */
export const LISTENS_NO_LONGER = 'listens no longer';

/** To be called when this worker has begun to close its server. */
export function sayListensNoLonger(): void {
  if (process.connected) process.send?.(LISTENS_NO_LONGER);
}
