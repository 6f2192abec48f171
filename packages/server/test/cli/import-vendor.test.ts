import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { command } from './command.ts';

let directory: string;
let data: string;
const inside = (name: string) => join(directory, name);

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-vendor-'));
  data = inside('data');
  const store = await openSqliteStore({ directory: data, warn: assert.fail });
  await store.createTenant({ id: 'acme', number: '1001', name: 'Acme' });
  await store.close();
  await writeFile(
    inside('clients.csv'),
    [
      'clientId;clientNumber;clientType;clientContactData.email;clientPersonalData.firstName;clientPersonalData.lastName',
      '1;ABC_1;PR;ann@example.com;Ann;Lee',
      '2;ABC_2;PR;bo@example.com;Bo;Ray',
      '3;ABC_3;XX;eve@example.com;Eve;Secret',
    ].join('\r\n'),
  );
  const customers = [
    { id: 7, name: 'Ann Lee', email: 'ann@example.com', phone: '+48123456' },
    { id: 8, name: 'Kim Secret', email: 'bo@example.com' },
  ];
  await writeFile(inside('customers.ndjson'), customers.map((customer) => `${JSON.stringify(customer)}\n`).join(''));
});
after(() => rm(directory, { recursive: true, force: true }));

const importing = (...args: readonly string[]) => command(['import', '--data', data, '--tenant', 'acme', ...args]);

describe('clientele import --from a vendor', () => {
  it('tells bad lines and ends with 1; a dry run before says the same', async () => {
    for (const [dry, created] of [
      [['--dry-run'], 'would create'],
      [[], 'created'],
    ] as const) {
      const { code, output, errors } = await importing('--from', 'mastercard', ...dry, inside('clients.csv'));
      assert.deepEqual([code, output], [1, ''], errors);
      assert.match(errors, /^line 4: clientType must be one of PR, PNR, CR, CNR\n/);
      assert.match(errors, new RegExp(`\\n${created} 2 customers, .*, 0 doubtful, 1 lines refused, in `));
      assert.doesNotMatch(errors, /Secret|eve@/);
    }
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('clientele-dry-run-'));
    assert.deepEqual(left, []);
  });

  it('reports what is linked and what is doubtful, for its owner’s eyes only, and without what they hold', async () => {
    const report = inside('report.ndjson');
    const args = ['--from', 'caibo', '--match-on', 'phone,email', '--report', report, inside('customers.ndjson')];
    const { code, errors } = await importing(...args);
    assert.equal(code, 1, errors);
    assert.match(
      errors,
      /^created 0 customers, linked 1, updated 0, 0 are there already, .* 1 doubtful, 0 lines refused/,
    );
    assert.equal((await stat(report)).mode & 0o777, 0o600);
    const text = await readFile(report, 'utf8');
    assert.doesNotMatch(text, /example|Secret|Ann|\+48/);
    const [linked, doubtful] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line.replace(/cus_\w{22}/g, 'cus')) as unknown);
    assert.deepEqual(linked, { line: 1, outcome: 'linked', customer: 'cus', agreed: ['email', 'name'] });
    const candidates = [{ id: 'cus', agreed: ['email'], disagreed: ['name'] }];
    assert.deepEqual(doubtful, { line: 2, outcome: 'doubtful', reason: 'contradicted', candidates });
    const again = await importing(...args);
    assert.deepEqual(
      [again.code, /report\.ndjson cannot be written: it is there already/.test(again.errors)],
      [1, true],
    );
    const told = await importing(
      '--from',
      'caibo',
      '--match-on',
      'email',
      '--doubtful',
      'create',
      inside('customers.ndjson'),
    );
    assert.equal(told.code, 0, told.errors);
    assert.match(told.errors, /^line 2: doubtful \(contradicted\); cus_\w{22} agrees in email, not in name\n/);
  });

  it('says in one line what it cannot do', async () => {
    const file = inside('customers.ndjson');
    await writeFile(inside('headless.csv'), 'Ann Secret,ann@example.com\n');
    for (const [args, code, told] of [
      [['--from', 'caibo', file, '--tenant', ''], 1, /there is no tenant/],
      [['--from', 'caibo', file, '--tenant', 'nobody'], 1, /there is no tenant nobody/],
      [['--from', 'caibo', file, '--format', 'xml'], 2, /--format must be one of ndjson, csv/],
      [['--from', 'caibo', file, '--match-on', 'email,name'], 2, /--match-on must be a list of email,phone,reference/],
      [['--from', 'caibo', file, '--delimiter', '|'], 2, /--delimiter must be one of/],
      [['--from', 'caibo', file, '--resume'], 2, /--resume goes on with a file of records/],
      [['--from', 'caibo', file, '--doubtful', 'merge'], 2, /--doubtful must be one of leave, create/],
      [['--from', 'caibo', file, '--reason', ''], 2, /--reason must be/],
      [['--from', 'nobody', file], 2, /--from must be one of clientele, mastercard, cybersource, caibo/],
      [['--from', 'caibo', inside('headless.csv')], 1, /line 1: must name the columns, and one of them is id/],
    ] as const) {
      const { code: ending, errors } = await importing(...args);
      assert.match(errors, told);
      assert.equal(ending, code, errors);
      assert.doesNotMatch(errors, /Secret|\n {4}at /);
    }
    const { code, errors } = await command(['import', '--from', 'caibo', '--data', data, file]);
    assert.deepEqual([code, /needs --tenant/.test(errors)], [2, true]);
  });
});
