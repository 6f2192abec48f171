import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scratchWorker } from '../scratch.ts';
import type { LoadResult, Plan, Reply } from './plan.ts';

/** Beyond the plan's own time: signing, reading the ETags and waiting for the last answers. */
const GRACE_MS = 150_000;

/** The near end of the load generator's process. One measurement at a time. */
export class LoadGenerator {
  readonly #process: ChildProcess = scratchWorker(fileURLToPath(new URL('./generator.ts', import.meta.url)));

  measure(plan: Plan): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const settle = (reply: Reply) => {
        clearTimeout(timer);
        this.#process.removeAllListeners('message').removeAllListeners('exit');
        if ('result' in reply) resolve(reply.result);
        else reject(new Error(reply.error));
      };
      const limit = (plan.warmUpSeconds + plan.seconds) * 1_000 + GRACE_MS;
      const timer = setTimeout(() => settle({ error: 'the load generator took too long' }), limit);
      this.#process.on('message', settle);
      this.#process.on('exit', () => settle({ error: 'the load generator stopped' }));
      this.#process.send(plan);
    });
  }

  stop(): void {
    this.#process.disconnect();
  }
}
