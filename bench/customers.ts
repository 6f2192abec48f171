import type { CustomerFields } from '@clientele/core';

const FIRST_NAMES = [
  'Ada',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Elin',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaja',
  'Luis',
];
const LAST_NAMES = [
  'Abel',
  'Brandt',
  'Costa',
  'Dahl',
  'Eriksen',
  'Fontana',
  'Gruber',
  'Horvat',
  'Ivanov',
  'Jansen',
  'Kowal',
];
const CITIES = [
  { city: 'Lisbon', state: 'LI', postalCode: '1100-148', country: 'PT' },
  { city: 'Bergen', state: 'VL', postalCode: '5003', country: 'NO' },
  { city: 'Graz', state: 'ST', postalCode: '8010', country: 'AT' },
  { city: 'Gdansk', state: 'PM', postalCode: '80-831', country: 'PL' },
];

/** The n-th invented customer, about 1.3 kB once the server's own members are added; the same in every run. */
export function customerFields(n: number): CustomerFields {
  const first = pick(FIRST_NAMES, n);
  const last = pick(LAST_NAMES, n);
  const number = String(n).padStart(6, '0');
  const home = { line1: `${(n % 180) + 1} Harbour Street`, line2: `Staircase ${(n % 9) + 1}`, ...pick(CITIES, n) };
  const work = { line1: `${(n % 90) + 1} Market Square`, line2: 'Third floor', ...pick(CITIES, n + 1) };
  return {
    references: { merchantCustomerId: `M-${number}`, code: `ORDER-${number}`, memberId: `member-${number}` },
    contact: {
      email: `${first}.${last}.${number}@example.com`.toLowerCase(),
      phones: { mobile: `+9991000${number}`, home: `+9992000${number}`, work: `+9993000${number}` },
    },
    name: { first, last, display: `${first} ${last}` },
    addresses: { base: home, byType: { STMT: { ...work, firstName: first, lastName: last } } },
    person: {
      birthDate: `19${String((n % 60) + 40)}-0${(n % 9) + 1}-1${n % 9}`,
      birthPlace: home.city,
      citizenship: home.country,
    },
    preferences: {
      language: 'en',
      currency: 'EUR',
      notifications: true,
      communications: { email: true, sms: false, post: n % 2 === 0 },
    },
    company: { name: `${last} & Daughters`, department: 'Purchasing' },
    custom: {
      tags: { LOYALTY: { TIER: 'silver', SINCE: '2021', NOTE: `enrolled at desk ${n % 40}` }, RISK: { BAND: 'B' } },
      merchantDefined: { segment: 'retail', channel: 'branch' },
    },
    status: 'active',
    consents: { marketing: { granted: true, at: '2026-01-15T09:30:00Z', noticeVersion: '2026-01' } },
  };
}

function pick<Item>(items: readonly Item[], n: number): Item {
  return items[n % items.length] as Item;
}
