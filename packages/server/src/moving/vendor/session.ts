import {
  type Customer,
  type CustomerFields,
  diff,
  type EntityTag,
  type Handles,
  type JsonObject,
  ok,
  type Precondition,
  type Problem,
  uniqueTerms,
  writablePart,
} from '@clientele/core';
import type { Term } from '../../stores/store.ts';
import { attachHandle } from '../../use-cases/attach-handle.ts';
import type { Change } from '../../use-cases/commit-change.ts';
import { importCustomer } from '../../use-cases/import-customer.ts';
import { openRow } from '../../use-cases/kept.ts';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { findCandidates } from '../matching/candidates.ts';
import type { Evidence } from '../matching/evidence.ts';
import { fillIn } from '../matching/fill.ts';
import { termsToMatch } from '../matching/keys.ts';
import { matchVerdict } from '../matching/verdict.ts';
import type { VendorImportChoices, VendorImportOrigin } from './choices.ts';
import { Lanes } from './lanes.ts';
import { partByMembers } from './members.ts';
import type { RowOutcome } from './outcome.ts';
import type { VendorRow } from './rows.ts';
import type { VendorTarget } from './target.ts';
import { handleIn, idOf, refusalSentence, type Vendor, vendorFields } from './vendor.ts';

/** Thrown when the store fails in the middle; what was told before is there. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Others may write while a row is being matched; more often than this nobody writes one customer in an instant. */
const ATTEMPTS_MAX = 5;

/** A row that can be brought in. */
interface Arrival {
  readonly line: number;
  readonly handle: NonNullable<Handles[keyof Handles]>;
  readonly fields: JsonObject;
  readonly terms: readonly Term[];
}

/** Brings rows in, at the same time but for those that may be about the same customer. */
export class VendorSession {
  readonly #vendor: Vendor;
  readonly #target: VendorTarget;
  readonly #choices: VendorImportChoices;
  readonly #origin: VendorImportOrigin;
  readonly #lanes = new Lanes();

  constructor(vendor: Vendor, target: VendorTarget, choices: VendorImportChoices, origin: VendorImportOrigin) {
    this.#vendor = vendor;
    this.#target = target;
    this.#choices = choices;
    this.#origin = origin;
  }

  take({ line, document }: VendorRow): Promise<RowOutcome> {
    const arrival = document.ok ? this.#arrivalOf(line, document.value) : document.problem;
    if (typeof arrival === 'string') return Promise.resolve({ type: 'refused', reason: arrival });
    const handle: Term = { kind: this.#vendor.face, value: idOf(arrival.handle) };
    const unique = [handle, ...uniqueTerms({ handles: {}, ...(arrival.fields as CustomerFields) })];
    const keys = new Set([...unique, ...arrival.terms].map(({ kind, value }) => `${kind} ${value}`));
    return this.#lanes.run([...keys], async () => {
      await this.#target.prepare(this.#tenant, { searched: arrival.terms, unique });
      return this.#bring(arrival, handle);
    });
  }

  get #tenant(): string {
    return this.#origin.principal.tenant.id;
  }

  /** What is wrong with a row that is no customer. */
  #arrivalOf(line: number, document: JsonObject): Arrival | string {
    const { known, unknown } = partByMembers(this.#vendor.schema, document);
    if (unknown.length > 0 && !this.#choices.ignoreUnknown) {
      const violations = unknown.map((pointer) => ({ pointer, rule: 'unknown', message: 'is not a known member' }));
      return refusalSentence(this.#vendor, {
        type: 'invalid',
        violations: violations.map((one) => ({ ...one, words: 'vendor' })),
      });
    }
    const handle = handleIn(this.#vendor, known);
    if (!handle) return `${this.#vendor.idMember} must be an id of the vendor's`;
    const fields = this.#vendor.read(known);
    if (!fields.ok) return refusalSentence(this.#vendor, fields.problem);
    const terms = termsToMatch(fields.value as CustomerFields, this.#choices.matchOn);
    return { line, handle, fields: fields.value, terms };
  }

  async #bring(arrival: Arrival, handle: Term): Promise<RowOutcome> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(arrival, handle);
      if (outcome !== 'stale') return outcome;
      if (attempt === ATTEMPTS_MAX) return { type: 'refused', reason: 'its customer is being changed by others' };
    }
  }

  async #attempt(arrival: Arrival, handle: Term): Promise<RowOutcome | 'stale'> {
    const { store, seal } = this.#target.dependencies;
    const kept = openRow(await store.read(this.#tenant, handle), seal);
    if (kept) return this.#renew(arrival, handle, kept.record);
    const { face } = this.#vendor;
    const ground = { fields: arrival.fields as CustomerFields, face };
    const { found, shared, isCrowd } = await findCandidates({ store, seal }, this.#tenant, arrival.terms, ground);
    const evidence = found.map((candidate) => candidate.evidence);
    const verdict = isCrowd ? ({ type: 'doubtful', reason: 'several' } as const) : matchVerdict(evidence, shared);
    if (verdict.type === 'nobody') return this.#create(arrival, handle);
    if (verdict.type === 'linked') {
      const version = found.find((candidate) => candidate.evidence === verdict.evidence)?.version;
      return this.#link(arrival, handle, verdict.evidence, version);
    }
    // Whom it agrees with may be itself, come in meanwhile.
    if (await store.read(this.#tenant, handle)) return 'stale';
    const doubtful = { type: 'doubtful', reason: verdict.reason, candidates: evidence } as const;
    if (this.#choices.doubtful === 'leave') return doubtful;
    const created = await this.#create(arrival, handle);
    return created !== 'stale' && created.type === 'created' ? { ...doubtful, id: created.id } : created;
  }

  /** A customer who came from this vendor before. */
  async #renew(arrival: Arrival, key: Term, record: Customer): Promise<RowOutcome | 'stale'> {
    const { id } = record;
    const seen = fillIn(record as JsonObject, arrival.fields, this.#choices.update ? 'new' : 'kept');
    const changed = diff(writablePart(record as JsonObject), writablePart(seen.record)).map(({ path }) => path);
    if (changed.length === 0 && (this.#choices.update || seen.clashes.length === 0)) return { type: 'present', id };
    const fields = vendorFields(this.#vendor, this.#choices.update ? changed : [...changed, ...seen.clashes]);
    if (!this.#choices.update) return { type: 'changed', id, fields };
    const edit = (current: JsonObject) => ok(fillIn(current, arrival.fields, 'new').record);
    const updated = await updateCustomer(this.#target.dependencies, this.#changeOf(arrival), {
      key,
      edit,
      precondition: {},
    });
    return updated.ok ? { type: 'updated', id, fields } : this.#refused(updated.problem);
  }

  async #create({ fields, ...arrival }: Arrival, key: Term): Promise<RowOutcome | 'stale'> {
    const handles = { [this.#vendor.face]: arrival.handle };
    const created = await importCustomer(this.#target.dependencies, this.#changeOf(arrival), {
      handles,
      edit: () => ok(fields),
    });
    return created.ok ? { type: 'created', id: created.value.record.id } : this.#missed(created.problem, key);
  }

  async #link(
    arrival: Arrival,
    key: Term,
    evidence: Evidence,
    version: EntityTag | undefined,
  ): Promise<RowOutcome | 'stale'> {
    const { prefer } = this.#choices;
    let clashes: readonly string[] = [];
    const precondition: Precondition = version ? { ifMatch: { type: 'list', tags: [version] } } : {};
    const attached = await attachHandle(this.#target.dependencies, this.#changeOf(arrival), {
      key: { id: evidence.id },
      face: this.#vendor.face,
      handle: arrival.handle,
      precondition,
      edit: (record) => {
        const filled = fillIn(record, arrival.fields, prefer);
        clashes = filled.clashes;
        return ok(filled.record);
      },
    });
    if (attached.ok) return { type: 'linked', id: evidence.id, evidence, clashes: vendorFields(this.#vendor, clashes) };
    return this.#missed(attached.problem, key);
  }

  /** What became of a row that was not written: somebody else may have been quicker, also with the same row. */
  async #missed(problem: Problem, key: Term): Promise<RowOutcome | 'stale'> {
    const isStale = problem.type === 'stale' || problem.type === 'not-found';
    if (isStale || (problem.type === 'taken' && (await this.#target.dependencies.store.read(this.#tenant, key))))
      return 'stale';
    return this.#refused(problem);
  }

  #changeOf({ line }: Pick<Arrival, 'line'>): Change {
    const { principal, run, reason } = this.#origin;
    return { principal, face: this.#vendor.face, requestId: `${run}/${line}`, reason };
  }

  #refused(problem: Problem): RowOutcome {
    if (problem.type === 'unavailable' || problem.type === 'storage-full')
      throw new InterruptedError(
        `the store ${problem.type === 'unavailable' ? 'cannot be reached' : 'is full'}: import the file again later`,
      );
    return { type: 'refused', reason: refusalSentence(this.#vendor, problem) };
  }
}
