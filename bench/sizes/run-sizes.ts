import { type Case, isNamed, PATCH } from '../cases.ts';
import { Clientele } from '../clientele/clientele.ts';
import { describeMachine } from '../machine.ts';
import type { Options } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { Postgres } from '../postgres.ts';
import { progress, Rounds } from '../rounds.ts';
import { findServers } from '../servers.ts';
import { isValid } from '../summary.ts';
import { judgeSizes, type Point, pointOf, sizesToJson, sizesToMarkdown } from './size-report.ts';

/** The two stores; what `--only` chooses from. */
const EMBEDDED = 'Clientele, embedded';
const ON_POSTGRES = 'Clientele on PostgreSQL';
const CONNECTIONS = 32;
/** How often each is measured in vain first: what was filled a moment ago is not yet what it will be. */
const UNCOUNTED_ROUNDS = 1;

/** One store with so many customers. */
interface Sized {
  readonly store: string;
  readonly customers: number;
  readonly subject: Clientele;
  readonly each: Case;
  readonly bytesBefore: number;
}

/** What an update costs with so many customers, in CPU and in bytes, on either store. */
export async function runSizes(options: Options, sizes: readonly number[]): Promise<Outcome> {
  const { found } = findServers(options);
  const all = found.has(ON_POSTGRES) ? [EMBEDDED, ON_POSTGRES] : [EMBEDDED];
  const stores = all.filter((store) => isNamed(store, options.only));
  if (stores.length === 0) throw new Error(`No store has a name that contains "${options.only}"`);
  const machine = describeMachine();
  const postgres = stores.includes(ON_POSTGRES) ? await Postgres.start() : undefined;
  const fillAll = async (store: string) => {
    const sized: Sized[] = [];
    for (const customers of sizes) {
      sized.push(await fill(store, customers, options, store === EMBEDDED ? undefined : postgres));
    }
    return sized;
  };
  // The stores side by side: nothing is measured yet, and a million customers take minutes.
  const sized = (await Promise.all(stores.map(fillAll))).flat();
  const points = await measure(sized, options);
  const description = await postgres?.describe();
  await postgres?.stop();
  const report = {
    ...{ at: new Date().toISOString(), machine, missing: [], options, points, targets: judgeSizes(points) },
    ...(description !== undefined && { postgres: description }),
  };
  const valid = points.every(({ results }) => isValid(results));
  return { markdown: sizesToMarkdown(report), json: sizesToJson(report), isValid: valid };
}

async function fill(store: string, customers: number, options: Options, database?: Postgres): Promise<Sized> {
  const name = `${store}, ${customers} customers`;
  const faces = new Set(['own', 'caibo'] as const);
  const subject = new Clientele({ name, main: options.server, customers, faces, ...(database && { database }) });
  await subject.start();
  const started = performance.now();
  await subject.fill();
  const seconds = (performance.now() - started) / 1_000;
  const bytesBefore = await subject.storedBytes();
  progress(`${name}: filled in ${seconds.toFixed(1)} s, ${Math.round(bytesBefore / 1e6)} MB`);
  const each: Case = { name, server: name, face: 'own', ...PATCH, connections: CONNECTIONS, isCold: false };
  return { store, customers, subject, each, bytesBefore };
}

async function measure(sized: readonly Sized[], options: Options): Promise<Point[]> {
  const subjects = sized.map(({ subject }) => subject);
  for (const subject of subjects) await subject.start();
  const cases = sized.map(({ each }) => each);
  const rounds = new Rounds(subjects, options);
  const uncounted = await rounds.measure(cases, UNCOUNTED_ROUNDS);
  const counted = await rounds.measure(cases);
  rounds.stop();
  await Promise.all(subjects.map((subject) => subject.stop()));
  const points: Point[] = [];
  for (const { store, customers, subject, each, bytesBefore } of sized) {
    const results = counted.get(each) ?? [];
    const updates = [...(uncounted.get(each) ?? []), ...results].reduce((sum, { done }) => sum + done, 0);
    const grownBytes = (await subject.storedBytes()) - bytesBefore;
    points.push(pointOf({ store, customers, results, updates, grownBytes }));
  }
  return points;
}
