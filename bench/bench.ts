import { writeFileSync } from 'node:fs';
import { type Options, readOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { runCases } from './run-cases.ts';
import { tidyUpAtExit } from './scratch.ts';
import { runSizes } from './sizes/run-sizes.ts';

function run(options: Options): Promise<Outcome> {
  return options.sizes ? runSizes(options, options.sizes) : runCases(options);
}

/** The benchmark: starts the servers, measures all cases in rounds, prints one report. See README.md beside this. */
tidyUpAtExit();
try {
  const options = readOptions(process.argv.slice(2));
  const { markdown, json, isValid } = await run(options);
  console.log(markdown);
  if (options.json !== undefined) writeFileSync(options.json, json);
  process.exitCode = isValid ? 0 : 1;
} catch (reason) {
  console.error(reason instanceof Error ? reason.message : reason);
  process.exit(1);
}
