import { ok } from '@clientele/core';
import { at, type LensException } from '../../lens/lens.ts';

/**
 * The vendor's language has two letters, the record's may have a region or a script (`pl-PL`, `zh-Hant`). Its first part
 * is shown where that has two letters; writing what is shown keeps the rest, and null leaves alone what is not shown.
 */
export const language: LensException = {
  vendor: '/clientPersonalData/language',
  canonical: ['/preferences/language'],
  writable: true,
  clearable: true,
  blank: 'refused',
  show(record) {
    const stored = at(record, ['preferences', 'language']);
    return typeof stored === 'string' ? /^[a-z]{2}(?=-|$)/.exec(stored)?.[0] : undefined;
  },
  write: (_record, value) => ok([[['preferences', 'language'], value]]),
};
