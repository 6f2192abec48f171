import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { imported } from '../moving/moved.ts';
import { syntheticRecords } from '../soak/synthetic-records.ts';
import { command } from './command.ts';
import { assertWhole, startWriting } from './writers.ts';

let data: string;
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'clientele-compact-'));
});
after(() => rm(data, { recursive: true, force: true }));

describe('clientele compact', () => {
  it('forgets what is old beside a server whose writers go on, and nothing else', async (t) => {
    const store = await openSqliteStore({ directory: data, warn: assert.fail });
    await imported(store, [...syntheticRecords(3_000)].join(''));
    const writing = await startWriting(store, 20);
    const { code, output, errors } = await command([
      'compact',
      '--history-before',
      '100d',
      '--events-before',
      '100d',
      '--data',
      data,
    ]);
    const { updates, slowestMs } = await writing.stop();
    assert.deepEqual([code, output], [0, ''], errors);
    assert.match(errors, /^forgot 3,000 history entries from before .*\nforgot 6,000 events from before /m);
    t.diagnostic(`${updates} updates, the slowest took ${Math.round(slowestMs)} ms`);
    assert.ok(updates > 100 && slowestMs < 1_000);
    assert.equal(await assertWhole(store), updates + 20, 'nothing of what is young went');
    for (const { row } of await store.dump('synthetic', { limit: 5_000 })) {
      const history = await store.history('synthetic', row.id, { limit: 9 });
      assert.deepEqual(
        history.map(({ version, tag }) => [version, tag]),
        [[row.version, row.tag]],
      );
      assert.deepEqual(await store.pendingEvents('synthetic', row.id), []);
    }
    await store.close();
    const reopened = await openSqliteStore({ directory: data, warn: assert.fail });
    assert.equal(await assertWhole(reopened), updates + 20);
    await reopened.close();
  });

  it('has nothing to do the second time, without a server too', async () => {
    const { code, errors } = await command(['compact', '--history-before', '2026-01-01', '--data', data]);
    assert.equal(code, 0);
    assert.match(errors, /^forgot 0 history entries from before 2026-01-01T00:00:00.000Z, in /);
  });

  it('says what it was not told, or will not do', async () => {
    for (const [args, code, told] of [
      [[], 2, /name --history-before, --events-before, or both/],
      [['--history-before', 'yesterday'], 2, /must be a date, a moment \(RFC 3339\) or an age such as 400d/],
      [['--history-before', '2026-02-31T25:00:00Z'], 2, /must be a date/],
      [['--events-before', '2999-01-01'], 2, /must not be in the future/],
      [['file.db', '--events-before', '1d'], 2, /compact takes no file/],
      [['--events-before', '1d', '--data', join(data, 'nowhere')], 1, /there are no records in/],
    ] as const) {
      const ended = await command(['compact', ...args]);
      assert.equal(ended.code, code, ended.errors);
      assert.match(ended.errors, told);
    }
  });
});
