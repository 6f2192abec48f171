import type { Worker } from 'node:cluster';

/** A connection as `node:cluster` has it while it hands it on. */
interface Connection {
  close(): void;
}

/**
 * Closes, when a worker ends, the connection that was on its way to it. `node:cluster` waits for a reply that does not come
 * any more (`lib/internal/cluster/round_robin_handle.js`, `handoff`), and leaves it open; its caller would wait as long.
 */
export function closeWhatIsHandedTo(worker: Worker): void {
  const child = worker.process;
  const send = child.send;
  // One at a time from each address that is listened to, which the key stands for.
  const handed = new Map<unknown, Connection>();
  child.send = ((message: { key?: unknown }, connection?: Connection, ...rest: []) => {
    if (connection) handed.set(message.key, connection);
    return send.call(child, message, connection as never, ...rest);
  }) as typeof send;
  // Of one that it has taken, this process has let go: closing it again does nothing.
  worker.once('exit', () => {
    for (const connection of handed.values()) connection.close();
  });
}
