import type { Golden } from './exchange.ts';
import { access } from './golden-access.ts';
import { clients } from './golden-clients.ts';
import { creations } from './golden-creations.ts';
import { parts } from './golden-parts.ts';
import { patches } from './golden-patches.ts';
import { refusals } from './golden-refusals.ts';
import { tags } from './golden-tags.ts';
import { versions } from './golden-versions.ts';

/** Each case of the contract (§7), each row of its table of errors (§4), and what the two leave open. */
export const golden: readonly Golden[] = [
  ...creations,
  ...clients,
  ...patches,
  ...versions,
  ...tags,
  ...parts,
  ...refusals,
  ...access,
];
