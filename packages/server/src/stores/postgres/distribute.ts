import { readFileSync } from 'node:fs';
import type { Client } from 'pg';

const FOLDER = new URL('./distributed/', import.meta.url);

function sql(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

/** Whether the tables are spread over the machines of a Citus cluster. */
export async function isDistributed(client: Pick<Client, 'query'>): Promise<boolean> {
  const { rows } = await client.query(`SELECT to_regproc('clientele.commit_bucket') IS NOT NULL AS distributed`);
  return rows[0]?.distributed === true;
}

/** Spreads the tables of a migrated database; where they are already, only the functions are brought up to date. */
export async function distribute(client: Pick<Client, 'query'>): Promise<void> {
  const isFirst = !(await isDistributed(client));
  if (isFirst) await client.query(sql('tables.sql'));
  await client.query(sql('functions.sql'));
  if (isFirst) await client.query(sql('routing.sql'));
}
