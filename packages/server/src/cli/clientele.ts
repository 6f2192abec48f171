#!/usr/bin/env node
import { type Arguments, readArguments } from './arguments.ts';
import { backupCommand } from './backup.ts';
import { compactCommand } from './compact.ts';
import { credentialCommand } from './credential.ts';
import { exportCommand } from './export.ts';
import { Failure, misuse } from './failure.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { oneLine } from './one-line.ts';
import { restoreCommand } from './restore.ts';
import { settingsCommand } from './settings.ts';
import { USAGE } from './usage.ts';

type Command = (values: Arguments, positionals: readonly string[]) => Promise<void>;

const commands = new Map<string | undefined, Command>([
  ['credential', credentialCommand],
  ['settings', settingsCommand],
  ['export', exportCommand],
  ['import', importCommand],
  ['backup', backupCommand],
  ['restore', restoreCommand],
  ['compact', compactCommand],
  ['migrate', migrateCommand],
]);

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  if (values.help) return void process.stderr.write(USAGE);
  const [name, ...rest] = positionals;
  const command = commands.get(name);
  if (!command) throw misuse(`name a command: ${[...commands.keys()].join(', ')}`);
  await command(values, rest);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  const more = error.exitCode === 2 ? 'clientele --help says more\n' : '';
  process.stderr.write(`clientele: ${error.message.split('\n').map(oneLine).join('\n')}\n${more}`);
  process.exitCode = error.exitCode;
});
