import type { GroupError } from '../group-commit/group-writer.ts';
import type { StoreError } from '../store.ts';
import type { SqliteWriter } from './sqlite-writer.ts';

export type WriterMethods = Omit<SqliteWriter, 'close'>;
export type CallName = keyof WriterMethods;

/** Of which database a writer is to be, and to what its log's file is cut back after something kept it growing. */
export interface WriterPlace {
  readonly path: string;
  readonly walLimitBytes: number;
}

/** What is asked of the thread, and what it answers. */
export interface Call {
  readonly number: number;
  readonly name: CallName | 'close';
  readonly args: readonly unknown[];
}

export type Reply = { readonly number: number } & ({ readonly value: unknown } | { readonly failure: Failure });

/** An error that can be sent from thread to thread. */
export interface Failure {
  readonly reason: StoreError['reason'];
  readonly remedy: GroupError['remedy'];
  readonly cause: unknown;
}
