import { storedCustomer } from './stored-customer.ts';

/** What Clientele writes for a `PATCH` of one field, in bytes of JSON (see README.md). */
const HISTORY_BYTES = 330;
const EVENT_BYTES = 165;
const RECORD = JSON.stringify(storedCustomer(0));

/** Clientele's tables without what is beside the update: a record, its history, the events that wait. */
export function pgbenchTables(customers: number): string[] {
  return [
    `CREATE TABLE customer (id text PRIMARY KEY, version int8 NOT NULL, body text NOT NULL) WITH (fillfactor = 75)`,
    `CREATE TABLE history (
      customer_id text NOT NULL, version int8 NOT NULL, at timestamptz NOT NULL, entry text NOT NULL,
      PRIMARY KEY (customer_id, version))`,
    `CREATE TABLE outbox (
      sequence int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id text NOT NULL, version int8 NOT NULL,
      at timestamptz NOT NULL, event text NOT NULL)`,
    `INSERT INTO customer SELECT 'cus_' || lpad(n::text, 22, '0'), 1, '${RECORD}' FROM generate_series(1, ${customers}) n`,
  ];
}

/** The same writes, the same bytes, one statement and one commit. The bytes are variables, given at the call. */
export function pgbenchScript(customers: number): string {
  return `\\set n random(1, ${customers})
WITH changed AS (
  UPDATE customer SET version = version + 1, body = :record
    WHERE id = 'cus_' || lpad(:n, 22, '0') AND version >= 1 RETURNING id, version
), kept AS (
  INSERT INTO history (customer_id, version, at, entry) SELECT id, version, now(), :entry FROM changed
)
INSERT INTO outbox (customer_id, version, at, event) SELECT id, version, now(), :event FROM changed;
`;
}

export const PGBENCH_VARIABLES: readonly string[] = [
  `record=${RECORD}`,
  `entry=${'h'.repeat(HISTORY_BYTES)}`,
  `event=${'e'.repeat(EVENT_BYTES)}`,
];
