import { Client } from 'pg';

/** A connection of the superuser's own, past every proxy; it may write also where the database is told not to. */
export async function withClient<Value>(url: string, use: (client: Client) => Promise<Value>): Promise<Value> {
  const client = new Client({ connectionString: url, options: '-c default_transaction_read_only=off' });
  // Its statement is told too, if there is one.
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** One statement, on a connection for it alone. */
export function ask<Row>(url: string, text: string): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query(text)).rows as Row[]);
}
