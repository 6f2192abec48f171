import type { Term } from '../../stores/store.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';

/** Where the rows of a vendor go: into a store, or into one that only rehearses it (`rehearsal.ts`). */
export interface VendorTarget {
  readonly dependencies: Dependencies;
  /** Called before a row is looked at, with all terms that it may be in another's way by, or be found under. */
  prepare(tenant: string, terms: RowTerms): Promise<void>;
}

export interface RowTerms {
  readonly searched: readonly Term[];
  readonly unique: readonly Term[];
}

export function vendorTarget(dependencies: Dependencies): VendorTarget {
  return { dependencies, prepare: async () => {} };
}
