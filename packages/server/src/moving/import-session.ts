import type { JsonObject } from '@clientele/core';
import type { LoadOutcome } from '../stores/store.ts';
import { settingName } from '../use-cases/settings-document.ts';
import { type SettingsKind, type SettingsRules, settingsRules } from '../use-cases/settings-rules.ts';
import type { Seal } from '../vault/seal.ts';
import { ImportBatch, type Loading } from './import-batch.ts';
import type { ImportTarget } from './import-target.ts';
import type { Line } from './line-blocks.ts';
import { customerIn, historyIn } from './line-customer.ts';
import { readLine, sentenceOf } from './read-line.ts';
import {
  type CustomerLine,
  type HistoryLine,
  LINE_BYTES_MAX,
  type SettingsLine,
  type TenantLine,
} from './record-line.ts';
import { TenantNames } from './tenant-names.ts';

export interface ImportOptions {
  readonly target: ImportTarget;
  readonly seal: Seal;
  /** Whose rules the settings of a face keep. */
  readonly settingsKinds: readonly SettingsKind[];
  /** The name that the file's one tenant gets. */
  readonly tenant?: string;
  /** Passes over customers that are there already at the same version, without reading all of their lines. */
  readonly resume?: boolean;
  readonly onRefused: (line: number, reason: string) => void;
  readonly onProgress: (progress: { readonly bytes: number; readonly customers: number }) => void;
}

/** What an import came to. */
export interface ImportSummary {
  /** Customers that were not there, and those that were. */
  readonly loaded: number;
  readonly present: number;
  /** Lines that were refused; of a customer whose first line was, only that one. */
  readonly refused: number;
}

/** A customer whose history goes on in the next line. */
interface Unfinished {
  /** The customer's first. */
  readonly line: number;
  readonly about: CustomerLine | HistoryLine;
  readonly next: number;
  /** What came before it was refused, so it is not wanted. */
  readonly isUnwanted: boolean;
}

/** One import, line after line. */
export class ImportSession {
  readonly #options: ImportOptions;
  readonly #batch: ImportBatch;
  readonly #rules: ReadonlyMap<string, SettingsRules>;
  readonly #tenants: TenantNames;
  #unfinished: Unfinished | undefined;
  #counts = { loaded: 0, present: 0, refused: 0 };
  #customerLines = 0;
  #unreadable = 0;
  #lastLine = 0;
  #isEnded = false;
  /** The last line that the store refused. */
  #refusedLine = 0;

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#tenants = new TenantNames(options.target, options.tenant);
    this.#batch = new ImportBatch(options.target, (loading, outcome) => this.#loaded(loading, outcome));
    this.#rules = new Map(options.settingsKinds.map((kind) => [kind.face, settingsRules(kind)]));
  }

  get customers(): number {
    return this.#customerLines;
  }

  /** A customer that is known to be there. */
  pass(): void {
    this.#lastLine += 1;
    this.#customerLines += 1;
    this.#counts.present += 1;
    this.#unfinished = undefined;
  }

  async take(line: Line): Promise<void> {
    this.#lastLine = line.number;
    if (line.bytes?.length === 0) return;
    const read = line.bytes === undefined ? undefined : readLine(line.bytes);
    if (!read?.ok) {
      this.#unreadable += 1;
      this.#refuse(line.number, read?.problem ?? `the line must be at most ${LINE_BYTES_MAX} bytes`);
      return;
    }
    const { value } = read;
    if (value.type !== 'history') this.#assertFinished();
    switch (value.type) {
      case 'header':
        return;
      case 'tenant':
        return this.#takeTenant(line.number, value);
      case 'settings':
        return this.#takeSettings(line.number, value);
      case 'customer':
        return this.#takeCustomer(line, value);
      case 'history':
        return this.#takeHistory(line, value);
      case 'end':
        this.#isEnded = true;
        if (value.customers > this.#customerLines + this.#unreadable)
          this.#refuse(
            line.number,
            `/customers is ${value.customers}, and there were ${this.#customerLines}: lines are missing`,
          );
    }
  }

  async end(): Promise<ImportSummary> {
    this.#assertFinished();
    await this.#batch.flush();
    if (!this.#isEnded) this.#refuse(this.#lastLine, 'the file ends here, without its last line: it was cut off');
    return this.#counts;
  }

  async #takeTenant(line: number, { id, number, name }: TenantLine): Promise<void> {
    const tenant = this.#tenants.of(id);
    if (tenant === undefined) return this.#refuse(line, '/id is a second tenant, and only one can be renamed');
    await this.#options.target.keepTenant({ id: tenant, number, name });
    this.#tenants.add(tenant);
  }

  async #takeSettings(line: number, { type: _, tenant: id, face, settings, ...version }: SettingsLine): Promise<void> {
    const tenant = await this.#tenants.known(id);
    const rules = this.#rules.get(face);
    if (tenant === undefined) return this.#refuse(line, '/tenant is not known');
    if (!rules) return this.#refuse(line, `/face must be one of ${[...this.#rules.keys()].join(', ')}`);
    const violations = rules.violations(settings as JsonObject);
    if (violations.length > 0) return this.#refuse(line, sentenceOf(violations, '/settings'));
    const document = { ...version, settings } as unknown as JsonObject;
    const outcome = await this.#options.target.keepSetting(settingName(face, tenant), document);
    if (outcome === 'conflict') this.#refuse(line, '/settings are others than those that are there');
  }

  async #takeCustomer({ number, bytes }: Line, about: CustomerLine): Promise<void> {
    this.#customerLines += 1;
    const tenant = await this.#tenants.known(about.tenant);
    const checked = tenant === undefined ? undefined : customerIn(about, tenant, this.#options.seal);
    if (!checked?.ok) this.#refuse(number, checked?.problem ?? '/tenant is not known');
    if (about.more) {
      const next = (about.history.at(-1)?.entry.version ?? 0) + 1;
      this.#unfinished = { line: number, about, next, isUnwanted: !checked?.ok };
    }
    if (!checked?.ok) return;
    await this.#batch.add({ line: number, isFirst: true, customer: checked.value }, bytes?.length ?? 0);
  }

  async #takeHistory({ number, bytes }: Line, about: HistoryLine): Promise<void> {
    const before = this.#unfinished;
    if (!before || !isOfSame(before.about, about))
      return this.#refuse(number, 'its customer is not in the line before');
    this.#unfinished = undefined;
    // Whether the customer was taken has to be known: a history without its customer would be one that was deleted.
    if (!before.isUnwanted) await this.#batch.flush();
    const isWanted = !before.isUnwanted && this.#refusedLine < before.line;
    const part = isWanted ? historyIn(about, before.next, this.#options.seal) : undefined;
    if (part && !part.ok) this.#refuse(number, `${part.problem}; the rest of its history is left out`);
    const next = (about.history.at(-1)?.entry.version ?? 0) + 1;
    if (about.more) this.#unfinished = { line: before.line, about, next, isUnwanted: !part?.ok };
    if (!part?.ok) return;
    const { id, version, tag } = about;
    const row = { id, tenant: this.#tenants.of(about.tenant) ?? about.tenant, version, tag, sealed: null };
    const updatedAt = part.value.history.at(-1)?.at ?? '';
    await this.#batch.add(
      { line: number, isFirst: false, customer: { row, updatedAt, terms: [], uniques: [], ...part.value } },
      bytes?.length ?? 0,
    );
  }

  #loaded({ line, isFirst }: Loading, outcome: LoadOutcome): void {
    if (outcome.type === 'loaded' || outcome.type === 'present') {
      if (isFirst) this.#counts[outcome.type] += 1;
      return;
    }
    this.#refusedLine = line;
    const reason =
      outcome.type === 'taken'
        ? `/record: its ${outcome.kind} belongs to another customer, or did`
        : '/id is there at another version, or in another tenant';
    this.#refuse(line, reason);
  }

  #assertFinished(): void {
    const before = this.#unfinished;
    this.#unfinished = undefined;
    if (before && !before.isUnwanted) this.#refuse(before.line, 'its history goes on, and does not');
  }

  #refuse(line: number, reason: string): void {
    this.#counts.refused += 1;
    this.#options.onRefused(line, reason);
  }
}

function isOfSame(a: CustomerLine | HistoryLine, b: HistoryLine): boolean {
  return a.tenant === b.tenant && a.id === b.id && a.version === b.version && a.tag === b.tag;
}
