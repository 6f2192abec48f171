import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Json } from '@clientele/core';
import { settingsKinds } from '../faces/settings-kinds.ts';
import type { SettingsKind } from '../use-cases/settings-rules.ts';
import type { Arguments } from './arguments.ts';
import { Failure, misuse } from './failure.ts';
import { callServer } from './operator-call.ts';
import { print } from './print.ts';
import { settingsOffline } from './settings-offline.ts';
import { placeIn } from './store-place.ts';

const kinds: readonly SettingsKind[] = settingsKinds;

/** `clientele settings show|set`: of the operator's own tenant, or without a server of the one that is named. */
export async function settingsCommand(values: Arguments, [verb]: readonly string[]): Promise<void> {
  if (verb === 'show') return print(await show(values));
  if (verb === 'set') return print(await set(values));
  throw misuse('say settings show or settings set');
}

async function show(values: Arguments): Promise<unknown> {
  const kind = kindOf(values);
  if (values.tenant === undefined) return callServer(values, 'GET', `/v1/settings/${kind.face}`);
  return settingsOffline(placeIn(values), { kind, tenant: values.tenant });
}

async function set(values: Arguments): Promise<unknown> {
  const kind = kindOf(values);
  const settings = await readSettingsFile(values);
  if (values.tenant === undefined) return callServer(values, 'PUT', `/v1/settings/${kind.face}`, settings);
  return settingsOffline(placeIn(values), { kind, tenant: values.tenant, settings });
}

function kindOf({ face }: Arguments): SettingsKind {
  const kind = kinds.find((known) => known.face === face);
  if (!kind) throw new Failure(`--face must be one of ${kinds.map((known) => known.face).join(', ')}`);
  return kind;
}

async function readSettingsFile({ file }: Arguments): Promise<Json> {
  if (file === undefined) throw new Failure('--file must name a JSON file, or be - for standard input');
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((error: Error) => {
    throw new Failure(`--file cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(content) as Json;
  } catch {
    throw new Failure('--file is not JSON');
  }
}
