import { setTimeout as pause } from 'node:timers/promises';
import { median } from './median.ts';
import { type Memory, memoryOf } from './process-usage.ts';
import { progress } from './rounds.ts';
import { isServer, type Server, type Subject } from './subject.ts';

/** How a server starts and what memory it holds. */
export interface ServerFacts {
  readonly name: string;
  /** From spawning the process to its first successful answer, with nothing there yet. */
  readonly firstStartSeconds: number;
  /** The same with all customers there; the median of several. */
  readonly laterStartSeconds: number;
  /** After the last start, before any load; absent where the system does not tell. */
  readonly idle?: Memory;
  /** After the last round. */
  readonly after?: Memory;
}

const LATER_STARTS = 3;
const QUIET_MS = 1_000;

/** Starts the subject and fills it, and restarts it several times if it is a server; it is left running. */
export async function startUp(subject: Subject): Promise<ServerFacts | undefined> {
  const firstStartSeconds = await timed(() => subject.start());
  const fillSeconds = await timed(() => subject.fill());
  progress(`${subject.name}: first start ${firstStartSeconds.toFixed(2)} s, filled in ${fillSeconds.toFixed(1)} s`);
  if (!isServer(subject)) return undefined;
  const later: number[] = [];
  for (let turn = 0; turn < LATER_STARTS; turn += 1) {
    await subject.stop();
    later.push(await timed(() => subject.start()));
  }
  await pause(QUIET_MS);
  const idle = memoryOf(subject.pid);
  return { name: subject.name, firstStartSeconds, laterStartSeconds: median(later), ...(idle ? { idle } : {}) };
}

/** The same facts with the memory as it is now. */
export function withMemoryAfter(facts: ServerFacts, subject: Server): ServerFacts {
  const after = memoryOf(subject.pid);
  return { ...facts, ...(after ? { after } : {}) };
}

async function timed(action: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1_000;
}
