import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Customer } from '@clientele/core';
import { nameLikeness } from '../../../src/moving/matching/name.ts';
import { isSharedMailbox } from '../../../src/moving/matching/shared-mailbox.ts';
import type { Store } from '../../../src/stores/store.ts';
import { openRow } from '../../../src/use-cases/kept.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import type { OpenedStore } from '../../store-contract.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { type How, importedFrom, lines, TENANT } from './imported.ts';

const ALL = { matchOn: ['email', 'phone', 'reference'] } as const satisfies How;

let opened: OpenedStore;
let store: Store;
let tenants = 0;
before(async () => {
  opened = await openTestStore();
  store = opened.store;
});
after(() => opened.dispose());

/** Clients of Mastercard; each gets an id and a number of its own. */
let numbers = 0;
function client({ email, phone, first, last, born, ...rest }: Record<string, string>): object {
  numbers += 1;
  return {
    clientId: 1000 + numbers,
    clientNumber: `ABC_${numbers}`,
    clientType: 'PR',
    clientContactData: { ...(email && { email }), ...(phone && { phoneNumberMobile: phone }) },
    clientPersonalData: {
      ...(first && { firstName: first }),
      ...(last && { lastName: last }),
      ...(born && { birthDate: born }),
    },
    ...rest,
  };
}

/** What became of the rows of two vendors, the second matched with the first. */
async function matched(
  clients: readonly object[],
  rows: string,
  how: How = ALL,
  face: 'caibo' | 'cybersource' = 'caibo',
) {
  tenants += 1;
  const tenant = { ...TENANT, id: `match-${tenants}`, number: String(3000 + tenants) };
  await store.createTenant(tenant);
  const before = await importedFrom('mastercard', store, lines(clients), { tenant });
  assert.equal(before.counts.created, clients.length, JSON.stringify(before));
  const { outcomes } = await importedFrom(face, store, rows, { ...how, tenant });
  return { outcomes, tenant: tenant.id, types: outcomes.map(sayType) };
}

function sayType(outcome: Awaited<ReturnType<typeof importedFrom>>['outcomes'][number]): string {
  return outcome.type === 'doubtful' ? `${outcome.reason}${outcome.id ? ' created' : ''}` : outcome.type;
}

async function recordsOf(tenant: string): Promise<Customer[]> {
  const rows = await store.list(tenant, { limit: 100 });
  return rows.flatMap((row) => openRow(row, plainSeal)?.record ?? []);
}

const caibo = (id: number, members: object): string => `${JSON.stringify({ id, ...members })}\n`;
const ANN = { email: 'ann.lee@example.com', phone: '+48 123 456 789', first: 'Ann', last: 'Lee', born: '1990-01-02' };

describe('a row that is about a customer of another vendor', () => {
  it('is linked: three vendors, one customer, who has what each of them knew', async () => {
    const { tenant, types } = await matched(
      [client(ANN)],
      caibo(7, {
        name: 'Ann Lee',
        email: 'Ann.Lee@example.com',
        phone: '0048123456789',
        memberId: 'M-1',
        preferences: { currency: 'EUR' },
      }),
    );
    assert.deepEqual(types, ['linked']);
    const token = { id: 'A1', buyerInformation: { merchantCustomerID: 'M-1', email: 'ann.lee@example.com' } };
    const third = await importedFrom('cybersource', store, lines([token]), {
      ...ALL,
      tenant: { ...TENANT, id: tenant },
    });
    const [{ type, evidence } = { type: '', evidence: { agreed: [] } }] = third.outcomes as never[] as {
      type: string;
      evidence: { agreed: string[] };
    }[];
    assert.deepEqual([type, evidence.agreed], ['linked', ['email', 'reference']]);
    const [record, ...others] = await recordsOf(tenant);
    assert.deepEqual(others, []);
    assert.deepEqual(record?.handles && Object.keys(record.handles), ['mastercard', 'caibo', 'cybersource']);
    assert.deepEqual(record?.contact, { email: 'ann.lee@example.com', phones: { mobile: '+48 123 456 789' } });
    assert.deepEqual(record?.name, { first: 'Ann', last: 'Lee' });
    assert.deepEqual([record?.preferences, record?.references?.memberId], [{ currency: 'EUR' }, 'M-1']);
  });

  it('tells what it has differently, which stays, or is taken where that is asked for', async () => {
    const row = caibo(7, { name: 'Ann M. Lee', email: ANN.email, dateOfBirth: '1990-01-02', address: 'New Street 2' });
    const address = { clientBaseAddressData: { addressLine1: 'Old Street 1', city: 'Wien' } };
    for (const [prefer, line1, city, display] of [
      ['kept', 'Old Street 1', 'Wien', undefined],
      ['new', 'New Street 2', undefined, 'Ann M. Lee'],
    ] as const) {
      const { outcomes, tenant } = await matched([{ ...client(ANN), ...address }], row, { ...ALL, prefer });
      const [outcome] = outcomes;
      assert.ok(outcome?.type === 'linked', JSON.stringify(outcome));
      assert.deepEqual(outcome.clashes, ['name', 'address.street', 'address.city']);
      const [record] = await recordsOf(tenant);
      assert.deepEqual([record?.addresses?.base?.line1, record?.addresses?.base?.city], [line1, city]);
      assert.equal(record?.name?.display, display);
    }
  });

  it('is found by each key that is asked for, and by no other', async () => {
    const row = caibo(7, { name: 'Ann Lee', email: ANN.email });
    for (const [matchOn, type] of [
      [['email'], 'linked'],
      [['phone'], 'created'],
      [['reference'], 'created'],
      [[], 'created'],
    ] as const)
      assert.deepEqual((await matched([client(ANN)], row, { matchOn })).types, [type]);
    const number = { ...client({}), clientNumber: 'C-77' };
    const token = lines([{ id: 'A1', buyerInformation: { merchantCustomerID: 'C-77' } }]);
    assert.deepEqual((await matched([number], token, { matchOn: ['reference'] }, 'cybersource')).types, ['linked']);
  });

  it('is linked once: the second row of the same vendor is doubtful', async () => {
    const rows = caibo(7, { name: 'Ann Lee', email: ANN.email }) + caibo(8, { name: 'Ann Lee', email: ANN.email });
    const { outcomes, types } = await matched([client(ANN)], rows);
    assert.deepEqual(types, ['linked', 'contradicted']);
    const [, doubtful] = outcomes;
    assert.ok(doubtful?.type === 'doubtful');
    assert.deepEqual(
      doubtful.candidates.map(({ agreed, disagreed }) => ({ agreed, disagreed })),
      [{ agreed: ['email', 'name'], disagreed: ['handle'] }],
    );
  });

  it('and came in the same file is taken in the order of the file', async () => {
    const rows =
      caibo(7, { name: 'Ann Lee', email: ANN.email }) +
      caibo(8, { name: 'Ann Lee', email: ANN.email }) +
      caibo(9, { name: 'Bo Ray', email: 'bo@example.com' });
    assert.deepEqual((await matched([], rows)).types, ['created', 'contradicted', 'created']);
    assert.deepEqual((await matched([], rows, { ...ALL, doubtful: 'create' })).types, [
      'created',
      'contradicted created',
      'created',
    ]);
  });
});

describe('a row that may be about somebody', () => {
  it('is left out when something of him differs', async () => {
    for (const members of [
      { name: 'Bob Lee', email: ANN.email },
      { name: 'Ann Ray', email: ANN.email },
      { name: 'Ann Lee', email: ANN.email, dateOfBirth: '1991-01-02' },
      { name: 'Ann Lee', email: ANN.email, phone: '+48999999999' },
      { name: 'Ann Lee', email: 'ann@example.org', phone: ANN.phone },
    ]) {
      const { types, tenant } = await matched([client(ANN)], caibo(7, members));
      assert.deepEqual(types, ['contradicted'], JSON.stringify(members));
      assert.equal((await recordsOf(tenant)).length, 1);
    }
  });

  it('is left out when it may be about several', async () => {
    const two = [
      client({ email: 'both@example.com', first: 'Ann' }),
      client({ email: 'both@example.com', first: 'Ann' }),
    ];
    assert.deepEqual((await matched(two, caibo(7, { name: 'Ann Lee', email: 'both@example.com' }))).types, ['several']);
    const apart = [client({ email: ANN.email }), client({ phone: ANN.phone })];
    assert.deepEqual((await matched(apart, caibo(7, { name: 'Ann Lee', email: ANN.email, phone: ANN.phone }))).types, [
      'several',
    ]);
    const crowd = Array.from({ length: 11 }, () => client({ email: 'all@example.com' }));
    const { outcomes } = await matched(crowd, caibo(7, { name: 'Ann Lee', email: 'all@example.com' }));
    assert.deepEqual(outcomes, [{ type: 'doubtful', reason: 'several', candidates: [], line: 1 }]);
  });

  it('is linked with the one of several of whom all is true', async () => {
    const family = [client(ANN), client({ ...ANN, email: 'bo.lee@example.com', first: 'Bo', born: '1960-05-06' })];
    const row = caibo(7, { name: 'Ann Lee', email: ANN.email, phone: ANN.phone });
    const { types, outcomes } = await matched(family, row);
    assert.deepEqual(types, ['linked']);
    assert.ok(outcomes[0]?.type === 'linked' && outcomes[0].evidence.agreed.includes('email'));
  });
});

describe('what people share', () => {
  it('is no reason to take a family’s telephone for a person', async () => {
    const daughter = caibo(7, { name: 'Eve Lee', email: 'eve.lee@example.com', phone: ANN.phone });
    assert.deepEqual((await matched([client(ANN)], daughter)).types, ['created']);
    const nameless = [client({ phone: ANN.phone })];
    const { types } = await matched(
      nameless,
      caibo(7, { name: 'Eve Lee', email: 'eve.lee@example.com', phone: ANN.phone }),
    );
    assert.deepEqual(types, ['weak']);
    const same = caibo(7, { name: 'Lee, Ann', email: 'ann.lee@example.com', phone: ANN.phone });
    assert.deepEqual((await matched([client({ ...ANN, email: '' })], same)).types, ['linked']);
  });

  it('is no reason to take a company’s mailbox for a person', async () => {
    const office = client({ email: 'info@example.com', first: 'Ann', last: 'Lee' });
    assert.deepEqual((await matched([office], caibo(7, { name: 'Bo Ray', email: 'info@example.com' }))).types, [
      'created',
    ]);
    assert.deepEqual((await matched([office], caibo(7, { name: 'Ann Lee', email: 'INFO@example.com' }))).types, [
      'linked',
    ]);
    const token = lines([{ id: 'A1', buyerInformation: { email: 'info@example.com' } }]);
    assert.deepEqual((await matched([office], token, ALL, 'cybersource')).types, ['weak']);
    const numbered = { ...office, clientNumber: 'C-9' };
    const known = lines([{ id: 'A1', buyerInformation: { email: 'info@example.com', merchantCustomerID: 'C-9' } }]);
    assert.deepEqual((await matched([numbered], known, ALL, 'cybersource')).types, ['linked']);
  });

  it('is also what stands where there is nothing', async () => {
    const nameless = client({ email: 'noemail@example.com' });
    const token = lines([{ id: 'A1', buyerInformation: { email: 'noemail@example.com' } }]);
    assert.deepEqual((await matched([nameless], token, ALL, 'cybersource')).types, ['weak']);
    for (const number of ['-', '0', 'N/A', 'none']) {
      const numbered = { ...client({ phone: ANN.phone }), clientNumber: number };
      const members = { name: 'Eve Lee', email: 'eve@example.com', memberId: number };
      assert.deepEqual((await matched([numbered], caibo(7, members))).types, ['created'], number);
      assert.deepEqual((await matched([numbered], caibo(7, { ...members, phone: ANN.phone }))).types, ['weak'], number);
    }
  });

  it('is also what another person has, or too many', async () => {
    const family = [
      client({ email: 'lee@example.com' }),
      client({ email: 'lee@example.com', first: 'Bob', last: 'Lee' }),
    ];
    const eve = { name: 'Eve Lee', email: 'lee@example.com' };
    assert.deepEqual((await matched(family, caibo(7, eve))).types, ['weak']);
    const hers = client({ email: 'lee@example.com', first: 'Eve', last: 'Lee' });
    assert.deepEqual((await matched([family[1] as object, hers], caibo(7, eve))).types, ['linked']);
    const crowd = Array.from({ length: 11 }, () => client({ email: 'lee@example.com' }));
    const rows = caibo(7, { ...eve, phone: ANN.phone });
    assert.deepEqual((await matched([...crowd, client({ email: 'lee@example.com', phone: ANN.phone })], rows)).types, [
      'weak',
    ]);
  });

  it('is not made a person by half a name', async () => {
    for (const [first, last, name, type] of [
      ['Ann', 'Lee', 'A. Lee', 'weak'],
      ['Ann', 'Lee', 'A. L.', 'weak'],
      ['Jan', 'van Dyk', 'van Dyk', 'weak'],
      ['John', 'Smith', 'John Smith Jr.', 'weak'],
      ['राम', 'शर्मा', 'रमा शर्मा', 'created'],
      ['Ann', 'Lee', 'Ann M. Lee', 'linked'],
    ] as const) {
      const row = caibo(7, { name, email: 'somebody@example.com', phone: ANN.phone });
      assert.deepEqual((await matched([client({ phone: ANN.phone, first, last })], row)).types, [type], name);
    }
  });

  it('is told by the name of the mailbox', () => {
    const shared = ['info@a', 'Sales+x@a', 'no-reply@a', 'customer.service@a', 'office2@a', 'family@a'];
    assert.deepEqual([...shared, 'ann@a', 'informant@a', '12@a'].map(isSharedMailbox), [
      ...shared.map(() => true),
      false,
      false,
      false,
    ]);
  });
});

describe('two names', () => {
  const whole = (display: string) => ({ display });
  for (const [a, b, likeness] of [
    [whole('Ann Lee'), { first: 'Ann', last: 'Lee' }, 'same'],
    [whole('LEE, Ann'), whole('Ann Lee'), 'same'],
    [whole('Zoë Müller'), whole('Zoe Muller'), 'same'],
    [whole('A. Lee'), whole('Ann Lee'), undefined],
    [whole('Ann M. Lee'), { first: 'Ann', last: 'Lee' }, 'same'],
    [whole('van Dyk'), { first: 'Jan', last: 'van Dyk' }, undefined],
    [whole('John Smith Jr'), whole('John Smith'), undefined],
    [whole('John Smith Jr'), { first: 'John', last: 'Smith', suffix: 'SR' }, 'different'],
    [whole('John Smith Jr'), { first: 'John', last: 'Smith', suffix: 'Junior' }, 'same'],
    [whole('राम शर्मा'), whole('रमा शर्मा'), 'different'],
    [whole('かな はた'), whole('がな はた'), 'different'],
    [whole('李 明'), whole('李 明华'), 'different'],
    [whole('Ann Lee'), { first: 'Ann', middle: 'Maria', last: 'Lee' }, 'same'],
    [whole('Lee'), whole('Ann Lee'), undefined],
    [undefined, whole('Ann Lee'), undefined],
    [whole('Ann Lee'), whole('Bob Lee'), 'different'],
    [{ last: 'Lee' }, { last: 'Ray' }, 'different'],
    [{ first: 'Lee', last: 'Ann' }, { first: 'Ann', last: 'Lee' }, 'different'],
  ] as const) {
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${likeness ?? 'nothing to go by'}`, () => {
      assert.equal(nameLikeness(a, b), likeness);
      assert.equal(nameLikeness(b, a), likeness);
    });
  }
});
