import { Worker } from 'node:worker_threads';
import { GroupError } from '../group-commit/group-writer.ts';
import { StoreError } from '../store.ts';
import type { PackedGroup } from './packed-group.ts';
import type { Call, CallName, Failure, Reply, WriterMethods, WriterPlace } from './writer-call.ts';

/** What can be asked of the writer, wherever it runs. Rejects with what the call throws. */
export interface WriterCalls {
  call<Name extends CallName>(
    name: Name,
    ...args: Parameters<WriterMethods[Name]>
  ): Promise<ReturnType<WriterMethods[Name]>>;
  close(): Promise<void>;
}

export type OpenWriter = (place: WriterPlace) => WriterCalls;

/** A thread that is not asked for much needs little room: records of 256 KiB in groups of 64 fit. */
const YOUNG_GENERATION_MB = 16;

/** Writes on a thread of its own, so that requests are read, decided and answered while a commit waits for the disk. */
export const startWriterThread: OpenWriter = (place) => new WriterThread(place);

class WriterThread implements WriterCalls {
  readonly #place: WriterPlace;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #worker: Worker | undefined;
  #calls = 0;
  #isClosed = false;

  constructor(place: WriterPlace) {
    this.#place = place;
  }

  call<Name extends CallName>(name: Name, ...args: Parameters<WriterMethods[Name]>) {
    return this.#ask(name, args) as Promise<ReturnType<WriterMethods[Name]>>;
  }

  async close(): Promise<void> {
    if (this.#worker) await this.#ask('close', []);
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #ask(name: Call['name'], args: readonly unknown[]): Promise<unknown> {
    // Not before something is to be written: a server that only reads needs neither its memory nor its time.
    this.#worker ??= this.#start();
    const number = this.#calls++;
    const reply = Promise.withResolvers<unknown>();
    this.#pending.set(number, reply);
    // An idle thread does not keep a process alive; one that is asked something does, until it has answered.
    this.#worker.ref();
    const blocks = name === 'commit' ? [(args[0] as PackedGroup).blobs.buffer] : [];
    this.#worker.postMessage({ number, name, args } satisfies Call, blocks);
    return reply.promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./writer-worker.ts', import.meta.url), {
      name: 'writer',
      workerData: this.#place,
      // What the process was told about its own entry is not for this one.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    worker.unref();
    worker.on('message', (reply: Reply) => this.#answered(reply));
    worker.on('error', (error) => this.#ended(worker, error as Error));
    worker.on('exit', (code) => this.#ended(worker, new Error(`the writer's thread ended with code ${code}`)));
    return worker;
  }

  #answered(reply: Reply): void {
    const pending = this.#pending.get(reply.number);
    this.#pending.delete(reply.number);
    if (this.#pending.size === 0) this.#worker?.unref();
    if ('value' in reply) pending?.resolve(reply.value);
    else pending?.reject(errorOf(reply.failure));
  }

  /** What it was doing may have been committed. The next call starts another. */
  #ended(worker: Worker, cause: Error): void {
    if (this.#worker !== worker || this.#isClosed) return;
    this.#worker = undefined;
    const error = new GroupError(new StoreError('unknown', cause), 'give up');
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function errorOf({ reason, remedy, cause }: Failure): GroupError {
  return new GroupError(new StoreError(reason, cause), remedy);
}
