import { parseArgs } from 'node:util';
import { misuse } from './failure.ts';

const options = {
  url: { type: 'string' },
  data: { type: 'string' },
  'database-url': { type: 'string' },
  face: { type: 'string' },
  kind: { type: 'string' },
  role: { type: 'string' },
  email: { type: 'string' },
  'public-key': { type: 'string' },
  'merchant-id': { type: 'string' },
  'portfolio-id': { type: 'string' },
  file: { type: 'string' },
  tenant: { type: 'string' },
  from: { type: 'string' },
  format: { type: 'string' },
  delimiter: { type: 'string' },
  'match-on': { type: 'string' },
  doubtful: { type: 'string' },
  prefer: { type: 'string' },
  update: { type: 'boolean' },
  'ignore-unknown': { type: 'boolean' },
  report: { type: 'string' },
  reason: { type: 'string' },
  resume: { type: 'boolean' },
  distributed: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'history-before': { type: 'string' },
  'events-before': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What a command is told; the positional arguments after its name are apart. */
export type Arguments = ReturnType<typeof parse>['values'];

export function readArguments(args: readonly string[]): { values: Arguments; positionals: readonly string[] } {
  try {
    return parse(args);
  } catch (error) {
    throw misuse((error as Error).message);
  }
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
}

/** The one file that a command is about. */
export function fileIn(positionals: readonly string[], what: string): string {
  const [file, ...more] = positionals;
  if (file === undefined) throw misuse(`name ${what}`);
  if (more.length > 0) throw misuse('name one file only');
  return file;
}
