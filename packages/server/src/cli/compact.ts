import { type Compactor, openCompactor } from '../stores/open-beside.ts';
import type { Arguments } from './arguments.ts';
import { misuse, told } from './failure.ts';
import { Progress } from './progress.ts';
import { placeIn } from './store-place.ts';

/** What is asked of the store in one go; it may do less, so as not to hold up who is writing. */
const BATCH_ROWS = 500;

/** `clientele compact`: also while a server is serving the store. */
export async function compactCommand(values: Arguments, positionals: readonly string[]): Promise<void> {
  const { 'history-before': history, 'events-before': events } = values;
  if (positionals.length > 0) throw misuse('compact takes no file');
  if (history === undefined && events === undefined) throw misuse('name --history-before, --events-before, or both');
  const wanted = [
    { what: 'history', before: history && momentOf('--history-before', history) },
    { what: 'events', before: events && momentOf('--events-before', events) },
  ] as const;
  const compactor = await openCompactor(placeIn(values), () => {}).catch(told);
  try {
    for (const { what, before } of wanted) if (before !== undefined) await compact(compactor, what, before);
  } finally {
    await compactor.close();
  }
}

async function compact(compactor: Compactor, what: 'history' | 'events', before: string): Promise<void> {
  const noun = what === 'history' ? 'history entries' : 'events';
  const progress = new Progress({ verb: 'compact', noun });
  let forgotten = 0;
  for (let went = -1; went !== 0; forgotten += went) {
    went = await compactor.compact(what, before, BATCH_ROWS).catch(told);
    progress.reached({ count: forgotten });
  }
  progress.end(forgotten, `forgot ${forgotten.toLocaleString('en-US')} ${noun} from before ${before}`);
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, y: 365 * 86_400_000 };

/** RFC 3339 in UTC with milliseconds, as stores compare it. What is still to come is taken for a mistake. */
function momentOf(option: string, text: string): string {
  const age = /^(\d{1,6})([hdy])$/.exec(text);
  const isMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const moment = age ? Date.now() - Number(age[1]) * (UNIT_MS[age[2] as string] as number) : Date.parse(text);
  if ((!age && !isMoment) || Number.isNaN(moment))
    throw misuse(`${option} must be a date, a moment (RFC 3339) or an age such as 400d`);
  if (moment > Date.now()) throw misuse(`${option} must not be in the future`);
  return new Date(moment).toISOString();
}
