import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { settingsKinds } from '../../src/faces/settings-kinds.ts';
import { exportRecords } from '../../src/moving/export-records.ts';
import { lineBlocks } from '../../src/moving/line-blocks.ts';
import { findResumePoint } from '../../src/moving/resume-point.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { type OpenedSqlite, openSqlite } from '../stores/opened-sqlite.ts';
import { exported, piecesOf } from './moved.ts';
import { live, type Step } from './populated.ts';

describe('an export that was interrupted', () => {
  let opened: OpenedSqlite;
  let text: string;
  before(async () => {
    opened = await openSqlite();
    for (const id of ['one', 'three', 'two']) await opened.store.createTenant({ id, number: '1001', name: id });
    const long = Array.from(
      { length: 150 },
      (_, i): Step => ({ fields: { name: { last: `${'x'.repeat(250)}${i}`, birth: `${'y'.repeat(240)}${i}` } } }),
    );
    for (const tenant of ['one', 'two']) {
      for (const steps of [[], ['delete' as const], []]) await live(opened.store, { tenant, fields: {}, steps });
    }
    for (let i = 0; i < 2; i++) await live(opened.store, { tenant: 'one', fields: {}, steps: [...long, ...long] });
    text = await exported(opened.store);
    assert.ok(text.includes('{"type":"history"'), 'of one customer there are several lines');
  });
  after(() => opened.dispose());

  it('is completed, wherever it was interrupted', async () => {
    const whole = Buffer.from(text);
    const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
    const cuts = new Set(
      ends
        .flatMap((end) => [end - 30, end - 1, end, end + 1, end + 40])
        .filter((cut) => cut >= (ends[0] ?? 0) && cut <= whole.length),
    );
    assert.ok(cuts.size > 30);
    for (const cut of cuts) {
      const point = await findResumePoint(piecesOf(whole.subarray(0, cut), 1_000));
      assert.ok(point && point.end <= cut, `cut at ${cut}`);
      if (cut === whole.length) assert.equal(point.isComplete, true);
      if (point.isComplete) continue;
      let rest = '';
      const options = {
        reader: opened.store,
        seal: plainSeal,
        settingsKinds,
        now: '',
        onLeftOut: assert.fail,
        onProgress: () => {},
      };
      for await (const part of exportRecords({ ...options, resume: point })) rest += part;
      assert.equal(whole.subarray(0, point.end).toString() + rest, text, `cut at ${cut}`);
    }
  });

  it('is not begun before its header is whole, and is no other file', async () => {
    for (const other of [
      '',
      text.slice(0, 20),
      'id,email\n',
      '{"type":"header","format":"clientele-records","version":2}\n',
    ])
      assert.equal(await findResumePoint(piecesOf(Buffer.from(other), 10)), undefined);
  });
});

describe('lines', () => {
  async function linesOf(text: string, pieceBytes: number, max: number) {
    const lines: (string | undefined)[] = [];
    for await (const block of lineBlocks(piecesOf(Buffer.from(text), pieceBytes), max)) {
      for (const { number, bytes, end, isWhole } of block) {
        lines.push(bytes?.toString());
        assert.equal(number, lines.length);
        assert.equal(end, isWhole ? nthEnd(text, number) : Buffer.byteLength(text));
      }
    }
    return lines;
  }
  const nthEnd = (text: string, number: number) => Buffer.byteLength(text.split('\n').slice(0, number).join('\n')) + 1;

  it('are the same whatever pieces they come in; of one that is too long only the number is known', async () => {
    const text = `a\n\nb\u00e9\r\n${'x'.repeat(50)}\n${'y'.repeat(10)}\nlast`;
    for (let pieceBytes = 1; pieceBytes <= 80; pieceBytes++)
      assert.deepEqual(await linesOf(text, pieceBytes, 12), ['a', '', 'b\u00e9', undefined, 'y'.repeat(10), 'last']);
    assert.deepEqual(await linesOf('', 1, 5), []);
    assert.deepEqual(await linesOf('x'.repeat(9), 2, 5), [undefined]);
  });
});
