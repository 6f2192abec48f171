import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from './cases.ts';
import { LoadGenerator } from './load/load-generator.ts';
import type { LoadResult } from './load/plan.ts';
import type { Options } from './options.ts';
import { isServer, type Subject, type Window } from './subject.ts';

/** What one case gave in one round. */
export interface CaseResult extends LoadResult {
  /** What PostgreSQL wrote to its write-ahead log meanwhile, the warm-up included. */
  readonly walBytes?: number;
}

/** What each case gave, one result a round. */
export type Measured = ReadonlyMap<Case, readonly CaseResult[]>;

/** Between two cases, so that the one's last writes are not the other's first wait. */
const PAUSE_MS = 250;

/** Measures cases on subjects that are running. */
export class Rounds {
  readonly #subjects: readonly Subject[];
  readonly #options: Options;
  readonly #generator = new LoadGenerator();
  /** Measurements so far: no two write the same values. */
  #run = 0;

  constructor(subjects: readonly Subject[], options: Options) {
    this.#subjects = subjects;
    this.#options = options;
  }

  /** Every round runs every case once; each round begins elsewhere in the list. */
  async measure(cases: readonly Case[], rounds = this.#options.rounds): Promise<Measured> {
    const measured = new Map<Case, CaseResult[]>(cases.map((each) => [each, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const each of rotated(cases, Math.floor((round * cases.length) / rounds))) {
        const result = await this.#measure(each);
        measured.get(each)?.push(result);
        progress(`round ${round + 1}  ${each.name.padEnd(50)} ${Math.round(result.requestsPerSecond)}/s`);
      }
    }
    return measured;
  }

  stop(): void {
    this.#generator.stop();
  }

  async #measure(each: Case): Promise<CaseResult> {
    const subject = this.#subjects.find(({ name }) => name === each.server);
    if (subject === undefined) throw new Error(`${each.server} is not running`);
    if (each.isCold) await restart(subject);
    await pause(PAUSE_MS);
    this.#run += 1;
    const before = await subject.database?.walBytes();
    const result = await this.#load(subject, each);
    const after = await subject.database?.walBytes();
    return { ...result, ...(before !== undefined && after !== undefined && { walBytes: after - before }) };
  }

  #load(subject: Subject, each: Case): Promise<LoadResult> {
    const { connections, isCold, face, method, body, conditional } = each;
    const { seconds } = this.#options;
    const run = this.#run;
    const window: Window = { connections, seconds, seed: run, warmUpSeconds: isCold ? 0 : Math.min(1, seconds / 4) };
    if (!isServer(subject)) return subject.measure(window);
    const { name, pid, database, filledEtag } = subject;
    return this.#generator.measure({
      ...subject.target(face),
      ...window,
      ...{ method, body, conditional, run, subject: name, serverPid: pid },
      ...(database && { databasePid: database.pid }),
      ...(filledEtag !== undefined && { filledEtag }),
    });
  }
}

/** Nothing is left in the memory of the server or of its database; the system's page cache stays as it is. */
async function restart(subject: Subject): Promise<void> {
  await subject.stop();
  await subject.database?.restart();
  await subject.start();
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return [...items.slice(by), ...items.slice(0, by)];
}
