import type { Json, Problem } from '@clientele/core';
import { createRandom } from '../random.ts';
import { openStore, type StorePlace } from '../stores/open-store.ts';
import { readSettings, type SettingsInForce } from '../use-cases/read-settings.ts';
import { replaceSettings } from '../use-cases/replace-settings.ts';
import { type SettingsKind, settingsRules } from '../use-cases/settings-rules.ts';
import { plainSeal } from '../vault/seal.ts';
import { Failure } from './failure.ts';

interface Wanted {
  readonly kind: SettingsKind;
  readonly tenant: string;
  /** What they are replaced by; without it they are only read. */
  readonly settings?: Json;
}

/** Nobody has shown a credential who can write to the data directory. */
const ACTOR = { id: 'command-line', kind: 'system' } as const;

/** A tenant's settings in the data directory of a server that is not running, as the server would show them. */
export async function settingsOffline(place: StorePlace, { kind, tenant: id, settings }: Wanted): Promise<unknown> {
  const store = await openStore(place, () => {}).catch((error: Error) => {
    throw new Failure(error.message);
  });
  try {
    const tenant = await store.tenant(id);
    if (!tenant)
      throw new Failure(`there is no tenant ${id} in ${place.databaseUrl === undefined ? place.data : 'the database'}`);
    const dependencies = { store, seal: plainSeal, clock: { now: Date.now }, random: createRandom() };
    const rules = settingsRules(kind);
    if (settings === undefined) return shown(await readSettings(dependencies, rules, id));
    const principal = { tenant, actor: ACTOR };
    const replaced = await replaceSettings(dependencies, rules, { principal, precondition: {}, settings });
    if (!replaced.ok) throw new Failure(sentenceOf(replaced.problem));
    return shown(replaced.value);
  } finally {
    await store.close();
  }
}

function sentenceOf(problem: Problem): string {
  if (problem.type !== 'invalid') return `refused: ${problem.type}`;
  return problem.violations.map(({ pointer, message }) => `${pointer || 'the settings'} ${message}`).join('; ');
}

function shown({ tag: _, ...settings }: SettingsInForce): unknown {
  return settings;
}
