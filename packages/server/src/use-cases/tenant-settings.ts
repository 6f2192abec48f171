import type { JsonObject } from '@clientele/core';
import type { Static, TSchema } from 'typebox';
import type { Clock } from '../clock.ts';
import type { Reader } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import { openSettings, settingName } from './settings-document.ts';
import { type SettingsKind, settingsRules } from './settings-rules.ts';

/** What a face asks for the rules of a tenant. */
export interface TenantSettings<Settings> {
  /** All settings in force, with the defaults filled in; frozen, because they are shared. */
  read(tenantId: string): Promise<Settings>;
}

interface Ground {
  readonly store: Reader;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}

/** How long settings are remembered, like credentials: a change takes effect within that time, in every process. */
const CACHE_TTL_MS = 2_500;
/** Settings are at most as long as a request's body, 64 KiB. */
const CACHE_ENTRIES_MAX = 1_000;

/** Reads the tenants' settings of one face. What is kept and no longer allowed is left out, and `warn` told once. */
export function createTenantSettings<Schema extends TSchema>(
  { store, seal, clock, warn }: Ground,
  kind: SettingsKind<Schema>,
): TenantSettings<Static<Schema>> {
  const rules = settingsRules(kind);
  const known = new Map<string, { readonly settings: Static<Schema>; readonly tag: string; readonly until: number }>();

  async function settingsOf(tenant: string, now: number): Promise<Static<Schema>> {
    const kept = openSettings(await store.setting(settingName(kind.face, tenant)), seal);
    const before = known.get(tenant);
    if (!before && known.size >= CACHE_ENTRIES_MAX) known.clear();
    const settings = before?.tag === kept.tag ? before.settings : opened(tenant, kept.settings);
    known.set(tenant, { settings, tag: kept.tag, until: now + CACHE_TTL_MS });
    return settings;
  }

  function opened(tenant: string, sent: JsonObject): Static<Schema> {
    const { settings, ignored } = rules.inForce(sent);
    if (ignored.length > 0)
      warn(`settings of ${kind.face} for tenant ${tenant} are no longer allowed: ${ignored.join(', ')}`);
    return frozen(settings) as Static<Schema>;
  }

  return {
    async read(tenantId) {
      const now = clock.now();
      const before = known.get(tenantId);
      return before && before.until > now ? before.settings : settingsOf(tenantId, now);
    },
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
