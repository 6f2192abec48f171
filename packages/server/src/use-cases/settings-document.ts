import type { JsonObject, Version } from '@clientele/core';
import type { Seal } from '../vault/seal.ts';

/** A tenant's settings of one face as they are kept: what was set, by whom and when. */
export interface SettingsDocument extends Version {
  /** As they were sent: what was left out follows its default, also that of a later version of this server. */
  readonly settings: JsonObject;
  /** The actor's id; absent while nothing was ever set. */
  readonly changedBy?: string;
  /** RFC 3339. */
  readonly changedAt?: string;
}

const NEVER_SET: SettingsDocument = { version: 0, tag: 'defaults', settings: {} };

/** The name that a tenant's settings of a face are kept under. */
export function settingName(face: string, tenant: string): string {
  return `settings/${face}/${tenant}`;
}

export function openSettings(sealed: Uint8Array | undefined, seal: Seal): SettingsDocument {
  return sealed === undefined ? NEVER_SET : (JSON.parse(seal.open(sealed)) as SettingsDocument);
}
