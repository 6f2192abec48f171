import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Json } from '@clientele/core';
import { settingsKinds } from '../faces/settings-kinds.ts';
import type { SettingsKind } from '../use-cases/settings-rules.ts';
import { Failure } from './failure.ts';
import { settingsOffline } from './settings-offline.ts';

/** What `clientele settings` is told. */
interface Wanted {
  readonly data: string;
  readonly face?: string;
  /** Whose data directory is read or written without a server; otherwise the operator's own tenant is meant. */
  readonly tenant?: string;
  readonly file?: string;
}

/** Asks a running server, as an operator. */
type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

const kinds: readonly SettingsKind[] = settingsKinds;

export async function showSettings(wanted: Wanted, ask: Ask): Promise<unknown> {
  const kind = kindOf(wanted);
  if (wanted.tenant === undefined) return ask('GET', `/v1/settings/${kind.face}`);
  return settingsOffline(wanted.data, { kind, tenant: wanted.tenant });
}

export async function setSettings(wanted: Wanted, ask: Ask): Promise<unknown> {
  const kind = kindOf(wanted);
  const settings = await readSettingsFile(wanted);
  if (wanted.tenant === undefined) return ask('PUT', `/v1/settings/${kind.face}`, settings);
  return settingsOffline(wanted.data, { kind, tenant: wanted.tenant, settings });
}

function kindOf({ face }: Wanted): SettingsKind {
  const kind = kinds.find((known) => known.face === face);
  if (!kind) throw new Failure(`--face must be one of ${kinds.map((known) => known.face).join(', ')}`);
  return kind;
}

async function readSettingsFile({ file }: Wanted): Promise<Json> {
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
