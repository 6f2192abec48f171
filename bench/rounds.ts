import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from './cases.ts';
import { LoadGenerator } from './load/load-generator.ts';
import type { LoadResult, Plan } from './load/plan.ts';
import type { Options } from './options.ts';
import type { Subject } from './subject.ts';

/** What each case gave, one result a round. */
export type Measured = ReadonlyMap<Case, readonly LoadResult[]>;

/** Between two cases, so that the one's last writes are not the other's first wait. */
const PAUSE_MS = 250;

/** Every round runs every case once; each round begins elsewhere in the list. */
export async function runRounds(
  cases: readonly Case[],
  subjects: readonly Subject[],
  options: Options,
): Promise<Measured> {
  const generator = new LoadGenerator();
  const measured = new Map<Case, LoadResult[]>(cases.map((each) => [each, []]));
  let run = 0;
  for (let round = 0; round < options.rounds; round += 1) {
    for (const each of rotated(cases, Math.floor((round * cases.length) / options.rounds))) {
      run += 1;
      await pause(PAUSE_MS);
      const result = await generator.measure(planOf(each, subjects, options, run));
      measured.get(each)?.push(result);
      progress(`round ${round + 1}  ${each.name.padEnd(34)} ${Math.round(result.requestsPerSecond)}/s`);
    }
  }
  generator.stop();
  return measured;
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return [...items.slice(by), ...items.slice(0, by)];
}

function planOf(each: Case, subjects: readonly Subject[], { seconds }: Options, run: number): Plan {
  const subject = subjects.find(({ name }) => name === each.server);
  if (subject === undefined) throw new Error(`${each.server} is not running`);
  const { method, body, conditional, connections } = each;
  return {
    ...subject.target(each.face),
    ...{ method, body, conditional, connections, seconds, run },
    serverPid: subject.pid,
    ...(subject.databasePid === undefined ? {} : { databasePid: subject.databasePid }),
    warmUpSeconds: Math.min(1, seconds / 4),
    seed: run,
  };
}
