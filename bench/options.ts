import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPgbench } from './limits/find-pgbench.ts';

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
  /** PostgreSQL's pgbench; `undefined` where there is none. */
  readonly pgbench?: string;
  /** Measure what an update costs with so many customers each, and nothing else. */
  readonly sizes?: readonly number[];
}

const CUSTOMERS_MIN = 32;
const CUSTOMERS_MAX = 10_000_000;

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
      pgbench: { type: 'string' },
      sizes: { type: 'string' },
    },
  });
  const pgbench = values.pgbench ?? findPgbench();
  return {
    seconds: within('seconds', values.seconds, 0.2, 60),
    rounds: whole('rounds', values.rounds, 1, 50),
    customers: whole('customers', values.customers, CUSTOMERS_MIN, CUSTOMERS_MAX),
    only: values.only,
    server: values.server,
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(pgbench === undefined ? {} : { pgbench }),
    ...(values.sizes === undefined ? {} : { sizes: sizesIn(values.sizes) }),
  };
}

/** The sizes in ascending order. */
function sizesIn(text: string): number[] {
  const sizes = text.split(',').map((size) => whole('sizes', size, CUSTOMERS_MIN, CUSTOMERS_MAX));
  return sizes.toSorted((a, b) => a - b);
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
