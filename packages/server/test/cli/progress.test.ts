import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Progress } from '../../src/cli/progress.ts';

/** A screen that remembers, and a clock that goes when it is told to. */
function shown(isTTY: boolean) {
  const written: string[] = [];
  const screen = { isTTY, write: (text: string) => written.push(text) };
  let time = 0;
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  const progress = new Progress({ verb: 'import', noun: 'customers', screen, now: () => time });
  return { progress, pass, text: () => written.join('') };
}

describe('progress', () => {
  it('is one line on a terminal, with how far, how fast and how long still', () => {
    const { progress, pass, text } = shown(true);
    pass(50);
    progress.reached({ count: 1, share: 0.01 });
    assert.equal(text(), '', 'not for what is over at once');
    pass(9_950);
    progress.reached({ count: 25_000, share: 0.25 });
    assert.equal(text(), '\r\u001b[Kimport: [======                  ] 25%, 25,000 customers, 2,500/s, 30 s left');
    pass(50);
    progress.reached({ count: 25_100, share: 0.251 });
    progress.tell('line 7: the line is not JSON');
    assert.ok(text().endsWith('left\r\u001b[Kline 7: the line is not JSON\n'));
    pass(29_950);
    progress.end(100_000, 'imported 100,000 customers');
    assert.ok(text().endsWith('\nimported 100,000 customers, in 40 s (2,500/s)\n'));
  });

  it('is not taken over by what stands in a file', () => {
    const { progress, text } = shown(true);
    progress.tell(`line 1: \u001b]0;x\u0007\nline 2: \u202e${'n'.repeat(1_000_000)} is not a known member`);
    assert.match(text(), /^line 1: \\u\{1b\}\]0;x\\u\{7\}\\u\{a\}line 2: \\u\{202e\}n+…\n$/);
    assert.ok(text().length < 3_000);
  });

  it('is a plain line every few seconds elsewhere', () => {
    const { progress, pass, text } = shown(false);
    for (let i = 1; i <= 110; i++) {
      pass(100);
      progress.reached({ count: i * 100 });
    }
    assert.equal(text(), 'import: 5,000 customers, 1,000/s\nimport: 10,000 customers, 1,000/s\n');
    pass(3_600_000);
    progress.reached({ count: 20_000, share: 0.5 });
    assert.ok(text().endsWith('import: 50%, 20,000 customers, 6/s, 1 h 0 min left\n'));
  });
});
