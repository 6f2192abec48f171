/** A table whose old rows can be forgotten, oldest first. */
export interface TimeTable {
  /** Rows from before a time, in their order, beginning after one of them. */
  old(after: Pick<Old, 'at' | 'row'>, before: string, limit: number): readonly Old[];
  forget(row: Old['row']): void;
}

export interface Old {
  readonly row: number;
  /** RFC 3339. */
  readonly at: string;
  /** 0: it stays, however old it is. */
  readonly goes: 0 | 1;
}
