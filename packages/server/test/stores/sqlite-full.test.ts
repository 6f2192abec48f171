import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, openDatabaseFile } from '../../src/stores/sqlite/database.ts';
import { openSqlite } from './opened-sqlite.ts';
import { create, keyOf, update } from './submissions.ts';
import { writerHere } from './writer-here.ts';

const SEALED = new Uint8Array(1_300);

test('a full disk is told as such, loses nothing that was acknowledged, and is over when there is room', async (t) => {
  let database: Database | undefined;
  const opened = await openSqlite({
    openWriter: writerHere({
      openDatabase: (path) => {
        database = openDatabaseFile(path);
        return database;
      },
    }),
  });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_first', 'first');
  const { page_count: pages } = database?.prepare('PRAGMA page_count').get() as { page_count: number };
  database?.exec(`PRAGMA max_page_count = ${pages + 50}`);

  const told = new Map<string, string>();
  for (let group = 0; group < 20; group++) {
    const ids = Array.from({ length: 10 }, (_, i) => `cus_${group}_${i}`);
    const made = ids.map((id) => create(store, id, id, { sealed: SEALED, idempotency: keyOf(id) }));
    (await Promise.allSettled(made)).forEach((outcome, i) => {
      const answer = outcome.status === 'fulfilled' ? outcome.value.type : outcome.reason.reason;
      told.set(ids[i] as string, answer);
    });
  }
  assert.deepEqual(new Set(told.values()), new Set(['written', 'full']));
  for (const [id, answer] of told) {
    assert.equal((await store.read('one', { id })) !== undefined, answer === 'written', `${id}, told ${answer}`);
  }
  assert.equal((await store.read('one', { id: 'cus_first' }))?.version, 1, 'reading goes on');

  database?.exec('PRAGMA max_page_count = 1000000');
  assert.equal(await store.ready(), true);
  assert.equal((await update(store, { id: 'cus_first' }, 'second')).type, 'written');
  const failed = [...told].find(([, answer]) => answer === 'full')?.[0] as string;
  assert.equal(
    (await create(store, failed, failed, { idempotency: keyOf(failed) })).type,
    'written',
    'its key is free',
  );
  const reopened = await opened.reopen();
  for (const [id, answer] of told) {
    const there = (await reopened.read('one', { id })) !== undefined;
    assert.equal(there, answer === 'written' || id === failed, `${id}, told ${answer}, after a restart`);
  }
});
