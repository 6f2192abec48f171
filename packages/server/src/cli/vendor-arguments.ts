import { type MatchKey, matchKeys } from '../moving/matching/keys.ts';
import type { VendorImportChoices } from '../moving/vendor/choices.ts';
import { formats, type Reading } from '../moving/vendor/rows.ts';
import type { Arguments } from './arguments.ts';
import { misuse } from './failure.ts';

/** What `import --from` a vendor is told. */
export interface VendorArguments {
  readonly tenant: string;
  readonly report: string | undefined;
  readonly reason: string;
  readonly reading: Omit<Reading, 'ignoreUnknown'>;
  readonly choices: VendorImportChoices;
}

const DELIMITERS: Readonly<Record<string, string>> = { ',': ',', ';': ';', tab: '\t', '\t': '\t' };
/** What the history takes as a reason, with room. */
const REASON_LENGTH_MAX = 255;

export function readVendorArguments(values: Arguments): VendorArguments {
  const { tenant, report, reason = 'import' } = values;
  if (tenant === undefined) throw misuse('--from a vendor needs --tenant: whose customers they are');
  if (values.resume) throw misuse('--resume goes on with a file of records; a vendor’s file is just imported again');
  if (reason === '' || reason.length > REASON_LENGTH_MAX)
    throw misuse(`--reason must be 1 to ${REASON_LENGTH_MAX} characters`);
  return {
    tenant,
    report,
    reason,
    reading: readingIn(values),
    choices: {
      matchOn: matchOnIn(values['match-on']),
      doubtful: oneOf('doubtful', values.doubtful, ['leave', 'create']),
      prefer: oneOf('prefer', values.prefer, ['kept', 'new']),
      update: values.update ?? false,
      ignoreUnknown: values['ignore-unknown'] ?? false,
    },
  };
}

function readingIn({ format: wanted, delimiter: named }: Arguments): VendorArguments['reading'] {
  const format = wanted === undefined ? undefined : oneOf('format', wanted, formats);
  if (named === undefined) return format ? { format } : {};
  const delimiter = Object.hasOwn(DELIMITERS, named) ? DELIMITERS[named] : undefined;
  if (delimiter === undefined) throw misuse('--delimiter must be one of , ; tab');
  if (format === 'ndjson') throw misuse('--delimiter is for --format csv');
  return { format: 'csv', delimiter };
}

function matchOnIn(list: string | undefined): readonly MatchKey[] {
  if (list === undefined) return [];
  const names = list.split(',');
  if (names.some((name) => !matchKeys.some((key) => key === name)))
    throw misuse(`--match-on must be a list of ${matchKeys.join(',')}`);
  return matchKeys.filter((key) => names.includes(key));
}

/** The first one unless another is named. */
function oneOf<const Values extends readonly string[]>(
  option: string,
  value: string | undefined,
  values: Values,
): Values[number] {
  const found = value === undefined ? values[0] : values.find((candidate) => candidate === value);
  if (found === undefined) throw misuse(`--${option} must be one of ${values.join(', ')}`);
  return found;
}
