import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { create } from './submissions.ts';

const warn = () => {};
/** The wait is 3 s; this only keeps a test that hangs from hanging for ever. */
const PATIENCE = { timeout: 60_000 };

describe('a data directory has one owner', { concurrency: true }, () => {
  test('a second process is refused, and told who is there', PATIENCE, async (t) => {
    const directory = await temporaryDirectory(t);
    const { child, said } = await startOwner(t, directory);
    assert.equal(said, 'open');
    await assert.rejects(openSqliteStore({ directory, warn }), {
      name: 'DirectoryInUseError',
      message: `${directory} is in use by another process (pid ${child.pid}); stop it, or choose another directory`,
    });
    child.kill('SIGKILL');
  });

  test('a process that waits gets in when the owner is killed', PATIENCE, async (t) => {
    const directory = await temporaryDirectory(t);
    const { child } = await startOwner(t, directory);
    const waiting = openSqliteStore({ directory, warn });
    child.kill('SIGKILL');
    const store = await waiting;
    assert.equal(
      (await store.read('one', { id: 'cus_owner' }))?.version,
      1,
      'what the killed one acknowledged is there',
    );
    await store.close();
  });

  test('the lock is not lost by a second store of the same process that was refused', PATIENCE, async (t) => {
    const directory = await temporaryDirectory(t);
    const store = await openSqliteStore({ directory, warn });
    await assert.rejects(openSqliteStore({ directory, warn }), { name: 'DirectoryInUseError' });
    const { said } = await startOwner(t, directory);
    assert.match(said, /^DirectoryInUseError: .* is in use by another process \(pid \d+\)/);
    await create(store, 'cus_a', 'Anna');
    await store.close();
    const again = await openSqliteStore({ directory, warn });
    await again.close();
  });
});

async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-lock-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

/** A process that opens the directory and stays. @returns what it said: `open`, or why it could not */
async function startOwner(t: TestContext, directory: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sqlite-owner.ts'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [said] = await once(child.stdout, 'data');
  return { child, said: String(said).trim() };
}
