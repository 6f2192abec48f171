import { inParallel } from '../in-parallel.ts';
import { pathOf } from '../paths.ts';
import { createBodies } from './bodies.ts';
import { createChoice } from './choice.ts';
import { createOAuthSigner } from './oauth-signature.ts';
import type { OAuthSigning, Plan } from './plan.ts';
import { type Requests, type Unsent, unsent } from './requests.ts';

/** So many signatures are asked of the thread pool at once. */
const SIGNING = 16;
/**
 * How many writes are signed for each second of a plan: more than the server has been seen to do, so that the window
 * is cut short on a faster machine only, which signs faster too.
 */
const WRITES_PER_SECOND = 1_400;
const WRITES_PER_SECOND_AND_CONNECTION = 120;
/** However long the plan is: all must be signed well within the 300 s for which the first signature is good. */
const WRITES_MAX = 40_000;

/**
 * The requests of a plan, signed before the first of them is sent. A signed read may be sent again and again, so there is
 * one for each customer; a signed write is good for one time only, so each connection has so many, and then no more.
 */
export async function signedRequests(plan: Plan, signing: OAuthSigning): Promise<Requests> {
  const signed = signerOf(plan, signing);
  const customers = Array.from({ length: plan.paths.customers });
  const reads = await inParallel(SIGNING, customers, (_, customer) => signed('GET', customer));
  const read = (customer: number) => reads[customer] as Unsent;
  if (plan.body === 'none') {
    return {
      read,
      *of(turn) {
        const choose = createChoice(plan, turn);
        for (;;) yield read(choose());
      },
    };
  }
  const body = createBodies(plan.body, plan.run);
  const drafts = Array.from({ length: plan.connections }, (_, turn) => {
    const choose = createChoice(plan, turn);
    return Array.from({ length: writesPerConnection(plan) }, () => ({ customer: choose(), body: body() }));
  });
  const writes = await inParallel(SIGNING, drafts.flat(), (draft) => signed(plan.method, draft.customer, draft.body));
  return {
    read,
    of: (turn) => writes.slice(turn * writesPerConnection(plan), (turn + 1) * writesPerConnection(plan)),
  };
}

function writesPerConnection({ connections, warmUpSeconds, seconds }: Plan): number {
  const perSecond = WRITES_PER_SECOND + WRITES_PER_SECOND_AND_CONNECTION * connections;
  return Math.ceil(Math.min(WRITES_MAX, perSecond * (warmUpSeconds + seconds)) / connections);
}

/** Numbers the requests of one plan, so that each has a nonce of its own. */
function signerOf(plan: Plan, signing: OAuthSigning) {
  const sign = createOAuthSigner(signing);
  let number = 0;
  return async (method: string, customer: number, body?: string): Promise<Unsent> => {
    number += 1;
    const url = `http://${plan.host}:${plan.port}${pathOf(plan.paths, customer)}`;
    const authorization = await sign({ method, url, body: body ?? '', nonce: `r${plan.run}n${number}` });
    return unsent(plan, method, customer, body, [`Authorization: ${authorization}`]);
  };
}
