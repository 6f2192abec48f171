import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePrefer } from '../../src/wire/prefer.ts';

const cases: readonly (readonly [what: string, field: string | undefined, outcome: ReturnType<typeof parsePrefer>])[] =
  [
    ['an absent field prefers nothing', undefined, {}],
    ['an empty field prefers nothing', '', {}],
    ['return=minimal is read', 'return=minimal', { return: 'minimal' }],
    ['return=representation is read', 'return=representation', { return: 'representation' }],
    ['names do not depend on case', 'RETURN=minimal', { return: 'minimal' }],
    ['a quoted value is the same value', 'return="minimal"', { return: 'minimal' }],
    ['space around = is allowed', 'return = minimal', { return: 'minimal' }],
    ['parameters are ignored', 'return=minimal; foo="some, parameter"; bar', { return: 'minimal' }],
    ['unknown preferences are ignored', 'respond-async, wait=10, return=minimal', { return: 'minimal' }],
    ['an unknown value is ignored', 'return=everything', {}],
    ['a preference without value is ignored', 'return; x=minimal', {}],
    ['of a repeated preference the first wins', 'return=minimal, return=representation', { return: 'minimal' }],
    ['of a repeated preference the first wins even if unknown', 'return=all, return=minimal', {}],
    ['a preference inside quotes is none', 'x=", return=minimal, "', {}],
    ['quotes that never end hide the rest', 'x=", return=minimal', {}],
    ['so do quotes around a control character', 'x="\u0001, return=minimal, "', {}],
    ['quotes that never end leave what came before', 'return=minimal, x=", y', { return: 'minimal' }],
    ['malformed preferences are skipped', '=, ;, return=, @, return=minimal', { return: 'minimal' }],
    ['a slash makes another name of it', 'return/x=minimal', {}],
  ];

for (const [what, field, outcome] of cases) {
  test(what, () => assert.deepEqual(parsePrefer(field), outcome));
}
