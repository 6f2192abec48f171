import type { Golden } from './exchange.ts';
import { access } from './golden-access.ts';
import { records } from './golden-records.ts';
import { refusals } from './golden-refusals.ts';
import { updates } from './golden-updates.ts';
import { versions } from './golden-versions.ts';

/** The whole checklist. */
export const golden: readonly Golden[] = [...updates, ...refusals, ...versions, ...access, ...records];
