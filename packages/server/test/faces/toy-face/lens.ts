import { verbatim } from '../../../src/lens/codec.ts';
import { createLens } from '../../../src/lens/lens.ts';
import { validateClient } from './schema.ts';

/** `null` removes it; nothing else does. */
const TEXT = { codec: verbatim, writable: true, clearable: true, blank: 'refused' } as const;

export const clientLens = createLens({
  rows: [
    { vendor: '/name/given', canonical: '/name/first', ...TEXT },
    { vendor: '/name/family', canonical: '/name/last', ...TEXT },
    { vendor: '/mail', canonical: '/contact/email', ...TEXT },
    { vendor: '/tel', canonical: '/contact/phones/mobile', ...TEXT },
  ],
  validate: validateClient,
});
