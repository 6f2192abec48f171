import {
  equal,
  ifMatchHolds,
  type Json,
  type JsonObject,
  ok,
  type Precondition,
  type Problem,
  type Result,
  refuse,
} from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import { timestamp } from '../clock.ts';
import type { SettingVerdict } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { mintTag } from './mint.ts';
import { type SettingsInForce, settingsInForce } from './read-settings.ts';
import { openSettings, type SettingsDocument, settingName } from './settings-document.ts';
import type { SettingsRules } from './settings-rules.ts';

export interface SettingsChange {
  readonly principal: Pick<Principal, 'tenant' | 'actor'>;
  readonly precondition: Precondition;
  /** All that is to differ from the defaults: what is left out returns to its own. */
  readonly settings: Json;
}

/** Replaces a tenant's settings of a face. Whoever sends what was set already changes nothing, and makes no version. */
export async function replaceSettings(
  { store, seal, clock, random }: Dependencies,
  rules: SettingsRules,
  { principal, precondition, settings }: SettingsChange,
): Promise<Result<SettingsInForce, Problem>> {
  const violations = rules.violations(settings);
  const mark = { tag: mintTag(random), changedBy: principal.actor.id, changedAt: timestamp(clock) };
  const decide = (sealed: Uint8Array | undefined): SettingVerdict<Result<SettingsDocument, Problem>> => {
    const kept = openSettings(sealed, seal);
    const { version, tag } = kept;
    if (precondition.ifMatch && !ifMatchHolds(precondition.ifMatch, kept))
      return { answer: refuse({ type: 'stale', current: { version, tag } }) };
    if (violations.length > 0) return { answer: refuse({ type: 'invalid', violations }) };
    if (equal(kept.settings, settings)) return { answer: ok(kept) };
    const next = { version: version + 1, ...mark, settings: settings as JsonObject };
    return { value: seal.seal(JSON.stringify(next)), answer: ok(next) };
  };
  const replaced = await store.changeSetting(settingName(rules.face, principal.tenant.id), decide);
  return replaced.ok ? ok(settingsInForce(replaced.value, rules)) : replaced;
}
