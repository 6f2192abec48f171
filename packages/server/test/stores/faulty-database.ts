import {
  type Database,
  type OpenDatabase,
  openDatabaseFile,
  type Statement,
} from '../../src/stores/sqlite/database.ts';

/** Which calls of the database fail, and how. Calls are counted while it is armed. */
export class Faults {
  armed = false;
  calls = 0;
  /** What was called when it failed. */
  readonly fired: string[] = [];
  readonly #first: number;
  readonly #kind: FaultKind;

  /** @param first the number of the first call that fails, from 1 */
  constructor(first: number, kind: FaultKind) {
    this.#first = first;
    this.#kind = kind;
  }

  call<Value>(what: string, call: () => Value): Value {
    if (!this.armed) return call();
    this.calls += 1;
    if (this.calls < this.#first || this.calls >= this.#first + (this.#kind.times ?? 1)) return call();
    this.fired.push(what);
    if (this.#kind.carriedOut) call();
    const { errcode } = this.#kind;
    throw Object.assign(new Error(`injected at call ${this.calls}: ${what}`), errcode !== undefined && { errcode });
  }
}

export interface FaultKind {
  readonly name: string;
  /** SQLite's code, extended or not; a failure without one is not the disk's. */
  readonly errcode?: number;
  /** How many calls in a row fail; one, unless said otherwise. */
  readonly times?: number;
  /** The call is carried out, and then reported as failed. */
  readonly carriedOut?: boolean;
}

/** Opens databases whose calls fail as they are told to. */
export function faultyDatabase(faults: Faults): OpenDatabase {
  return (path) => {
    const database = openDatabaseFile(path);
    return {
      get isTransaction() {
        return database.isTransaction;
      },
      exec: (sql) => faults.call(sql, () => database.exec(sql)),
      prepare: (sql) => faultyStatement(database, sql, faults),
      close: () => database.close(),
    };
  };
}

function faultyStatement(database: Database, sql: string, faults: Faults): Statement {
  const statement = database.prepare(sql);
  return {
    get: (...values) => faults.call(sql, () => statement.get(...values)),
    all: (...values) => faults.call(sql, () => statement.all(...values)),
    run: (...values) => faults.call(sql, () => statement.run(...values)),
  };
}
