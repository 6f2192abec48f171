/** Personal data in merchant-defined data: what is found, what is not, and that nothing of it is told. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CustomerFields, type Json } from '@clientele/core';
import fc from 'fast-check';
import { personalDataAmong } from '../../src/faces/cybersource/personal-data.ts';
import { arbitraryJson } from '../arbitrary-json.ts';

const found = (value: string) => personalDataAmong([], [{ name: 'data1', value }]).map(({ message }) => message);
const CARD = ['must not hold a card number'];
const EMAIL = ['must not hold an e-mail address'];

/** The digit that makes a number valid (ISO/IEC 7812-1, annex B), worked out by trying. */
function completed(digits: string): string {
  const isValid = (number: string) =>
    [...number].reduce((sum, digit, index) => {
      const doubled = Number(digit) * ((number.length - index) % 2 === 0 ? 2 : 1);
      return sum + Math.trunc(doubled / 10) + (doubled % 10);
    }, 0) %
      10 ===
    0;
  return [...'0123456789'].map((last) => digits + last).find(isValid) ?? '';
}

const cardNumber = fc.stringMatching(/^[2-6][0-9]{11,17}$/).map(completed);
const around = fc.stringMatching(/^[A-Za-z .,:#]{0,20}$/).filter((text) => !/[ -]$|^[ -]/.test(text));
const email = arbitraryJson<string>(CustomerFields.properties.contact.properties.email);

describe('cybersource personal data', () => {
  test('a card number is found, with and without blanks or dashes, wherever it stands', () => {
    const numbers = [
      '4111111111111111',
      '4111 1111 1111 1111',
      '4111-1111-1111-1111',
      '3782 822463 10005',
      '4222222222222',
      'card4111111111111111!',
      'pay 4111\u00a01111\u00a01111\u00a01111 now',
      '5555\u20135555\u20135555\u20134444',
      'order 12 4111 1111 1111 1111',
      '4111 1111 1111 1111 12/29',
      '1.4111111111111111',
      '4111.1111.1111.1111',
      '4111/1111/1111/1111',
      '4111_1111_1111_1111',
      '4111  1111  1111  1111',
      '4111- 1111 -1111 1111',
      '4111\u20141111\ufe631111\uff0d1111',
      '4\u200b111\u20601111\ufeff1111\u00ad1111',
      [...'4111111111111111'].join('\u200b'),
      '\uff14\uff11\uff11\uff11 1111 1111 1111',
      '\u{1d7d2}111\u30001111 1111 1111',
    ];
    for (const text of numbers) assert.deepEqual(found(text), CARD, text);
  });

  test('numbers that are no card numbers are not found', () => {
    const numbers = [
      '4111111111111112',
      '1111111111111117',
      '9111111111111119',
      '411111111111',
      '41111111111111111111',
      '004111111111111111100',
      '4111   1111   1111   1111',
      '4111,1111,1111,1111',
      '2026-11-22 10:29:47.123',
      '192.168.100.200',
      '+1 415 888 0000',
      '2026-11-22',
      'F2F3ADA770102B51E053A2598D0A9078',
      '',
    ];
    for (const text of numbers) assert.deepEqual(found(text), [], text);
  });

  test('an e-mail address is found, and what only looks a little like one is not', () => {
    for (const text of ['ann@example.com', 'mail: Ann <ann.lee+x@mail.example.co.uk>.', 'ann@b\u00fccher.example'])
      assert.deepEqual(found(text), EMAIL, text);
    for (const text of ['@clientele', 'a@b', 'five@3.50', '@example.com', 'ann@ example.com', 'ann at example.com'])
      assert.deepEqual(found(text), [], text);
  });

  test('any valid number is found in any text, however its digits are grouped', () => {
    const grouping = fc.array(fc.constantFrom('', '', ' ', '-', '.', '/', '_', '  ', '\u2013', '\u200b', ' -'), {
      minLength: 18,
      maxLength: 18,
    });
    fc.assert(
      fc.property(cardNumber, grouping, around, around, (number, gaps, before, after) => {
        const grouped = [...number].map((digit, index) => (index === 0 ? digit : gaps[index - 1] + digit)).join('');
        assert.deepEqual(found(`${before}${grouped}${after}`), CARD);
      }),
    );
  });

  test('any e-mail address is found in any text', () => {
    fc.assert(
      fc.property(email, around, around, (address, before, after) => {
        assert.deepEqual(found(`${before} ${address} ${after}`), EMAIL);
      }),
    );
  });

  test('words and short numbers are never personal data', () => {
    const word = fc.oneof(fc.stringMatching(/^[A-Za-z\u00e0-\u00ff'.,!?-]{1,12}$/), fc.stringMatching(/^[0-9]{1,4}$/));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        assert.deepEqual(found(words.join(' x ')), []);
      }),
    );
  });

  test('only what changed is looked at, in the order in which it is sent', () => {
    const entry = (name: string, value: string) => ({ name, value });
    const before = [entry('data1', '4111111111111111'), entry('data3', 'ann@example.com')];
    const after = [
      entry('data1', '4111111111111111'),
      entry('data3', 'bob@example.com'),
      entry('sensitive1', '4111111111111111'),
    ];
    const places = personalDataAmong(before, after).map(({ pointer }) => pointer);
    assert.deepEqual(places, ['/merchantDefinedInformation/1/value', '/merchantDefinedInformation/2/value']);
    assert.deepEqual(personalDataAmong(after, after), []);
    assert.equal(personalDataAmong([], after).length, 3);
    assert.deepEqual(personalDataAmong([], undefined), []);
  });

  test('nothing that was found is told', () => {
    const given = ['ann@example.com', '4111111111111111'].map((value, index) => ({ name: `data${index + 1}`, value }));
    const told = JSON.stringify(personalDataAmong([], given));
    assert.ok(!/ann|4111/.test(told), told);
  });

  test('a list of anything is read without complaint', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        for (const list of [value, [value], [{ name: value, value }]])
          assert.ok(Array.isArray(personalDataAmong([], list as Json)));
      }),
    );
  });

  test('hostile texts of a megabyte take linear time', () => {
    const patterns = [
      '4',
      '4 ',
      '4-1',
      'a@',
      '@a',
      'a@a.',
      'a@1.1',
      'a@a-',
      '4111111111111112 ',
      '@',
      '1234 5678 9012 3456 ',
      '4. ',
      '4..',
      '\u0316\u0300',
      '\ufdfa',
      '\uff14\u200b',
    ];
    const started = performance.now();
    for (const pattern of patterns) found(pattern.repeat(1_000_000 / pattern.length));
    const elapsedMs = performance.now() - started;
    assert.ok(elapsedMs < 15_000, `${elapsedMs} ms`);
  });
});
