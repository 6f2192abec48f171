import type { ImportTarget } from './import-target.ts';

/** What the tenants of a file are called where they come to, and whether they are known there. */
export class TenantNames {
  readonly #target: Pick<ImportTarget, 'hasTenant'>;
  readonly #newName: string | undefined;
  /** The file's one tenant, where it gets another name. */
  #renamed: string | undefined;
  readonly #known = new Map<string, boolean>();

  constructor(target: Pick<ImportTarget, 'hasTenant'>, newName: string | undefined) {
    this.#target = target;
    this.#newName = newName;
  }

  /** `undefined`: it is one too many. */
  of(tenant: string): string | undefined {
    if (this.#newName === undefined) return tenant;
    this.#renamed ??= tenant;
    return this.#renamed === tenant ? this.#newName : undefined;
  }

  add(name: string): void {
    this.#known.set(name, true);
  }

  /** The name, if there is such a tenant. */
  async known(tenant: string): Promise<string | undefined> {
    const name = this.of(tenant);
    if (name === undefined) return undefined;
    const isKnown = this.#known.get(name) ?? (await this.#target.hasTenant(name));
    this.#known.set(name, isKnown);
    return isKnown ? name : undefined;
  }
}
