import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startPostgres } from '../../../../test/postgres/start-postgres.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { ask } from '../soak/superuser.ts';
import { told } from './proxied-postgres.ts';
import { create, keyOf, update } from './submissions.ts';

/** Half of what the small disk holds is filled by so many. */
const TEXT = 'x'.repeat(200_000);
const UPDATES_MAX = 100;

test('a full disk of the database is told as such, loses nothing, and is over when there is room', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const disk = mountSmallDisk(t, statSync(postgres.dataDirectory).uid);
  if (disk === undefined) return t.skip('only root of a Linux machine can make a small disk');
  t.after(() => postgres.stop());
  const store = await openPostgresStore({ url: postgres.url, warn: () => {} });
  t.after(() => store.close());
  await create(store, 'cus_a', 'anna');
  await ask(postgres.url, `CREATE TABLESPACE small LOCATION '${disk.path}'`);
  await ask(postgres.url, 'ALTER TABLE clientele.history SET TABLESPACE small');

  const answers: string[] = [];
  while (!answers.includes('full') && answers.length < UPDATES_MAX) {
    const text = `${answers.length} ${TEXT}`;
    answers.push(await told(update(store, { id: 'cus_a' }, text, { idempotency: keyOf(`${answers.length}`) })));
  }
  const written = answers.filter((answer) => answer === 'written').length;
  assert.deepEqual(answers, [...Array.from({ length: written }, () => 'written'), 'full']);
  assert.equal((await store.read('one', { id: 'cus_a' }))?.version, 1 + written, 'reading goes on');

  disk.enlarge();
  const failed = { idempotency: keyOf(`${written}`) };
  assert.equal(await told(update(store, { id: 'cus_a' }, `${written} ${TEXT}`, failed)), 'written');
  assert.equal(await store.ready(), true);
  const history = await store.history('one', 'cus_a', { limit: UPDATES_MAX });
  assert.deepEqual(
    history.map(({ version }) => version),
    Array.from({ length: written + 2 }, (_, index) => written + 2 - index),
  );
});

/** A file system of a few megabytes in memory, for the account of that number. */
function mountSmallDisk(t: TestContext, uid: number): { path: string; enlarge(): void } | undefined {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return undefined;
  const path = mkdtempSync(join(tmpdir(), 'clientele-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=3m,mode=700,uid=${uid}`, 'tmpfs', path], { stdio: 'pipe' });
  } catch {
    rmdirSync(path);
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', ['--lazy', path]);
    rmdirSync(path);
  });
  return { path, enlarge: () => void execFileSync('mount', ['-o', 'remount,size=64m', path]) };
}
