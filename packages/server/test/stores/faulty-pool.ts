import type { Pool, PoolClient } from 'pg';

const CONNECT = 'connect';

export interface PoolFault {
  readonly name: string;
  /** What PostgreSQL says of a statement (SQLSTATE); without one it is the network's word, of connections too. */
  readonly code?: string;
  /** The name of the statements that it happens to; to all if left out. */
  readonly only?: string;
  /** How many calls in a row fail; one, unless said otherwise. */
  readonly times?: number;
  /** The call is carried out, and then reported as failed. */
  readonly carriedOut?: boolean;
}

/** Which calls of the database fail, and how. Calls are counted while it is armed: a connection taken, a statement sent. */
export class PoolFaults {
  armed = false;
  calls = 0;
  /** What was called when it failed. */
  readonly fired: string[] = [];
  readonly #first: number;
  readonly #fault: PoolFault;

  /** @param first the number of the first call that fails, from 1 */
  constructor(first: number, fault: PoolFault) {
    this.#first = first;
    this.#fault = fault;
  }

  async call<Value>(what: string, call: () => Promise<Value>, undo?: (value: Value) => void): Promise<Value> {
    const { code, only = what } = this.#fault;
    if (!this.armed || only !== what || (code !== undefined && what === CONNECT)) return call();
    this.calls += 1;
    if (this.calls < this.#first || this.calls >= this.#first + (this.#fault.times ?? 1)) return call();
    this.fired.push(what);
    if (this.#fault.carriedOut) undo?.(await call());
    const error = new Error(`injected at call ${this.calls}: ${what}`);
    throw code === undefined ? error : Object.assign(error, { code, severity: 'ERROR' });
  }
}

/** The pool, with calls that fail as they are told to. */
export function faultyPool(pool: Pool, faults: PoolFaults): Pool {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const connected = async () => faultyClient(await connect(), faults);
  const faulty = () => faults.call(CONNECT, connected, (client) => client.release());
  return Object.assign(pool, { connect: faulty });
}

/** A client stays in the pool, and is made faulty once. */
const known = new WeakSet<PoolClient>();

function faultyClient(client: PoolClient, faults: PoolFaults): PoolClient {
  if (known.has(client)) return client;
  known.add(client);
  const query = client.query.bind(client) as (statement: { name: string }) => Promise<unknown>;
  return Object.assign(client, {
    query: (statement: { name: string }) =>
      faults.call(
        statement.name,
        () => query(statement),
        () => {},
      ),
  });
}
