import type { SettingVerdict } from '../store.ts';
import { CallerFault } from './apply-submission.ts';
import type { Tables } from './tables.ts';

/**
 * One change of a setting inside the open transaction.
 *
 * @throws {CallerFault} when `decide` throws
 */
export function applySettingChange<Answer>(
  { settings }: Tables,
  name: string,
  decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
): Answer {
  const { value, answer } = ask(decide, settings.find(name));
  if (value !== undefined) settings.put(name, value);
  return answer;
}

function ask<Answer>(
  decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
  kept: Uint8Array | undefined,
): SettingVerdict<Answer> {
  try {
    return decide(kept);
  } catch (error) {
    throw new CallerFault(error);
  }
}
