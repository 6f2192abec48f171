import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface Options {
  /** The measured window of one case in one round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Only the cases whose name contains this. */
  readonly only: string;
  readonly customers: number;
  /** Where to write the raw results. */
  readonly json?: string;
  /** The `main.ts` of the Clientele to measure. */
  readonly server: string;
}

const SERVER = fileURLToPath(new URL('../packages/server/src/main.ts', import.meta.url));

/** Throws on an option it does not know or a value it cannot use. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '3' },
      customers: { type: 'string', default: '10000' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      server: { type: 'string', default: SERVER },
    },
  });
  return {
    seconds: within('seconds', values.seconds, 0.2, 60),
    rounds: whole('rounds', values.rounds, 1, 50),
    customers: whole('customers', values.customers, 32, 100_000),
    only: values.only,
    server: values.server,
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

function within(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most))
    throw new Error(`--${name} must be a number from ${least} to ${most}, not ${text}`);
  return value;
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = within(name, text, least, most);
  if (!Number.isInteger(value)) throw new Error(`--${name} must be a whole number, not ${text}`);
  return value;
}
