import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type RunningPostgres, startPostgres } from '../../../../test/postgres/start-postgres.ts';
import { createCustomer, readHistory, type SoakCustomer } from './customer-api.ts';
import { databaseFaults } from './database-faults.ts';
import { FaultProxy } from './fault-proxy.ts';
import { type KeptHistory, type Operation, violationsOf } from './history-checker.ts';
import { type Ground, Nemesis, type NemesisReport } from './nemesis.ts';
import { networkFaults } from './network-faults.ts';
import { partsMissing } from './parts-missing.ts';
import { processFaults } from './process-faults.ts';
import { randomFrom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { type Work, Writers } from './writers.ts';

export interface LoopOptions {
  readonly seed: number;
  /** It ends when there are so many writes and every fault was done, … */
  readonly operations: number;
  /** … or after so long. */
  readonly seconds: number;
  /** Names of faults, or beginnings of them; all where there are none. */
  readonly nemesis?: readonly string[];
  readonly servers?: number;
  readonly writers?: number;
  /** The least and the most that a fault lasts, … */
  readonly holdMs?: Span;
  /** … and that nothing happens before the next. */
  readonly quietMs?: Span;
}

type Span = readonly [least: number, most: number];

export interface LoopReport extends Pick<NemesisReport, 'faults'> {
  readonly seed: number;
  readonly seconds: number;
  readonly writes: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  readonly lost: number;
  readonly reads: number;
  readonly answers: Work['answers'];
  readonly deadlocks: number;
  readonly violations: readonly string[];
}

export const FAULTS = [...processFaults, ...networkFaults, ...databaseFaults];
const CUSTOMERS = 120;
const HOT_CUSTOMERS = 6;
/** Some faults last longer than a server waits for its database. */
const HOLD_MS: Span = [200, 2_000];
const QUIET_MS: Span = [200, 3_000];
const LONG_HOLD_MS = 9_500;
const LONG_HOLD_SHARE = 0.1;

/**
 * Servers over one PostgreSQL, with a proxy between them, and writers that ask any of them, while one thing after the
 * other goes wrong. At the end what the writers were told is compared with what was kept.
 */
export async function postgresLoop(options: LoopOptions): Promise<LoopReport> {
  const data = await mkdtemp(join(tmpdir(), 'clientele-soak-'));
  const postgres = await startPostgres();
  const proxy = await FaultProxy.open(postgres.port);
  const environment = { DATABASE_URL: proxy.url(postgres.url) };
  const servers = Array.from(
    { length: options.servers ?? 2 },
    (_, number) => new ServerProcess(join(data, String(number)), environment),
  );
  try {
    await startAll(servers, data);
    return await run(options, { postgres, proxy, servers });
  } finally {
    await Promise.all(servers.map((server) => server.end('SIGKILL')));
    await proxy.close();
    await postgres.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** The first makes the sandbox, and the others are given its credentials: each has a data directory of its own. */
async function startAll(servers: readonly ServerProcess[], data: string): Promise<void> {
  await servers[0]?.start();
  for (const [number, server] of servers.entries()) {
    if (number === 0) continue;
    await mkdir(join(data, String(number)));
    await cp(join(data, '0', 'sandbox.json'), join(data, String(number), 'sandbox.json'));
    await server.start();
  }
}

interface Stage {
  readonly postgres: RunningPostgres;
  readonly proxy: FaultProxy;
  readonly servers: readonly ServerProcess[];
}

async function run(options: LoopOptions, stage: Stage): Promise<LoopReport> {
  const { postgres, servers } = stage;
  const [server] = servers;
  if (!server?.sandbox) throw new Error('there is no server');
  const { clientele, caibo } = server.sandbox;
  const access = { token: clientele.integratorToken, apiKey: caibo.apiKey };
  const customers: SoakCustomer[] = [];
  for (let number = 0; number < CUSTOMERS; number++) {
    customers.push(await createCustomer(server.baseUrl, access, number));
  }
  const startedAt = performance.now();
  const random = randomFrom(options.seed);
  const addresses = () => servers.filter(({ isRunning }) => isRunning).map(({ baseUrl }) => baseUrl);
  const plan = { access, addresses, customers, hot: HOT_CUSTOMERS, writers: options.writers ?? 24, random };
  const writers = new Writers(plan);
  const seen = { deadlocks: 0 };
  const nemesis = new Nemesis({ ...stage, ...luck(options), seen }, faultsNamed(options.nemesis));
  const [report, work] = await untilDone(options, nemesis, writers).finally(() => stage.proxy.heal());
  const left = servers.find(({ isRunning }) => isRunning);
  if (!left) throw new Error(`no server is left: ${report.violations.join('; ')}`);
  const histories: KeptHistory[] = [];
  for (const { id } of customers) histories.push(await readHistory(left.baseUrl, access, id));
  const violations = violationsOf({ ...work, histories });
  return {
    ...{ seed: options.seed, seconds: Math.round((performance.now() - startedAt) / 1_000) },
    ...countsOf(work),
    ...{ ...seen, faults: report.faults },
    violations: [...report.violations, ...work.wrongAnswers, ...violations, ...(await partsMissing(postgres.url))],
  };
}

/** Of its own, so that what the nemesis does follows from the seed, however the writers are scheduled. */
function luck({ seed, holdMs, quietMs = QUIET_MS }: LoopOptions): Pick<Ground, 'random' | 'holdMs' | 'quietMs'> {
  const random = randomFrom(seed + 1);
  const [least, most] = holdMs ?? HOLD_MS;
  const isLong = () => holdMs === undefined && random.next() < LONG_HOLD_SHARE;
  return {
    random,
    holdMs: () => (isLong() ? LONG_HOLD_MS : random.between(least, most)),
    quietMs: () => random.between(...quietMs),
  };
}

function faultsNamed(names: readonly string[] = []): Map<string, (typeof FAULTS)[number][1]> {
  const wanted = FAULTS.filter(([name]) => names.length === 0 || names.some((start) => name.startsWith(start)));
  if (wanted.length === 0) throw new Error(`the faults are: ${FAULTS.map(([name]) => name).join(', ')}`);
  return new Map(wanted);
}

async function untilDone(
  { operations, seconds }: LoopOptions,
  nemesis: Nemesis,
  writers: Writers,
): Promise<[NemesisReport, Work]> {
  const deadline = performance.now() + seconds * 1_000;
  const isDone = () => nemesis.rounds > 0 && writers.work.operations.length >= operations;
  while (!isDone() && !nemesis.isStopped && performance.now() < deadline) await sleep(100);
  const report = await nemesis.stop();
  return [report, await writers.stop()];
}

function countsOf({ operations, readings, lost, answers }: Work) {
  const count = (wanted: Operation['outcome']) => operations.filter(({ outcome }) => outcome === wanted).length;
  return {
    ...{ writes: operations.length, acknowledged: count('acknowledged'), refused: count('refused') },
    ...{ unknown: count('unknown'), lost, reads: readings.length, answers },
  };
}

if (import.meta.main) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { operations: text, seed: text, seconds: text, nemesis: text, servers: text, writers: text },
  });
  const report = await postgresLoop({
    seed: Number(values.seed ?? Date.now() % 2 ** 31),
    operations: Number(values.operations ?? 100_000),
    seconds: Number(values.seconds ?? 3_600),
    servers: Number(values.servers ?? 2),
    writers: Number(values.writers ?? 24),
    ...(values.nemesis && { nemesis: values.nemesis.split(',') }),
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
}
