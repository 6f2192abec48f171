import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../test/postgres/free-port.ts';
import { type Mode, PASS } from './fault-proxy.ts';
import type { Fault } from './nemesis.ts';

/** Most of what a round of commits of a few writers takes. */
const DELAY_MS_MAX = 150;
const COMMITS_MAX = 5;

/** What is done to the connections between the servers and the database. */
export const networkFaults: readonly (readonly [name: string, fault: Fault])[] = [
  ['delay', (ground) => during(ground, { type: 'delay', ms: ground.random.between(10, DELAY_MS_MAX) })],
  ['connections reset', async ({ proxy }) => proxy.cut('reset')],
  ['connections ended', async ({ proxy }) => proxy.cut('end')],
  [
    'connections refused',
    async (ground) => {
      ground.proxy.cut();
      await during(ground, { type: 'refuse' });
    },
  ],
  ['black hole, then reset', (ground) => during(ground, { type: 'swallow' }).finally(() => ground.proxy.cut())],
  // Those connections stay, and nobody ever answers on them.
  ['black hole, never told', (ground) => during(ground, { type: 'swallow' })],
  ['half-open connections', async ({ proxy }) => proxy.halfOpen()],
  [
    'requests to commit lost',
    ({ proxy, random, holdMs }) => {
      proxy.atNextCommits('lose request', random.between(1, COMMITS_MAX));
      return sleep(holdMs() / 2);
    },
  ],
  [
    'replies to commits lost',
    ({ proxy, random, holdMs }) => {
      proxy.atNextCommits('lose reply', random.between(1, COMMITS_MAX));
      return sleep(holdMs() / 2);
    },
  ],
  [
    'a reply to a commit swallowed',
    ({ proxy, holdMs }) => {
      proxy.atNextCommits('swallow reply');
      return sleep(holdMs());
    },
  ],
  [
    'the database moves to another address',
    async ({ postgres, proxy }) => {
      const port = await freePort();
      await postgres.shutDown();
      await postgres.restart(port);
      proxy.moveTo(port);
    },
  ],
];

async function during({ proxy, holdMs }: Parameters<Fault>[0], mode: Mode): Promise<void> {
  proxy.mode = mode;
  await sleep(holdMs()).finally(() => {
    proxy.mode = PASS;
  });
}
