import type { JsonObject, Violation } from '@clientele/core';
import type { Breach } from '../../lens/codec.ts';
import { type Check, KEY, type Member } from '../../lens/lens.ts';
import { clientLens } from './lens.ts';
import type { MastercardSettings } from './settings.ts';

/** A client has a number and a type from its creation on, also where `null` was sent for one. */
export const numberAndType: Check = (_before, after) =>
  ['/clientNumber', '/clientType']
    .filter((pointer) => shown(memberAt(pointer), after) === undefined)
    .map((pointer) => ({ pointer, rule: 'required', message: 'is required' }));

/**
 * What the vendor agrees with each issuer (contract §2): dictionaries, the client number, telephone numbers, what is
 * embossed. Only members that the request changed are looked at, so that what another face wrote is nobody's fault here.
 */
export function agreedWith(settings: MastercardSettings): Check {
  return (before, after) => {
    const violations: Violation[] = [];
    for (const { member, breachOf } of rules) {
      const value = changed(member, before, after);
      const breach = value === undefined ? undefined : breachOf(value, settings);
      if (breach) violations.push({ pointer: member.vendor, ...breach });
    }
    return [...violations, ...lines.flatMap((line) => tooLong(line, before, after, settings))];
  };
}

/** A rule of the tenant for one member, by what the member shows. */
interface Rule {
  readonly member: Member;
  readonly breachOf: (value: string, settings: MastercardSettings) => Breach | undefined;
}

const PERSONAL = '/clientPersonalData';
const EMBOSSED = '/embossedData';
const rules: readonly Rule[] = [
  rule('/clientNumber', (value, { clientNumber }) => begins(value, clientNumber.prefix)),
  rule('/clientNumber', (value, { clientNumber }) => fits(value, clientNumber.lengthMax)),
  rule('/clientType', (value, { clientTypes }) => isIn(value, clientTypes)),
  rule('/orderDepartment', (value, { dictionaries }) => isIn(value, dictionaries.orderDepartment)),
  rule('/serviceGroupCode', (value, { dictionaries }) => isIn(value, dictionaries.serviceGroupCode)),
  ...['fax', 'faxHome', 'phoneNumberHome', 'phoneNumberMobile', 'phoneNumberWork'].map((name) =>
    rule(`/clientContactData/${name}`, (value, { phones }) =>
      phones === 'standard' ? isStandardPhone(value) : undefined,
    ),
  ),
  rule(`${PERSONAL}/title`, (value, { dictionaries }) => isIn(value, dictionaries.title)),
  rule(`${PERSONAL}/suffix`, (value, { dictionaries }) => isIn(value, dictionaries.suffix)),
  rule(`${PERSONAL}/maritalStatus`, (value, { dictionaries }) => isIn(value, dictionaries.maritalStatus)),
  rule(`${PERSONAL}/language`, (value, { dictionaries }) => isIn(value, dictionaries.language)),
  rule(`${EMBOSSED}/title`, (value, { dictionaries }) => isIn(value, dictionaries.title)),
  ...['title', 'firstName', 'lastName', 'companyName'].map((name) =>
    rule(`${EMBOSSED}/${name}`, (value, { embossing }) => (embossing.capitalsOnly ? isInCapitals(value) : undefined)),
  ),
];

function rule(pointer: string, breachOf: Rule['breachOf']): Rule {
  return { member: memberAt(pointer), breachOf };
}

function begins(value: string, prefix: string): Breach | undefined {
  return value.startsWith(prefix) ? undefined : { rule: 'prefix', message: `must begin with ${prefix}` };
}

function fits(value: string, lengthMax: number): Breach | undefined {
  if ([...value].length <= lengthMax) return undefined;
  return { rule: 'lengthMax', message: `size must be between 1 and ${lengthMax}` };
}

/** A refusal lists no more values than a person would read. */
const LISTED_MAX = 20;

/** Whether a value is in a dictionary of the tenant's; `null` allows any. */
export function isIn(value: string, dictionary: readonly string[] | null): Breach | undefined {
  if (dictionary === null || dictionary.includes(value)) return undefined;
  const listed = dictionary.length > LISTED_MAX ? 'the values that are configured' : dictionary.join(', ');
  return { rule: 'dictionary', message: `must be one of ${listed}` };
}

const STANDARD_PHONE = /^00[0-9]{8,19}$/;

function isStandardPhone(value: string): Breach | undefined {
  if (STANDARD_PHONE.test(value)) return undefined;
  return { rule: 'phones', message: `must match "${STANDARD_PHONE.source}"` };
}

function isInCapitals(value: string): Breach | undefined {
  return /\p{Lowercase}/u.test(value) ? { rule: 'capitalsOnly', message: 'must be in capital letters' } : undefined;
}

/** The two lines that are printed on a card: their members, with one space between. */
const lines: readonly (readonly Member[])[] = [
  [memberAt(`${EMBOSSED}/title`), memberAt(`${EMBOSSED}/firstName`), memberAt(`${EMBOSSED}/lastName`)],
  [memberAt(`${EMBOSSED}/companyName`)],
];

/** A line that became too long, told of the last of its members that got a new value. Clearing one is always allowed. */
function tooLong(
  line: readonly Member[],
  before: JsonObject,
  after: JsonObject,
  { embossing: { lineLengthMax } }: MastercardSettings,
): Violation[] {
  const text = line.flatMap((member) => shown(member, after) ?? []).join(' ');
  const culprit = line.findLast((member) => changed(member, before, after) !== undefined);
  if (!culprit || [...text].length <= lineLengthMax) return [];
  const names = line.map(({ vendor }) => vendor.slice(`${EMBOSSED}/`.length)).join(' ');
  const message = `the line "${names}" must be at most ${lineLengthMax} characters`;
  return [{ pointer: culprit.vendor, rule: 'lineLengthMax', message }];
}

function memberAt(vendor: string): Member {
  const member = clientLens.members.find((candidate) => candidate.vendor === vendor);
  if (!member) throw new Error(`no member of a client is called ${vendor}`);
  return member;
}

/** What a member shows now and did not show before, or `undefined`. */
function changed(member: Member, before: JsonObject, after: JsonObject): string | undefined {
  const value = shown(member, after);
  return value === shown(member, before) ? undefined : value;
}

function shown(member: Member, record: JsonObject): string | undefined {
  const value = member.show({ record, facts: {} }, KEY);
  return typeof value === 'string' ? value : undefined;
}
