import type { JsonObject, Version } from '@clientele/core';
import type { Dependencies } from './dependencies.ts';
import { openSettings, type SettingsDocument, settingName } from './settings-document.ts';
import type { SettingsRules } from './settings-rules.ts';

/** A tenant's settings of a face, and which version of them it is. */
export interface SettingsInForce extends Version {
  /** All of them: what is not set has its default. */
  readonly settings: JsonObject;
  readonly changedBy?: string;
  readonly changedAt?: string;
  /** JSON Pointers of what was set and is no longer allowed; defaults are in force there. */
  readonly ignored?: readonly string[];
}

export async function readSettings(
  { store, seal }: Pick<Dependencies, 'store' | 'seal'>,
  rules: SettingsRules,
  tenant: string,
): Promise<SettingsInForce> {
  return settingsInForce(openSettings(await store.setting(settingName(rules.face, tenant)), seal), rules);
}

export function settingsInForce(document: SettingsDocument, rules: SettingsRules): SettingsInForce {
  const { settings, ignored } = rules.inForce(document.settings);
  return { ...document, settings, ...(ignored.length > 0 && { ignored }) };
}
