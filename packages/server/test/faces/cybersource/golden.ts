import type { Golden } from './exchange.ts';
import { access } from './golden-access.ts';
import { addresses } from './golden-addresses.ts';
import { creations } from './golden-creations.ts';
import { deletions } from './golden-deletions.ts';
import { patches } from './golden-patches.ts';
import { requests } from './golden-requests.ts';

/** Each case of the contract (§6), each row of its table of errors (§1.3) that can be had, and what the two leave open. */
export const golden: readonly Golden[] = [...creations, ...patches, ...deletions, ...addresses, ...requests, ...access];
