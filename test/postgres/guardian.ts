import { type Cluster, createCluster, removeCluster } from './create-cluster.ts';
import { freePort } from './free-port.ts';
import type { GuardianAnswer, GuardianOrder, NumberedOrder, PostgresOptions, ServerFacts } from './guardian-order.ts';
import { Postmaster, PostmasterError } from './postmaster.ts';

/**
 * The process between a PostgreSQL and whoever started it: when the channel to that one closes, for whatever reason,
 * the server ends and its directory goes. A process that was killed could not see to that itself.
 */

/** Between finding a free port and taking it, somebody else may take it; not so often in a row. */
const PORT_ATTEMPTS_MAX = 5;

let cluster: Cluster | undefined;
let postmaster: Postmaster | undefined;
let turn: Promise<void> = Promise.resolve();

process.on('message', ({ number, order }: NumberedOrder) => {
  turn = turn.then(() => answer(number, order));
});
for (const end of ['disconnect', 'SIGTERM', 'SIGINT', 'SIGHUP']) process.on(end, leave);
process.on('exit', () => postmaster?.kill('SIGQUIT'));

async function answer(number: number, order: GuardianOrder): Promise<void> {
  try {
    const facts = await obey(order);
    report({ number, facts }, order.do === 'stop');
  } catch (error) {
    if (order.do === 'start') await dispose('SIGQUIT');
    report({ number, failure: error instanceof Error ? error.message : String(error) }, order.do === 'start');
  }
}

async function obey(order: GuardianOrder): Promise<ServerFacts | undefined> {
  switch (order.do) {
    case 'start':
      return start(order.options);
    case 'restart':
      return restart(order.port);
    case 'kill':
      await postmaster?.kill('SIGKILL');
      return undefined;
    case 'shut down':
      await postmaster?.shutDown('SIGINT');
      return undefined;
    case 'stop':
      await dispose('SIGINT');
      return undefined;
  }
}

async function start(options: PostgresOptions): Promise<ServerFacts> {
  cluster = await createCluster(options);
  for (let attempt = 1; ; attempt++) {
    postmaster = new Postmaster(cluster, options.port ?? (await freePort()));
    try {
      await postmaster.start();
      return factsOf(cluster, postmaster);
    } catch (error) {
      const portTaken = error instanceof PostmasterError && error.portTaken;
      if (!portTaken || options.port !== undefined || attempt === PORT_ATTEMPTS_MAX) throw error;
    }
  }
}

async function restart(port: number | undefined): Promise<ServerFacts> {
  if (!cluster || !postmaster) throw new Error('This PostgreSQL has never started');
  await postmaster.shutDown('SIGINT');
  if (port !== undefined) postmaster = new Postmaster(cluster, port);
  await postmaster.start();
  return factsOf(cluster, postmaster);
}

function factsOf({ major, dataDirectory, binDirectory }: Cluster, { pid, port }: Postmaster): ServerFacts {
  return { pid, port, major, dataDirectory, binDirectory };
}

async function dispose(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  // A postmaster that was killed leaves shared memory in the kernel; the next one on the same data takes it away.
  if (postmaster?.killed) await postmaster.start().catch(() => {});
  await postmaster?.shutDown(signal);
  postmaster = undefined;
  if (cluster) removeCluster(cluster);
  cluster = undefined;
}

/** Nobody will read the data again, so there is nothing to write back to them. */
function leave(): void {
  turn = turn.then(() => dispose('SIGQUIT')).finally(() => process.exit());
}

function report(message: GuardianAnswer, isLast: boolean): void {
  if (!process.connected) return;
  process.send?.(message, () => {
    if (isLast) process.disconnect?.();
  });
}
