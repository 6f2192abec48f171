import type { SettingVerdict, Store } from '../store.ts';

/** What changing a setting takes of a store. */
interface Settings extends Pick<Store, 'setting'> {
  /** Puts a value in the place of another, or of none; resolves with whether that one was still there. */
  replaceSetting(name: string, before: Uint8Array | undefined, value: Uint8Array): Promise<boolean>;
}

/** `Store.changeSetting`: decides upon what is kept, again and again until nobody got in between. */
export async function changeSetting<Answer>(
  settings: Settings,
  name: string,
  decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
): Promise<Answer> {
  for (;;) {
    const kept = await settings.setting(name);
    const { value, answer } = decide(kept);
    if (value === undefined || (await settings.replaceSetting(name, kept, value))) return answer;
  }
}
