import type { JsonObject } from '@clientele/core';
import type { TenantRow } from '../stores/store.ts';
import type { Dependencies } from '../use-cases/dependencies.ts';
import { readSettings } from '../use-cases/read-settings.ts';
import { replaceSettings } from '../use-cases/replace-settings.ts';
import { type SettingsKind, settingsRules } from '../use-cases/settings-rules.ts';
import { refusedAtStart } from '../use-cases/start-step.ts';

/** Clients of every age are tried out on a sandbox, also those whose tokens are no longer taken by default. */
const SETTINGS: Readonly<Record<string, JsonObject>> = { cybersource: { certificateTokens: 'on' } };

/** Sets what the sandbox settles, of the faces in which its tenant never had anything settled. */
export async function settleSandbox(
  dependencies: Dependencies,
  tenant: TenantRow,
  kinds: readonly SettingsKind[],
): Promise<void> {
  const actor = { id: 'system', kind: 'system' } as const;
  for (const kind of kinds) {
    const settings = SETTINGS[kind.face];
    const rules = settingsRules(kind);
    if (!settings || (await readSettings(dependencies, rules, tenant.id)).version > 0) continue;
    const change = { principal: { tenant, actor }, precondition: {}, settings };
    const replaced = await replaceSettings(dependencies, rules, change);
    if (!replaced.ok) throw refusedAtStart(`what the sandbox settles of ${kind.face}`, replaced.problem);
  }
}
