import type { Store } from '../../../src/stores/store.ts';

/** Registers one test of the port; it is given an empty store, and may restart it. */
export type ContractTest = (name: string, run: (store: Store, reopen: () => Promise<Store>) => Promise<void>) => void;
