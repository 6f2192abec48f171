import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { lineBlocks } from '../../../src/moving/line-blocks.ts';
import { CsvRows, delimiterOf, ROW_BYTES_MAX } from '../../../src/moving/vendor/csv-rows.ts';
import { NotVendorFileError } from '../../../src/moving/vendor/rows.ts';
import type { Store } from '../../../src/stores/store.ts';
import { openRow } from '../../../src/use-cases/kept.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import type { OpenedStore } from '../../store-contract.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { piecesOf } from '../moved.ts';
import { importedFrom, TENANT, type VendorImported } from './imported.ts';

/** The rows of a text: their cells, or the problem, with the number of the line they begin in. */
async function rowsOf(text: string | Buffer, delimiter = ',', pieceBytes = 5): Promise<unknown[]> {
  const reader = new CsvRows(delimiter);
  const rows: unknown[] = [];
  const put = (row: ReturnType<typeof reader.take>[number]) =>
    rows.push('cells' in row ? [row.line, ...row.cells] : `${row.line}: ${row.problem}`);
  for await (const block of lineBlocks(piecesOf(Buffer.from(text), pieceBytes), ROW_BYTES_MAX))
    for (const line of block) reader.take(line).forEach(put);
  reader.end().forEach(put);
  return rows;
}

const OPEN = 'a quote is not closed';
const FOLLOWED = 'something follows a quote, or one is not closed';

describe('rows of comma-separated values', () => {
  for (const [what, text, rows] of [
    [
      'cells with and without quotes',
      'a,"b",\n"",c,d',
      [
        [1, 'a', 'b', ''],
        [2, '', 'c', 'd'],
      ],
    ],
    ['a quote in quotes, and one without', '"say ""hi""",5" pipe\n', [[1, 'say "hi"', '5" pipe']]],
    [
      'line breaks in a cell, as they are',
      '"a\nb","c\r\nd\n\ne"\r\nx,y\r\n',
      [
        [1, 'a\nb', 'c\r\nd\n\ne'],
        [6, 'x', 'y'],
      ],
    ],
    [
      'empty lines between rows',
      '\na\n\r\nb\n\n',
      [
        [2, 'a'],
        [4, 'b'],
      ],
    ],
    ['a delimiter in quotes', '"a,b",c', [[1, 'a,b', 'c']]],
    ['blanks, which are kept', ' a , "b"\n', [[1, ' a ', ' "b"']]],
    [
      'a quote that is never closed',
      'a,b\nc,"d\ne,f\ng,h',
      [[1, 'a', 'b'], `2: ${OPEN}`, [3, 'e', 'f'], [4, 'g', 'h']],
    ],
    ['a quote that the next one seems to close', 'c,"d\ne,"f"\ng,h', [`1: ${FOLLOWED}`, [2, 'e', 'f'], [3, 'g', 'h']]],
    ['something after a quote', '"a"b,c\nd,e', [`1: ${FOLLOWED}`, [2, 'd', 'e']]],
    ['nothing', '', []],
  ] as const) {
    it(`have ${what}`, async () => {
      for (const pieceBytes of [1, 3, 1000]) assert.deepEqual(await rowsOf(text, ',', pieceBytes), rows);
    });
  }

  it('that nobody can keep are refused by themselves', async () => {
    const tooLong = 'x'.repeat(10 * 1024 * 1024);
    const [broken, kept] = ['the line must be UTF-8 of at most 1048576 bytes', [2, 'fine']];
    assert.deepEqual(await rowsOf(`a,"${tooLong}",b\nfine\n`, ',', 65_536), [`1: ${broken}`, kept]);
    assert.deepEqual(await rowsOf(Buffer.from([0x61, 0xff, 0x0a, ...Buffer.from('fine')])), [`1: ${broken}`, kept]);
    // A lone surrogate, as some write one in UTF-8.
    assert.deepEqual(await rowsOf(Buffer.from([0xed, 0xa0, 0x80, 0x0a, ...Buffer.from('fine')])), [
      `1: ${broken}`,
      kept,
    ]);
    assert.deepEqual(await rowsOf('a\0b\nfine'), ['1: the line contains U+0000', kept]);
  });

  it('after a quote that is not closed are lost to none but its own', async () => {
    const many = Array.from({ length: 200_000 }, (_, index) => `row ${index},x`);
    const rows = await rowsOf(`first,"open\n${many.join('\n')}\n`, ',', 65_536);
    assert.equal(rows.length, many.length + 1);
    assert.deepEqual([rows[0], rows[1]], ['1: a quote is not closed, or the row is too long', [2, 'row 0', 'x']]);
  });

  it('take time in proportion to their number, whatever is open', async () => {
    for (const line of ['a,"b', 'a","b']) {
      const lines = Array.from({ length: 50_000 }, () => line);
      const begin = performance.now();
      assert.equal((await rowsOf(lines.join('\n'), ',', 65_536)).length, lines.length);
      assert.ok(performance.now() - begin < 5_000, line);
    }
  });

  it('tell by their header what separates them', () => {
    assert.deepEqual(['id;"a,b,c,d";e', 'id,email', 'id\temail', 'id'].map(delimiterOf), [';', ',', '\t', ',']);
  });
});

describe('a table of a vendor’s customers', () => {
  let opened: OpenedStore;
  let store: Store;
  before(async () => {
    opened = await openTestStore();
    store = opened.store;
    await store.createTenant(TENANT);
  });
  after(() => opened.dispose());

  const reasons = ({ outcomes }: VendorImported) =>
    outcomes.map((outcome) => (outcome.type === 'refused' ? `${outcome.line}: ${outcome.reason}` : outcome.type));

  it('is refused as a whole when its header cannot be used', async () => {
    for (const [header, told] of [
      ['Ann Lee,ann@example.com', /^line 1: must name the columns, and one of them is id$/],
      ['id,name,email,name', /^line 1: column 4 has the name of column 2$/],
      ['id,__proto__,email', /^line 1: no members of the vendor's are: __proto__; --ignore-unknown passes over them$/],
      ['id,preferences.communications.constructor,email', /constructor/],
      ['id,emial,preferences.x,name[0],a..b,[0]', /: emial, preferences\.x, name\[0\], a\.\.b, \[0\]; /],
      ['"id,name', /^line 1: a quote is not closed/],
      // Old line ends, and a quote too many: what stands there are people.
      [
        'id,email\r1,Ann Secret\r2,Bo',
        /^line 1: the name of column 2 contains a line break or another control character$/,
      ],
      ['id,"name\n1,Ann Secret\n2,",email', /^line 1: the name of column 2 contains a line break/],
    ] as const) {
      await assert.rejects(importedFrom('caibo', store, `${header}\n1,a,b@example.com\n`), (error: Error) => {
        assert.ok(error instanceof NotVendorFileError);
        assert.match(error.message, told);
        return true;
      });
    }
    const passed = await importedFrom('caibo', store, 'id,name,email,__proto__,note\n1,Ann,a@example.com,x,y\n', {
      ignoreUnknown: true,
    });
    assert.deepEqual(reasons(passed), ['created']);
  });

  it('may have a great many columns', async () => {
    const header = `id,name,email,${Array.from({ length: 100_000 }, (_, index) => `c${index}`).join()}`;
    const begin = performance.now();
    const { counts } = await importedFrom('caibo', store, `${header}\n1,a,b@example.com\n`, { ignoreUnknown: true });
    assert.deepEqual([counts.refused, performance.now() - begin < 5_000], [1, true]);
  });

  it('has cells for each column, and says what a cell must be', async () => {
    const file = [
      'id,name,email,preferences.notifications,address,address.street,phone',
      '21,Ann,ann@example.com,TRUE,,,',
      '22,Ann,ann@example.com,yes,,,',
      '23,Ann,ann@example.com,true,One Street,,,,more',
      '24,Ann,ann@example.com',
      '25,Ann,ann@example.com,,One Street,Two Street,',
      '26,Ann,ann@example.com,,,"Three\nStreets",=1+1',
      '1.67727E+16,Ann,ann@example.com,,,,',
      '28,"Ann,ann@example.com,,,,',
      '29,Ann,ann@example.com,,,,"+48 123"',
    ].join('\n');
    assert.deepEqual(reasons(await importedFrom('caibo', store, file)), [
      'created',
      '3: preferences.notifications must be true or false',
      '4: there are 9 cells, and the header has 7 columns',
      '5: there are 3 cells, and the header has 7 columns',
      '6: a member is given as a whole and in parts',
      '7: phone must be a telephone number',
      "9: id must be an id of the vendor's",
      '10: something follows a quote, or one is not closed',
      'created',
    ]);
  });

  it('keeps what a spreadsheet would take for a formula, byte for byte', async () => {
    const texts = ['=1+1', '@SUM(A1)', '+1', "-1'|cmd", '=HYPERLINK("x";"y")', '\tTab', ' blank '];
    const rows = texts.map((text, index) => `${40 + index},"${text.replaceAll('"', '""')}",n${index}@example.com`);
    await importedFrom('caibo', store, `id,name,email\n${rows.join('\n')}\n`);
    for (const [index, text] of texts.entries()) {
      const kept = openRow(await store.read(TENANT.id, { kind: 'caibo', value: String(40 + index) }), plainSeal);
      assert.equal(kept?.record.name?.display, text);
    }
  });
});
