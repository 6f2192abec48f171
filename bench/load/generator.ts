import { pathOf } from '../paths.ts';
import { Connection } from './connection.ts';
import { type EtagBook, etagBookOf } from './etag-books.ts';
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
  const etags = etagBookOf(plan.subject, plan.paths.customers, plan.filledEtag);
  if (plan.conditional) await readUnknown(plan, requests, etags);
  const tally = new Tally(plan.serverPid, plan.databasePid);
  const connections = await openAll(plan, plan.connections);
  const opening = setTimeout(() => tally.open(), plan.warmUpSeconds * 1_000);
  const closing = setTimeout(() => tally.close(), (plan.warmUpSeconds + plan.seconds) * 1_000);
  const cutting = setTimeout(() => closeAll(connections), (plan.warmUpSeconds + plan.seconds) * 1_000 + GRACE_MS);
  const run = { isConditional: plan.conditional, etags, tally };
  if (plan.warmUpSeconds === 0) tally.open();
  await Promise.all(connections.map((connection, turn) => drive(connection, requests.of(turn), run)));
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
  readonly isConditional: boolean;
  readonly etags: EtagBook;
  readonly tally: Tally;
}

/** Request after request on one connection until the window closes, or is closed because there is none left. */
async function drive(
  connection: Connection,
  requests: Iterable<Unsent>,
  { isConditional, etags, tally }: Run,
): Promise<void> {
  try {
    for (const unsent of requests) {
      if (tally.closed) return;
      const { customer } = unsent;
      const request = textOf(unsent, isConditional ? etags[customer] : undefined);
      // Nobody knows it while a write is on its way, nor afterwards if no answer comes.
      etags[customer] = undefined;
      const started = performance.now();
      const answer = await connection.exchange(request);
      tally.answered(answer, performance.now() - started);
      etags[customer] = answer.etag;
    }
    tally.cut();
  } catch (reason) {
    tally.failed(String(reason));
  }
}

/** Reads the ETags that are not known. */
async function readUnknown(plan: Plan, requests: Requests, etags: EtagBook): Promise<void> {
  const unknown = [...etags.keys()].filter((customer) => etags[customer] === undefined).values();
  const connections = await openAll(plan, READING_CONNECTIONS);
  const deadline = setTimeout(() => closeAll(connections), 60_000);
  await Promise.all(
    connections.map(async (connection) => {
      for (const customer of unknown) {
        const { status, etag, text } = await connection.exchange(textOf(requests.read(customer), undefined));
        const path = pathOf(plan.paths, customer);
        if (status !== 200) throw new Error(`GET ${path}: ${status} ${text ?? ''}`);
        if (etag === undefined) throw new Error(`GET ${path}: no ETag in the answer`);
        etags[customer] = etag;
      }
    }),
  );
  clearTimeout(deadline);
  closeAll(connections);
}

function openAll({ host, port }: Plan, count: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => Connection.open(host, port)));
}

function closeAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.close();
}
