import { shareOf } from './choice.ts';
import { Connection } from './connection.ts';
import { createHttpSigner } from './http-signature.ts';
import type { LoadResult, Plan, Reply } from './plan.ts';
import { type Requests, textOf, type Unsent, writtenRequests } from './requests.ts';
import { signedRequests } from './signed-requests.ts';
import { Tally } from './tally.ts';

/** The load generator: a process of its own, so that its CPU time is not the server's. One plan in, one reply out. */
process.on('message', (plan: Plan) => {
  measure(plan)
    .then((result): Reply => ({ result }))
    .catch((reason: unknown): Reply => ({ error: String(reason) }))
    .then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));

/** So many connections read the ETags, however few the measurement itself uses. */
const READING_CONNECTIONS = 32;
/** How long an answer may be outstanding after the window has closed. */
const GRACE_MS = 10_000;

async function measure(plan: Plan): Promise<LoadResult> {
  const requests = await requestsOf(plan);
  const etags = plan.conditional ? await readEtags(plan, requests) : [];
  const tally = new Tally(plan);
  const connections = await openAll(plan, plan.connections);
  const opening = setTimeout(() => tally.open(), plan.warmUpSeconds * 1_000);
  const closing = setTimeout(() => tally.close(), (plan.warmUpSeconds + plan.seconds) * 1_000);
  const cutting = setTimeout(() => closeAll(connections), (plan.warmUpSeconds + plan.seconds) * 1_000 + GRACE_MS);
  await Promise.all(connections.map((connection, turn) => drive(connection, requests.of(turn), { etags, tally })));
  if (!tally.closed) tally.close();
  for (const timer of [opening, closing, cutting]) clearTimeout(timer);
  closeAll(connections);
  return tally.result();
}

/** RSA signatures are made beforehand, the others when they are sent: they take a few microseconds. */
async function requestsOf(plan: Plan): Promise<Requests> {
  const { signing } = plan;
  if (signing?.scheme === 'oauth') return signedRequests(plan, signing);
  return writtenRequests(plan, signing && createHttpSigner(signing, `${plan.host}:${plan.port}`));
}

interface Run {
  /** By customer; stays empty when nothing is conditional. */
  readonly etags: (string | undefined)[];
  readonly tally: Tally;
}

/** Request after request on one connection until the window closes, or is closed because there is none left. */
async function drive(connection: Connection, requests: Iterable<Unsent>, { etags, tally }: Run): Promise<void> {
  try {
    for (const unsent of requests) {
      if (tally.closed) return;
      const request = textOf(unsent, etags[unsent.customer]);
      const started = performance.now();
      const answer = await connection.exchange(request);
      tally.answered(answer, performance.now() - started);
      if (etags.length > 0 && answer.etag !== undefined) etags[unsent.customer] = answer.etag;
    }
    tally.cut();
  } catch (reason) {
    tally.failed(String(reason));
  }
}

/** The current ETag of every customer. */
async function readEtags(plan: Plan, requests: Requests): Promise<string[]> {
  const etags: string[] = new Array(plan.paths.length);
  const connections = await openAll(plan, READING_CONNECTIONS);
  const deadline = setTimeout(() => closeAll(connections), 60_000);
  await Promise.all(
    connections.map(async (connection, turn) => {
      for (const index of shareOf(plan.paths.length, READING_CONNECTIONS, turn)) {
        const { status, etag, text } = await connection.exchange(textOf(requests.read(index), undefined));
        if (status !== 200) throw new Error(`GET ${plan.paths[index]}: ${status} ${text ?? ''}`);
        if (etag === undefined) throw new Error(`GET ${plan.paths[index]}: no ETag in the answer`);
        etags[index] = etag;
      }
    }),
  );
  clearTimeout(deadline);
  closeAll(connections);
  return etags;
}

function openAll({ host, port }: Plan, count: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => Connection.open(host, port)));
}

function closeAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.close();
}
