import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { command } from './command.ts';
import { assertWhole, startWriting, versionsIn } from './writers.ts';

let directory: string;
const inside = (name: string) => join(directory, name);
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-backup-'));
});
after(() => rm(directory, { recursive: true, force: true }));

describe('clientele backup and restore', () => {
  it('keep a whole copy of what was there at one moment, while writers go on', async (t) => {
    const [data, file, restored] = ['data', 'backup.db', 'restored'].map(inside) as [string, string, string];
    const store = await openSqliteStore({ directory: data, warn: assert.fail });
    const writing = await startWriting(store, 20);
    const before = await versionsIn(store);
    const made = await command(['backup', file, '--data', data]);
    const { updates, slowestMs } = await writing.stop();
    assert.deepEqual([made.code, made.output], [0, ''], made.errors);
    const end = await assertWhole(store);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match((await command(['backup', file, '--data', data])).errors, /is there already/);
    assert.match((await command(['restore', file, '--data', data])).errors, /in use by another process/);
    await store.close();
    const put = await command(['restore', file, '--data', restored]);
    assert.deepEqual([put.code, put.errors], [0, `restored ${file} into ${restored}\n`]);
    assert.equal(statSync(join(restored, 'customers.db')).mode & 0o777, 0o600);
    const copy = await openSqliteStore({ directory: restored, warn: assert.fail });
    const copied = await assertWhole(copy);
    t.diagnostic(
      `${updates} updates, the slowest took ${Math.round(slowestMs)} ms; ${before} < ${copied} < ${end} versions`,
    );
    assert.ok(before < copied && copied < end, 'it was made while they wrote');
    const again = await startWriting(copy, 2);
    assert.ok((await again.stop()).updates > 0);
    await copy.close();
    assert.match((await command(['restore', file, '--data', restored])).errors, /has records already/);
    assert.deepEqual(readdirSync(directory).sort(), ['backup.db', 'data', 'restored']);
  });

  it('has nothing in the file of what was forgotten', async () => {
    const data = inside('data');
    await command(['compact', '--history-before', '0h', '--events-before', '0h', '--data', data]);
    const [before, after] = [inside('backup.db'), inside('compacted.db')];
    assert.equal((await command(['backup', after, '--data', data])).code, 0);
    assert.ok(statSync(after).size < statSync(before).size / 2);
    assert.ok(statSync(join(data, 'customers.db')).size > statSync(after).size, 'the database keeps its free pages');
  });

  it('refuses what is no sound backup, and leaves the directory as it was', async () => {
    const [data, empty, broken, newer, other] = ['data', 'empty', 'broken.db', 'newer.db', 'other.db'].map(inside) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const bytes = await readFile(inside('backup.db'));
    bytes.fill(0x5a, bytes.length - 20_000, bytes.length - 4_000);
    await writeFile(broken, bytes);
    await copyFile(inside('backup.db'), newer);
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 999');
    database.close();
    const foreign = new DatabaseSync(other);
    foreign.exec('CREATE TABLE anything (at_all TEXT)');
    foreign.close();
    await writeFile(inside('text.db'), 'no database');
    for (const [file, told] of [
      [inside('missing.db'), /there is no file/],
      [inside('text.db'), /cannot be restored: file is not a database/],
      [broken, /cannot be restored: (its integrity check fails|database disk image is malformed)/],
      [newer, /a later version of this server has written it \(schema 999, here \d+\)/],
      [other, /it is no backup of this server/],
      [join(data, 'customers.db'), /it is a copy of a database in use/],
    ] as const) {
      const refused = await command(['restore', file, '--data', empty]);
      assert.equal(refused.code, 1);
      assert.match(refused.errors, told);
      assert.equal(existsSync(join(empty, 'customers.db')), false);
      assert.deepEqual(
        readdirSync(existsSync(empty) ? empty : directory).filter((name) => name.includes('restoring')),
        [],
      );
    }
    assert.equal((await command(['restore', inside('backup.db'), '--data', empty])).code, 0);
  });

  it('says what it was not told', async () => {
    for (const [args, code, told] of [
      [['backup'], 2, /name the file to write/],
      [['restore'], 2, /name the file to restore/],
      [['backup', inside('x.db'), '--data', inside('nowhere')], 1, /there are no records in/],
      [['backup', inside('x.db'), '--database-url', 'postgres://localhost/x'], 1, /has its own means of backup/],
      [['restore', inside('backup.db'), '--database-url', 'postgres://localhost/x'], 2, /into a data directory/],
    ] as const) {
      const ended = await command(args);
      assert.equal(ended.code, code, ended.errors);
      assert.match(ended.errors, told);
    }
  });
});
