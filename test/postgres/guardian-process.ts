import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { GuardianAnswer, GuardianOrder, NumberedOrder } from './guardian-order.ts';

const ENDED = 'This PostgreSQL has been stopped, or its guardian has ended';

/** The guardian, seen by the process that started it. The channel between them is what the guardian lives by. */
export class GuardianProcess {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #unanswered = new Map<number, PromiseWithResolvers<unknown>>();
  #orders = 0;

  constructor() {
    // Detached, so that Ctrl-C at a terminal does not reach it before it has cleaned up. Its output goes nowhere, since
    // whoever reads ours to the end would wait for it.
    this.#process = fork(new URL('./guardian.ts', import.meta.url), [], {
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#process.on('message', (answer: GuardianAnswer) => this.#settle(answer));
    this.#ended = once(this.#process, 'exit').then(
      () => this.#giveUp(new Error(ENDED)),
      (error: Error) => this.#giveUp(error),
    );
    this.#holdUsBack(false);
  }

  /** Resolves with the answer, or rejects with why it could not be done. */
  async ask<Answer>(order: GuardianOrder): Promise<Answer> {
    const answer = Promise.withResolvers<unknown>();
    const number = this.#send(order, answer.reject);
    this.#unanswered.set(number, answer);
    this.#holdUsBack(true);
    try {
      return (await answer.promise) as Answer;
    } finally {
      this.#unanswered.delete(number);
      this.#holdUsBack(this.#unanswered.size > 0);
    }
  }

  tell(order: GuardianOrder): void {
    this.#send(order, () => {});
  }

  /** Has it stop the server and remove the directory, and waits until it is gone itself. */
  async dismiss(): Promise<void> {
    await this.ask({ do: 'stop' });
    this.#process.ref();
    await this.#ended;
  }

  #send(order: GuardianOrder, onFailure: (error: Error) => void): number {
    this.#orders += 1;
    const numbered: NumberedOrder = { number: this.#orders, order };
    this.#process.send(numbered, (error) => {
      if (error) onFailure(new Error(ENDED, { cause: error }));
    });
    return this.#orders;
  }

  #settle({ number, facts, failure }: GuardianAnswer): void {
    const answer = this.#unanswered.get(number);
    if (failure === undefined) answer?.resolve(facts);
    else answer?.reject(new Error(failure));
  }

  #giveUp(error: Error): void {
    for (const answer of this.#unanswered.values()) answer.reject(error);
  }

  /** Whether this process stays for the guardian's sake: only while it waits for an answer. */
  #holdUsBack(held: boolean): void {
    const change = held ? 'ref' : 'unref';
    this.#process[change]();
    this.#process.channel?.[change]();
  }
}
