import { setTimeout as sleep } from 'node:timers/promises';
import { type Access, type Answered, ask, bearer, type SoakCustomer, versionIn } from './customer-api.ts';
import type { Operation, Reading } from './history-checker.ts';
import type { Random } from './seeded-random.ts';

export interface WorkPlan {
  readonly access: Access;
  /** Where the servers are that may be asked now; asked anew for each attempt. */
  readonly addresses: () => readonly string[];
  readonly customers: readonly SoakCustomer[];
  /** So many of them, the first, get most of the writes. */
  readonly hot: number;
  readonly writers: number;
  readonly random: Random;
}

/** What was seen, and how often what was answered. */
export interface Work {
  readonly operations: Operation[];
  readonly readings: Reading[];
  /** Answers that nobody should get, whatever happens to the server. */
  readonly wrongAnswers: string[];
  /** By status, or by what took the answer away. */
  readonly answers: Record<string, number>;
  /** Writes whose first answer was lost or said that the outcome is not known. */
  lost: number;
}

interface Write {
  readonly customer: SoakCustomer;
  readonly value: string;
  /** Absent for a write through the face that asks for no precondition. */
  readonly base?: { readonly etag: string; readonly version: number };
  readonly startMs: number;
}

const HOT_SHARE = 0.6;
const UNCONDITIONAL_SHARE = 0.1;
/** Writes that their client gives up on when the first answer is lost: they may be kept, or not. */
const ABANDONED_SHARE = 0.1;
const RETRY_WAIT_MS_MAX = 200;
/** Until then the truth has to be told: longer than everything that is done to a server, and its recovery. */
const TRUTH_TIMEOUT_MS = 180_000;

/** Writers that go on until they are stopped, and then until each knows what became of its last write. */
export class Writers {
  readonly work: Work = { operations: [], readings: [], wrongAnswers: [], answers: {}, lost: 0 };
  readonly #plan: WorkPlan;
  readonly #ends: readonly Promise<void>[];
  #isStopped = false;

  constructor(plan: WorkPlan) {
    this.#plan = plan;
    this.#ends = Array.from({ length: plan.writers }, (_, writer) => this.#write(writer));
  }

  async stop(): Promise<Work> {
    this.#isStopped = true;
    await Promise.all(this.#ends);
    return this.work;
  }

  async #write(writer: number): Promise<void> {
    const { random, customers, hot } = this.#plan;
    for (let count = 0; !this.#isStopped; count++) {
      const isHot = random.next() < HOT_SHARE;
      const customer = customers[random.between(0, (isHot ? hot : customers.length) - 1)] as SoakCustomer;
      const isConditional = random.next() >= UNCONDITIONAL_SHARE;
      const base = isConditional ? await this.#read(customer) : undefined;
      if (isConditional && base === undefined) continue;
      const value = `v-${writer}-${count}`;
      await this.#settle({ customer, value, ...(base && { base }), startMs: performance.now() });
    }
  }

  async #read({ id }: SoakCustomer): Promise<Write['base']> {
    const startMs = performance.now();
    const answer = await this.#attempt(`/v1/customers/${id}`, { headers: bearer(this.#plan.access) });
    if (answer?.status !== 200) return undefined;
    const { version, references } = answer.body as { version: number; references?: { memberId?: string } };
    const reading = { customerId: id, version, value: references?.memberId, startMs, endMs: performance.now() };
    this.work.readings.push(reading);
    return { etag: answer.etag, version };
  }

  /** Repeats a write, at whichever server, until its client knows what became of it. */
  async #settle(write: Write): Promise<void> {
    const { random } = this.#plan;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#send(write);
      if (answer) return this.#note(write, answer);
      if (attempt === 0) this.work.lost += 1;
      if (attempt === 0 && random.next() < ABANDONED_SHARE) return this.#note(write, undefined);
      if (performance.now() > write.startMs + TRUTH_TIMEOUT_MS) {
        this.work.wrongAnswers.push(`${write.value} was never told the truth`);
        return this.#note(write, undefined);
      }
      await sleep(random.between(1, RETRY_WAIT_MS_MAX));
    }
  }

  /** The answer, if it is one that says what became of the write. */
  async #send({ customer, value, base }: Write): Promise<Answered | undefined> {
    const { access } = this.#plan;
    const answer = base
      ? await this.#attempt(`/v1/customers/${customer.id}`, {
          method: 'PATCH',
          headers: { ...bearer(access), 'idempotency-key': value, 'if-match': base.etag },
          body: { references: { memberId: value } },
        })
      : await this.#attempt(`/customers/${customer.caiboId}`, {
          method: 'PUT',
          headers: { 'x-api-key': access.apiKey, 'idempotency-key': value },
          body: { memberId: value },
        });
    return answer && answer.status < 500 && answer.status !== 409 ? answer : undefined;
  }

  #note({ customer, value, base, startMs }: Write, answer: Answered | undefined): void {
    const outcome = answer === undefined ? 'unknown' : answer.status === 200 ? 'acknowledged' : 'refused';
    const version =
      outcome === 'refused'
        ? (answer?.body as { currentVersion?: number }).currentVersion
        : versionIn(answer?.etag ?? '');
    this.work.operations.push({
      ...{ customerId: customer.id, value, outcome, startMs, endMs: performance.now() },
      ...(base && { baseVersion: base.version }),
      ...(answer && version !== undefined && { version }),
    });
  }

  /** One request at some server: what it answered, or nothing where it could not be reached or could not say. */
  async #attempt(path: string, asked: Parameters<typeof ask>[2]): Promise<Answered | undefined> {
    const { addresses, random } = this.#plan;
    const servers = addresses();
    if (servers.length === 0) {
      await sleep(RETRY_WAIT_MS_MAX);
      return undefined;
    }
    try {
      const answer = await ask(random.pick(servers), path, asked);
      this.#count(String(answer.status));
      if (!EXPECTED.has(answer.status)) this.#blame(path, answer);
      return answer;
    } catch (error) {
      const { name, cause } = error as Error & { readonly cause?: { readonly code?: string } };
      this.#count(name === 'TimeoutError' ? 'timeout' : (cause?.code ?? name));
      // A server that is gone refuses at once.
      await sleep(random.between(1, RETRY_WAIT_MS_MAX));
      return undefined;
    }
  }

  #count(name: string): void {
    this.work.answers[name] = (this.work.answers[name] ?? 0) + 1;
  }

  #blame(path: string, { status, body }: Answered): void {
    if (this.work.wrongAnswers.length < WRONG_ANSWERS_MAX)
      this.work.wrongAnswers.push(`${path} was answered ${status}: ${JSON.stringify(body)}`);
  }
}

/** Success, a request in flight with the same key, a stale write, and not being able to say. */
const EXPECTED = new Set([200, 409, 412, 503]);
/** Enough to see what is wrong. */
const WRONG_ANSWERS_MAX = 20;
