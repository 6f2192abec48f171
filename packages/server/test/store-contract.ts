import { describe, test } from 'node:test';
import type { Store } from '../src/stores/store.ts';
import { accountTests } from './stores/contract/accounts.ts';
import { attemptTests } from './stores/contract/attempts.ts';
import { compactionTests } from './stores/contract/compaction.ts';
import type { ContractTest } from './stores/contract/contract-test.ts';
import { groupTests } from './stores/contract/groups.ts';
import { idempotencyTests } from './stores/contract/idempotency.ts';
import { movingTests } from './stores/contract/moving.ts';
import { nonceTests } from './stores/contract/nonces.ts';
import { pageTests } from './stores/contract/pages.ts';
import { pairTests } from './stores/contract/pairs.ts';
import { recordTests } from './stores/contract/records.ts';

/** An empty store of a test's own. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens it anew, as a restart would. */
  reopen(): Promise<Store>;
  /** Closes whatever is open and removes what was kept. */
  dispose(): Promise<void>;
}

/** What every store has to do, whatever it is made of: the tests of the port. */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  const contractTest: ContractTest = (title, run) => {
    test(title, async (t) => {
      const opened = await open();
      t.after(() => opened.dispose());
      await run(opened.store, () => opened.reopen());
    });
  };
  describe(`${name} keeps the contract of the store`, () => {
    recordTests(contractTest);
    pageTests(contractTest);
    groupTests(contractTest);
    pairTests(contractTest);
    idempotencyTests(contractTest);
    nonceTests(contractTest);
    accountTests(contractTest);
    attemptTests(contractTest);
    movingTests(contractTest);
    compactionTests(contractTest);
  });
}
