import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createCustomer, readHistory } from './customer-api.ts';
import { type Operation, violationsOf } from './history-checker.ts';
import { randomFrom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { Writers } from './writers.ts';

export interface KillLoopReport {
  readonly seed: number;
  readonly kills: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  /** Writes whose answer a kill took away; nearly all were repeated until they were told the truth. */
  readonly lost: number;
  readonly reads: number;
  readonly violations: readonly string[];
}

const WRITERS = 8;
const CUSTOMERS = 6;

/**
 * Kills a server over its embedded store with SIGKILL again and again while writers update a few customers, and at the
 * end compares what they were told with what was kept.
 */
export async function killLoop({ kills, seed }: { kills: number; seed: number }): Promise<KillLoopReport> {
  const data = await mkdtemp(join(tmpdir(), 'clientele-kill-'));
  const server = new ServerProcess(data, { DATABASE_URL: '' });
  try {
    await server.start();
    const { clientele, caibo } = sandboxOf(server);
    const access = { token: clientele.integratorToken, apiKey: caibo.apiKey };
    const numbers = Array.from({ length: CUSTOMERS }, (_, number) => number);
    const customers = await Promise.all(numbers.map((number) => createCustomer(server.baseUrl, access, number)));
    const random = randomFrom(seed);
    const addresses = () => (server.isUp ? [server.baseUrl] : []);
    const writers = new Writers({ access, addresses, customers, hot: CUSTOMERS, writers: WRITERS, random });
    for (let kill = 0; kill < kills; kill++) {
      await sleep(random.between(60, 500));
      await server.end('SIGKILL');
      await server.start();
    }
    const { operations, readings, wrongAnswers, lost } = await writers.stop();
    const histories = await Promise.all(customers.map(({ id }) => readHistory(server.baseUrl, access, id)));
    await server.end();
    const count = (wanted: Operation['outcome']) => operations.filter(({ outcome }) => outcome === wanted).length;
    return {
      ...{ seed, kills, lost, reads: readings.length },
      ...{ acknowledged: count('acknowledged'), refused: count('refused'), unknown: count('unknown') },
      violations: [...wrongAnswers, ...violationsOf({ operations, readings, histories }), ...outboxViolations(data)],
    };
  } finally {
    await server.end('SIGKILL');
    await rm(data, { recursive: true, force: true });
  }
}

function sandboxOf({ sandbox }: ServerProcess): NonNullable<ServerProcess['sandbox']> {
  if (!sandbox) throw new Error('the server made no sandbox');
  return sandbox;
}

/** Every version has its event, once, and no event is without its version. */
function outboxViolations(data: string): string[] {
  const database = new DatabaseSync(join(data, 'customers.db'), { readOnly: true });
  const count = (sql: string) =>
    (database.prepare(`SELECT count(*) AS found FROM (${sql})`).get() as { found: number }).found;
  const pairs = 'SELECT customer_id, version FROM';
  const violations = [
    ...(count(`${pairs} history EXCEPT ${pairs} outbox`) > 0 ? ['a version has no event'] : []),
    ...(count(`${pairs} outbox EXCEPT ${pairs} history`) > 0 ? ['an event has no version'] : []),
    ...(count(`${pairs} outbox`) === count(`${pairs} history`) ? [] : ['a version has two events']),
  ];
  database.close();
  return violations;
}

if (import.meta.main) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const report = await killLoop({ kills: Number(values.kills), seed: Number(values.seed ?? Date.now() % 2 ** 31) });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
}
