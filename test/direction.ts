/**
 * `npm run direction`: runs the rules of `.dependency-cruiser.cjs`, and fails too when the tool did not read what is there.
 * A tool that reads nothing finds nothing wrong; so every source file must have been read, with its imports.
 */
import { globSync, readFileSync } from 'node:fs';
import { cruise, format, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

process.chdir(new URL('..', import.meta.url).pathname);

const { output } = await cruise(['packages'], await extractDepcruiseOptions('./.dependency-cruiser.cjs'));
const result = output as ICruiseResult;
const report = await format(result, { outputType: 'err-long' });
process.stdout.write(String(report.output));

const importsRead = new Map(result.modules.map(({ source, dependencies }) => [source, dependencies.length]));
const files = globSync('packages/*/src/**/*.ts');
const unread = files.filter((file) => !importsRead.has(file));
const blind = files.filter((file) => importsRead.get(file) === 0 && hasImports(readFileSync(file, 'utf8')));

if (files.length === 0) fail('there is no source file under packages/*/src');
if (unread.length > 0) fail(`not read by dependency-cruiser: ${unread.join(', ')}`);
if (blind.length > 0) fail(`read without their imports by dependency-cruiser: ${blind.join(', ')}`);
if (report.exitCode > 0) process.exitCode = 1;

function hasImports(source: string): boolean {
  return /^(?:import|export)\b[^;]*?\bfrom\s*['"]/m.test(source);
}

function fail(message: string): void {
  process.stderr.write(`direction: ${message}\n`);
  process.exitCode = 1;
}
