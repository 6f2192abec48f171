import { ok, type Problem, type Result, refuse } from '@clientele/core';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { readSettings, type SettingsInForce } from '../../use-cases/read-settings.ts';
import { replaceSettings } from '../../use-cases/replace-settings.ts';
import type { SettingsRules } from '../../use-cases/settings-rules.ts';
import { preconditionOf } from '../../wire/conditional.ts';
import { unknownQuery } from '../../wire/query.ts';
import type { Answer, Call } from '../face.ts';
import { etagOf } from './lens.ts';

type Handler = (dependencies: Dependencies, rules: SettingsRules, call: Call) => Promise<Result<Answer, Problem>>;

export const read: Handler = async (dependencies, rules, { request, principal }) => {
  const unknown = unknownQuery(request.query, []);
  if (unknown) return refuse(unknown);
  return ok(shown(await readSettings(dependencies, rules, principal.tenant.id)));
};

export const replace: Handler = async (dependencies, rules, { request, principal, body }) => {
  const unknown = unknownQuery(request.query, []);
  if (unknown) return refuse(unknown);
  const precondition = preconditionOf(request.headers);
  if (!precondition.ok) return precondition;
  const replaced = await replaceSettings(dependencies, rules, {
    principal,
    precondition: precondition.value,
    settings: body ?? null,
  });
  return replaced.ok ? ok(shown(replaced.value)) : replaced;
};

function shown({ tag, ...settings }: SettingsInForce): Answer {
  const headers = { 'content-type': 'application/json', etag: etagOf({ version: settings.version, tag }) };
  return { status: 200, headers, body: JSON.stringify(settings) };
}
