import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readSandboxFile } from '../../src/sandbox/sandbox-file.ts';
import { type KeptHistory, type Operation, violationsOf } from './history-checker.ts';

export interface KillLoopReport {
  readonly seed: number;
  readonly kills: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Requests whose answer a kill took away; each was repeated afterwards. */
  readonly lost: number;
  readonly violations: readonly string[];
}

const WRITERS = 8;
const CUSTOMERS = 6;
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/**
 * Kills a server with SIGKILL again and again while writers update a few customers with If-Match and Idempotency-Key,
 * repeats every request whose answer was lost, and at the end compares what was acknowledged with what was kept.
 */
export async function killLoop({ kills, seed }: { kills: number; seed: number }): Promise<KillLoopReport> {
  const data = await mkdtemp(join(tmpdir(), 'clientele-kill-'));
  const servers = createServers(data);
  try {
    const first = await servers.start();
    const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => createCustomer(first)));
    const work: Work = { customers, random: randomFrom(seed), operations: [], lost: [] };
    let [server, lost] = [first, 0];
    for (let kill = 0; kill < kills; kill++) {
      await writeUntilKilled(server, work, kill);
      server = await servers.start();
      lost += work.lost.length;
      work.operations.push(...(await Promise.all(work.lost.splice(0).map((request) => patch(server, request)))));
    }
    const histories = await Promise.all(customers.map((id) => readHistory(server, id)));
    await servers.stop();
    const count = (wanted: Operation['outcome']) => work.operations.filter(({ outcome }) => outcome === wanted).length;
    const violations = [...violationsOf(work.operations, histories), ...outboxViolations(data)];
    return { seed, kills, acknowledged: count('acknowledged'), refused: count('refused'), lost, violations };
  } finally {
    await servers.stop('SIGKILL');
    await rm(data, { recursive: true, force: true });
  }
}

/** The one server over the data directory, started again and again; whatever fails, it does not outlive the loop. */
function createServers(data: string) {
  let current: ChildProcess | undefined;
  return {
    async start(): Promise<Server> {
      const before = await readSandboxFile(join(data, 'sandbox.json'));
      const args = [MAIN, '--port', '0', '--data', data, '--log-level', 'silent'];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      current = child;
      return waitUntilReady(child, data, before?.clientele?.integratorToken);
    },
    async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
      if (!current || current.exitCode !== null || current.signalCode !== null) return;
      current.kill(signal);
      await once(current, 'exit');
    },
  };
}

async function waitUntilReady(child: ChildProcess, data: string, tokenBefore: string | undefined): Promise<Server> {
  for (let attempt = 0; attempt < 3000; attempt++) {
    await sleep(10);
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const file = await readSandboxFile(join(data, 'sandbox.json'));
    if (!file?.baseUrl || !file.clientele || file.clientele.integratorToken === tokenBefore) continue;
    const ready = await fetch(`${file.baseUrl}/readyz`).catch(() => undefined);
    if (ready?.ok) return { process: child, baseUrl: file.baseUrl, token: file.clientele.integratorToken };
  }
  throw new Error('the server did not become ready');
}

/** Lets the writers write for a random while, kills the server in the middle of it, and waits for them all. */
async function writeUntilKilled(server: Server, work: Work, round: number): Promise<void> {
  const running = { yes: true };
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(server, running, work, `${round}-${writer}`));
  await sleep(60 + Math.floor(work.random() * 440));
  server.process.kill('SIGKILL');
  await once(server.process, 'exit');
  running.yes = false;
  await Promise.all(writers);
}

interface Server {
  readonly process: ChildProcess;
  readonly baseUrl: string;
  readonly token: string;
}

function call(server: Server, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${server.token}` };
  return fetch(`${server.baseUrl}${path}`, { ...init, headers });
}

async function createCustomer(server: Server): Promise<string> {
  const body = JSON.stringify({ name: { first: 'Kim' } });
  const response = await call(server, '/v1/customers', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (response.status !== 201) throw new Error(`creating a customer was answered ${response.status}`);
  return ((await response.json()) as { id: string }).id;
}

interface LostRequest {
  readonly customerId: string;
  readonly value: string;
  readonly baseVersion: number;
  readonly etag: string;
}

interface Work {
  readonly customers: readonly string[];
  readonly random: () => number;
  readonly operations: Operation[];
  readonly lost: LostRequest[];
}

async function write(server: Server, running: { yes: boolean }, work: Work, name: string): Promise<void> {
  for (let count = 0; running.yes; count++) {
    const customerId = work.customers[Math.floor(work.random() * work.customers.length)] as string;
    let request: LostRequest | undefined;
    try {
      const read = await call(server, `/v1/customers/${customerId}`);
      const { version } = (await read.json()) as { version: number };
      request = { customerId, value: `v-${name}-${count}`, baseVersion: version, etag: read.headers.get('etag') ?? '' };
      work.operations.push(await patch(server, request));
    } catch (error) {
      if (error instanceof WrongAnswer) throw error;
      if (request) work.lost.push(request);
      return;
    }
  }
}

/** An answer that nobody should get, as against none at all. */
class WrongAnswer extends Error {}

/** An answer that was lost is asked for with the same key and the same ETag again: it must tell the truth. */
async function patch(server: Server, { customerId, value, baseVersion, etag }: LostRequest): Promise<Operation> {
  const headers = { 'content-type': 'application/merge-patch+json', 'if-match': etag, 'idempotency-key': value };
  const body = JSON.stringify({ references: { memberId: value } });
  const response = await call(server, `/v1/customers/${customerId}`, { method: 'PATCH', headers, body });
  const answer = (await response.json()) as { version?: number };
  if (response.status === 412) return { customerId, value, baseVersion, outcome: 'refused' };
  if (response.status !== 200) throw new WrongAnswer(`a write was answered ${response.status}`);
  return { customerId, value, baseVersion, outcome: 'acknowledged', version: answer.version as number };
}

async function readHistory(server: Server, customerId: string): Promise<KeptHistory> {
  const record = (await (await call(server, `/v1/customers/${customerId}`)).json()) as Kept;
  const entries: KeptHistory['entries'][number][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response = await call(
      server,
      `/v1/customers/${customerId}/history?limit=1000${cursor && `&cursor=${cursor}`}`,
    );
    const page = (await response.json()) as { items: Entry[]; next: string | null };
    for (const { version, changes } of page.items) {
      entries.unshift({ version, value: changes.find(({ path }) => path === '/references/memberId')?.after });
    }
    cursor = page.next;
  }
  return { customerId, entries, currentVersion: record.version, currentValue: record.references?.memberId };
}

interface Kept {
  readonly version: number;
  readonly references?: { readonly memberId?: string };
}

interface Entry {
  readonly version: number;
  readonly changes: readonly { readonly path: string; readonly after?: string }[];
}

/** Every version has its event, and no event is without its version. */
function outboxViolations(data: string): string[] {
  const database = new DatabaseSync(join(data, 'customers.db'), { readOnly: true });
  const sql = (left: string, right: string) =>
    `SELECT count(*) AS missing FROM ${left} a WHERE NOT EXISTS
       (SELECT 1 FROM ${right} b WHERE b.customer_id = a.customer_id AND b.version = a.version)`;
  const missing = (left: string, right: string) =>
    (database.prepare(sql(left, right)).get() as { missing: number }).missing;
  const violations = [
    ...(missing('history', 'outbox') > 0 ? ['a version has no event'] : []),
    ...(missing('outbox', 'history') > 0 ? ['an event has no version'] : []),
  ];
  database.close();
  return violations;
}

/** Mulberry32: enough randomness for a test, and the same again from the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const report = await killLoop({ kills: Number(values.kills), seed: Number(values.seed ?? Date.now() % 2 ** 31) });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
}
