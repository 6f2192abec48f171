import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { scratchDatabase } from './scratch-database.ts';

test('a scratch database shares nothing with another, and is gone when it is dropped', async () => {
  const [one, other] = await Promise.all([scratchDatabase(), scratchDatabase()]);
  const client = await connected(one.url);
  await client.query('CREATE TABLE mine ()');
  const stranger = await connected(other.url);
  await assert.rejects(stranger.query('TABLE mine'), { code: '42P01' });
  const ended = new Promise<Error>((resolve) => client.on('error', resolve));
  await one.drop();
  assert.match((await ended).message, /terminating connection/, 'who is still connected is told');
  await assert.rejects(connected(one.url), { code: '3D000' });
  await stranger.end();
  await other.drop();
});

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
