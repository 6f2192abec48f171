import type { Change } from '../../use-cases/commit-change.ts';
import type { Preference } from '../matching/fill.ts';
import type { MatchKey } from '../matching/keys.ts';

/** What is done with rows, where one has a choice. */
export interface VendorImportChoices {
  /** By what a row may find a customer who came from elsewhere; by nothing unless told. */
  readonly matchOn: readonly MatchKey[];
  /** What becomes of a row that may be about somebody who is there: a person decides, or it is a customer of its own. */
  readonly doubtful: 'leave' | 'create';
  readonly prefer: Preference;
  /** Whether a customer who came from this vendor before becomes what the row says. */
  readonly update: boolean;
  readonly ignoreUnknown: boolean;
}

/** Whose rows they are, and what their history says of where they come from. */
export interface VendorImportOrigin {
  readonly principal: Change['principal'];
  /** Names the import in the history. */
  readonly run: string;
  readonly reason: string;
}
