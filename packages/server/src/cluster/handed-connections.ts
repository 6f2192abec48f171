import type { Worker } from 'node:cluster';

/** A connection as `node:cluster` has it while it hands it on. */
interface Connection {
  close(): void;
}

/**
 * The connections that are on their way to workers. `node:cluster` leaves some open that nobody takes any more, and their
 * callers would wait for an answer (`lib/internal/cluster/round_robin_handle.js`, `handoff`): it waits for the reply of a
 * worker that was killed, and keeps for others what a worker gave back that no longer listens, when no other does either.
 */
export class HandedConnections {
  readonly #handed = new Map<Worker, ReadonlyMap<unknown, Connection>>();

  /** Closes, when the worker ends, what was on its way to it. */
  watch(worker: Worker): void {
    const child = worker.process;
    const send = child.send;
    // One at a time from each address that is listened to, which the key stands for.
    const handed = new Map<unknown, Connection>();
    child.send = ((message: { key?: unknown }, connection?: Connection, ...rest: []) => {
      if (connection) handed.set(message.key, connection);
      return send.call(child, message, connection as never, ...rest);
    }) as typeof send;
    this.#handed.set(worker, handed);
    worker.once('exit', () => {
      this.#handed.delete(worker);
      close(handed);
    });
  }

  /** Closes what no worker has taken. To be called when none of them listens: it could not be handed on any more. */
  closeAll(): void {
    for (const handed of this.#handed.values()) close(handed);
  }
}

/** Of what a worker has taken this process has let go: closing it again does nothing. */
function close(handed: ReadonlyMap<unknown, Connection>): void {
  for (const connection of handed.values()) connection.close();
}
