import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NotRecordsError } from '../../src/moving/import-records.ts';
import { LINE_BYTES_MAX } from '../../src/moving/record-line.ts';
import { syntheticRecords } from '../soak/synthetic-records.ts';
import { type OpenedSqlite, openSqlite } from '../stores/opened-sqlite.ts';
import { imported } from './moved.ts';

/** A header, a tenant, and customers of one, two and three versions in lines 3 to 5. */
const GOOD = [...syntheticRecords(3)].map((line) => line.trimEnd());
const [HEADER = '', TENANT = '', FIRST = '', SECOND = '', THIRD = '', END = ''] = GOOD;

type Line = Record<string, never> & {
  record: Record<string, unknown> & {
    contact: Record<string, unknown>;
    handles: Record<string, Record<string, string>>;
  };
  history: { tag: string; entry: Record<string, unknown>; events: Record<string, unknown>[] }[];
};

/** The second customer's line, changed. */
function changed(change: (line: Line) => void): string {
  const line = JSON.parse(SECOND) as Line;
  change(line);
  return JSON.stringify(line);
}

/** What line 4 is told when it is this one. Whatever it is, the others are taken. */
const BAD: readonly (readonly [what: string, line: string, told: string | RegExp])[] = [
  ['no JSON', '{"type":"customer"', /^the line is not JSON/],
  ['no object', '[]', '/type must be one of header, tenant, settings, customer, history, end'],
  ['an unknown type', '{"type":"credential"}', '/type must be one of header, tenant, settings, customer, history, end'],
  ['a member twice', SECOND.replace('"more":false', '"more":false,"more":false'), /^a member name appears twice/],
  ['too long a line', ' '.repeat(LINE_BYTES_MAX + 1), `the line must be at most ${LINE_BYTES_MAX} bytes`],
  ['an unknown member', changed((line) => Object.assign(line, { extra: 1 })), '/extra is not a known member'],
  ['a missing member', changed((line) => delete line['updatedAt']), '/updatedAt is required'],
  ['an id of another shape', SECOND.replaceAll('"id":"cus_', '"id":"cust_'), /^\/id must match/],
  ['an unknown tenant', SECOND.replace('"synthetic"', '"nobody"'), '/tenant is not known'],
  [
    'a field against its rule',
    changed(({ record }) => Object.assign(record.contact, { email: 'no address' })),
    '/record/contact/email must be an e-mail address',
  ],
  [
    'an unknown field',
    changed(({ record }) => Object.assign(record.contact, { emial: 'kim@example.com' })),
    '/record/contact/emial is not a known member; did you mean email?',
  ],
  [
    'another id in the record',
    changed(({ record }) => Object.assign(record, { id: `cus_${'0'.repeat(22)}` })),
    '/record/id must be /id',
  ],
  [
    'another version in the record',
    changed(({ record }) => Object.assign(record, { version: 3 })),
    '/record/version must be /version',
  ],
  [
    'another time in the record',
    changed(({ record }) => Object.assign(record, { updatedAt: '2026-11-22T12:00:00.000Z' })),
    '/record/updatedAt must be /updatedAt',
  ],
  [
    'a handle that its vendor does not have',
    changed(({ record }) => Object.assign(record.handles, { mastercard: { clientId: '9'.repeat(19) } })),
    '/record/handles/mastercard/clientId is no id of that face',
  ],
  [
    'a record that is too large',
    changed(({ record }) => Object.assign(record, { addresses: { byType: manyAddresses() } })),
    /^\/record(\/addresses.* must (have|hold) at most| must be at most 262144 bytes)/,
  ],
  ['no history', changed((line) => Object.assign(line, { history: [] })), /^\/history /],
  [
    'a history with a gap',
    changed(({ history }) => Object.assign(history[1]?.entry ?? {}, { version: 3 })),
    '/history/1/entry/version must follow the one before',
  ],
  [
    'a history that ends too early',
    changed(({ history }) => history.pop()),
    '/history/0/entry/version must be /version, as nothing follows',
  ],
  [
    'a history of another tag',
    changed(({ history }) => Object.assign(history[1] ?? {}, { tag: 'AAAAAAAA' })),
    '/history/1/tag must be /tag, as they are of the same version',
  ],
  [
    'a time that does not sort',
    changed(({ history }) => Object.assign(history[0]?.entry ?? {}, { at: '2025-01-01T00:00:00+01:00' })),
    '/history/0/entry/at must be RFC 3339 in UTC, with milliseconds',
  ],
  [
    'a record after its deletion',
    changed(({ history }) => Object.assign(history[1]?.entry ?? {}, { type: 'deleted' })),
    '/record must be null, as the history ends with the deletion',
  ],
  [
    'an event of another customer',
    changed(({ history }) => Object.assign(history[0]?.events[0] ?? {}, { customerId: `cus_${'0'.repeat(22)}` })),
    '/history/0/events/0 is of another customer or version',
  ],
  [
    'a term given up and held',
    changed((line) =>
      Object.assign(line, { released: [{ kind: 'caibo', value: line.record.handles['caibo']?.['id'] }] }),
    ),
    '/released/0 is held by the record, or is there twice',
  ],
  [
    'a handle that another has',
    changed(({ record }) => Object.assign(record.handles, (JSON.parse(FIRST) as Line).record.handles)),
    '/record: its mastercard belongs to another customer, or did',
  ],
  [
    'another version of one that is there',
    FIRST.replaceAll('"version":1', '"version":2').replaceAll('"previousVersion":0', '"previousVersion":1'),
    '/id is there at another version, or in another tenant',
  ],
  [
    'a history without its customer',
    SECOND.replace('"customer"', '"history"').replace(/"updatedAt".*?"history"/, '"history"'),
    'its customer is not in the line before',
  ],
  [
    'a customer whose history is not there',
    changed((line) => {
      line.history.pop();
      Object.assign(line, { more: true });
    }),
    'its history goes on, and does not',
  ],
  [
    'settings of an unknown face',
    '{"type":"settings","tenant":"synthetic","face":"caibo","version":1,"tag":"tag00001","settings":{}}',
    '/face must be one of mastercard, cybersource',
  ],
  [
    'settings against their rule',
    '{"type":"settings","tenant":"synthetic","face":"mastercard","version":1,"tag":"tag00001","settings":{"fones":1}}',
    /^\/settings\/fones is not a known member/,
  ],
];

function manyAddresses(): object {
  return Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [
      `T${i}`,
      Object.fromEntries(
        ['line1', 'line2', 'line3', 'line4', 'city', 'firstName', 'lastName'].map((name) => [
          name,
          '\u{1f600}'.repeat(100),
        ]),
      ),
    ]),
  );
}

let opened: OpenedSqlite;
before(async () => {
  opened = await openSqlite();
});
after(() => opened.dispose());

describe('a bad line', () => {
  for (const [what, line, reason] of BAD) {
    it(`is told by number and reason, and stops nothing: ${what}`, async () => {
      const own = await openSqlite();
      try {
        const text = [HEADER, TENANT, FIRST, line, THIRD, '{"type":"end","customers":2}', ''].join('\n');
        const { loaded, refused, told } = await imported(own.store, text);
        assert.deepEqual([refused, loaded >= 2], [1, true], told.join('\n'));
        const [first = ''] = told;
        assert.match(first, /^line 4: /);
        if (typeof reason === 'string') assert.equal(first.slice(8), reason);
        else assert.match(first.slice(8), reason);
        assert.doesNotMatch(first, /no address|kim@example|99999|fones":/, 'no value is repeated');
      } finally {
        await own.dispose();
      }
    });
  }

  it('is told when it is not UTF-8', async () => {
    const bytes = Buffer.from([HEADER, TENANT, SECOND, END, ''].join('\n').replace('Alex', 'Al\u00ffx'), 'latin1');
    const { told } = await imported(opened.store, bytes);
    assert.equal(told[0], 'line 3: the line is not valid UTF-8');
  });
});

describe('a file', () => {
  it('that lost lines, or was cut off, is told so', async () => {
    const text = (lines: string[]) => lines.join('\n');
    const lost = await imported(opened.store, text([HEADER, TENANT, FIRST, END, '']));
    assert.deepEqual(lost.told, ['line 4: /customers is 3, and there were 1: lines are missing']);
    const cut = await imported(opened.store, text([HEADER, TENANT, FIRST, SECOND.slice(0, 300)]));
    assert.match(
      cut.told.join('\n'),
      /^line 4: the line is not JSON.*\nline 4: the file ends here, without its last line: it was cut off$/,
    );
  });

  it('may have blank lines and the line ends of another system', async () => {
    const own = await openSqlite();
    const { told, loaded } = await imported(
      own.store,
      ['', ...GOOD].join('\r\n').slice(2).replaceAll('\r\n', '\r\n\r\n'),
    );
    assert.deepEqual([told, loaded], [[], 3]);
    await own.dispose();
  });

  it('that is none of ours, or of a later version, is not begun', async () => {
    for (const text of [
      'id,email\n1,kim@example.com\n',
      `${TENANT}\n${HEADER}\n`,
      HEADER.replace('"version":1', '"version":2'),
    ])
      await assert.rejects(imported(opened.store, text), NotRecordsError);
    await assert.rejects(
      imported(opened.store, HEADER.replace('"version":1', '"version":2')),
      /this server reads files of version 1/,
    );
  });
});
