import assert from 'node:assert/strict';
import { createWriteStream, existsSync, statSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReader } from '../../src/stores/open-beside.ts';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { contentOf } from '../moving/populated.ts';
import { syntheticRecords } from '../soak/synthetic-records.ts';
import { command, ended, startCommand } from './command.ts';

const CUSTOMERS = 6_000;

let directory: string;
let file: string;
let data: string;
const inside = (name: string) => join(directory, name);

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-moving-'));
  [file, data] = [inside('records.ndjson'), inside('data')];
  await pipeline(Readable.from(syntheticRecords(CUSTOMERS)), createWriteStream(file));
  const imported = await command(['import', file, '--data', data]);
  assert.deepEqual([imported.code, imported.output], [0, ''], imported.errors);
  assert.match(
    imported.errors,
    /^imported 6,000 customers, 0 are there already, 0 lines refused, in [\d.]+ s \([\d,]+\/s\)\n$/,
  );
});
after(() => rm(directory, { recursive: true, force: true }));

async function contentIn(place: string): Promise<unknown> {
  const { reader, close } = await openReader({ data: place }, () => {});
  try {
    return await contentOf(reader);
  } finally {
    await close();
  }
}

/** All but the header, which says when it was made. */
async function bodyOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return text.slice(text.indexOf('\n'));
}

describe('clientele export', () => {
  it('writes what was imported, for its owner’s eyes only, and overwrites nothing', async () => {
    const out = inside('out.ndjson');
    const exported = await command(['export', out, '--data', data]);
    assert.deepEqual([exported.code, exported.output], [0, ''], exported.errors);
    assert.match(exported.errors, /^exported 6,000 customers, in /);
    assert.equal(await bodyOf(out), await bodyOf(file));
    assert.equal(statSync(out).mode & 0o777, 0o600);
    const again = await command(['export', out, '--data', data]);
    assert.deepEqual([again.code, /is there already: --resume goes on with it/.test(again.errors)], [1, true]);
    const resumed = await command(['export', out, '--resume', '--data', data]);
    assert.deepEqual([resumed.code, resumed.errors], [0, `${out} is complete: 6000 customers\n`]);
  });

  it('goes to standard output, of a tenant, while a server has the directory', async () => {
    const store = await openSqliteStore({ directory: data, warn: assert.fail });
    try {
      const { code, output, errors } = await command(['export', '-', '--tenant', 'synthetic', '--data', data]);
      assert.equal(code, 0, errors);
      const lines = output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string });
      assert.deepEqual([lines.length, lines[0]?.type, lines.at(-1)?.type], [CUSTOMERS + 3, 'header', 'end']);
      const unknown = await command(['export', '-', '--tenant', 'nobody', '--data', data]);
      assert.deepEqual(
        [unknown.code, unknown.output, unknown.errors],
        [1, '', 'clientele: there is no tenant nobody\n'],
      );
    } finally {
      await store.close();
    }
  });

  it('that was killed goes on after the last whole customer', async () => {
    const out = inside('killed.ndjson');
    const child = startCommand(['export', out, '--data', data]);
    for (; child.exitCode === null && (!existsSync(out) || statSync(out).size < 100_000); ) await sleep(1);
    child.kill('SIGKILL');
    assert.equal((await ended(child)).code, null, 'it was killed before it was done');
    assert.ok(statSync(out).size < statSync(file).size);
    await appendFile(out, '{"type":"customer","tenant":"synthetic","id":"cus_half a li');
    const resumed = await command(['export', out, '--resume', '--data', data]);
    assert.equal(resumed.code, 0, resumed.errors);
    assert.match(resumed.errors, /^exported [\d,]+ customers, after [\d,]+ that were in the file, in /);
    assert.equal(await bodyOf(out), await bodyOf(file));
  });

  it('goes on only with what an export has begun, for the same tenant', async () => {
    const out = inside('other.ndjson');
    await writeFile(out, 'id,email\n');
    const other = await command(['export', out, '--resume', '--data', data]);
    assert.match(other.errors, /is no file that an export of this version has begun/);
    assert.equal(await readFile(out, 'utf8'), 'id,email\n');
    await writeFile(out, '{"type":"header","format":"clientele-records","version":1,"tenant":"acme"}\n');
    assert.match((await command(['export', out, '--resume', '--data', data])).errors, /was begun for acme/);
  });
});

describe('clientele import', () => {
  it('that was killed is just done again, with the same result', async () => {
    for (const [name, how] of [
      ['killed-1', ['--resume']],
      ['killed-2', []],
    ] as const) {
      const place = inside(name);
      const child = startCommand(['import', file, '--data', place]);
      while (child.exitCode === null && !(await hasCustomer(place))) await sleep(2);
      child.kill('SIGKILL');
      assert.equal((await ended(child)).code, null, 'it was killed before it was done');
      const again = await command(['import', file, ...how, '--data', place]);
      assert.equal(again.code, 0, again.errors);
      const [, loaded, present] = /^imported ([\d,]+) customers, ([\d,]+) are there already/.exec(again.errors) ?? [];
      assert.ok(loaded !== '0' && present !== '0', again.errors);
      assert.deepEqual(await contentIn(place), await contentIn(data));
    }
  });

  it('reads standard input, tells bad lines and ends with 1; a dry run before says the same', async () => {
    const [header, tenant, ...lines] = [...syntheticRecords(4)];
    const bad = (lines[1] as string).replace('"email":"', '"email":"not an address ');
    const input = [header, tenant, lines[0], bad, lines[2], 'nonsense\n', ...lines.slice(3)].join('');
    const place = inside('piped');
    const told = /^line 4: \/record\/contact\/email must be an e-mail address\nline 6: the line is not JSON.*\n/;
    const rehearsed = await command(['import', '-', '--dry-run', '--data', place], { input });
    assert.deepEqual([rehearsed.code, existsSync(place)], [1, false]);
    assert.match(rehearsed.errors, told);
    assert.match(rehearsed.errors, /\nwould import 3 customers, 0 are there already, 2 lines refused, in /);
    const imported = await command(['import', '-', '--data', place, '--tenant', 'acme'], { input });
    assert.deepEqual([imported.code, imported.output], [1, '']);
    assert.match(imported.errors, told);
    assert.match(imported.errors, /\nimported 3 customers/);
    const store = await openSqliteStore({ directory: place, warn: assert.fail });
    assert.equal((await store.list('acme', { limit: 9 })).length, 3);
    const after = await command(['import', '-', '--dry-run', '--data', place, '--tenant', 'acme'], { input });
    assert.match(after.errors, /\nwould import 0 customers, 3 are there already, 2 lines refused/, 'beside a server');
    const taken = await command(['import', '-', '--data', place], { input });
    assert.deepEqual([taken.code, /is in use by another process/.test(taken.errors)], [1, true]);
    await store.close();
    assert.deepEqual(
      (await readdir(tmpdir())).filter((name) => name.startsWith('clientele-dry-run-')),
      [],
    );
  });

  it('says in one line what it cannot read', async () => {
    const csv = inside('people.csv');
    await writeFile(csv, 'id,email\n1,kim@example.com\n');
    for (const [args, code, told] of [
      [['import'], 2, /name the file to read/],
      [['import', file, file], 2, /name one file only/],
      [['import', file, '--from', 'nobody'], 2, /--from must be one of clientele/],
      [['import', inside('missing.ndjson'), '--data', inside('unmade')], 1, /no such file/],
      [['import', csv, '--data', inside('csv')], 1, /line 1: it is no file of records/],
      [['import', file, '--tenant', 'A B'], 2, /--tenant must be/],
      [['import', file, '--unknown'], 2, /Unknown option/],
      [['export', '-', '--resume', '--data', data], 2, /--resume goes on with a file/],
      [['export', '-', '--data', inside('nowhere')], 1, /there are no records in/],
      [
        ['export', '-', '--database-url', 'postgres://kim:secret@localhost/x'],
        2,
        /--database-url must not hold a password/,
      ],
      [['export', '-', '--database-url', 'postgres://localhost/x?password=secret'], 2, /must not hold a password/],
      [['export', '-', '--database-url', 'mysql://localhost/x'], 2, /must be a URL that begins with postgres/],
      [['export', '-', '--database-url', 'postgres://localhost/x', '--data', data], 2, /are two places/],
      [['move'], 2, /name a command: credential, settings, export/],
    ] as const) {
      const { code: ending, output, errors } = await command(args);
      assert.deepEqual([ending, output], [code, ''], `${args.join(' ')}: ${errors}`);
      assert.match(errors, told);
      assert.doesNotMatch(errors, /secret|kim@|\n {4}at /);
      assert.equal(errors.trimEnd().split('\n').length, code, errors);
    }
  });
});

async function hasCustomer(place: string): Promise<boolean> {
  try {
    const { reader, close } = await openReader({ data: place }, () => {});
    const [first] = await reader.dump('synthetic', { limit: 1 });
    await close();
    return first !== undefined;
  } catch {
    return false;
  }
}
