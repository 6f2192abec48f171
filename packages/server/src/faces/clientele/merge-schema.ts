import { MergeChoices, MergeClash } from '@clientele/core';
import Type, { type Static } from 'typebox';
import { Customer } from './schema.ts';

const closed = { additionalProperties: false } as const;
const CustomerId = Type.String({ pattern: '^cus_[0-9A-Za-z]{22}$' });

/** What is asked of a merge: whom to take in, at which version, and whose value is kept of what both have differently. */
export const MergeInput = Type.Object(
  {
    other: { ...CustomerId, description: 'The customer that is merged into this one, and is gone then' },
    otherEtag: Type.String({
      pattern: '^"[1-9][0-9]{0,14}-[A-Za-z0-9_-]{8}"$',
      description: 'The ETag of the version of it that this was decided upon',
    }),
    choices: Type.Optional({
      ...MergeChoices,
      description:
        'Whose value is kept, by the `fact` of a clash or by a pointer above it; the longest pointer counts, and `""` is for all the rest',
    }),
  },
  closed,
);
export type MergeInput = Static<typeof MergeInput>;

/** What a merge would do. Without `customer` there are clashes that nobody has decided about. */
export const MergePreview = Type.Object({ clashes: Type.Array(MergeClash), customer: Type.Optional(Customer) }, closed);

export const UnmergeInput = Type.Object(
  { other: { ...CustomerId, description: 'The customer that was merged into this one' } },
  closed,
);
export type UnmergeInput = Static<typeof UnmergeInput>;

const Pointers = Type.Array(Type.String());

/** Both customers after a merge was undone. */
export const Unmerged = Type.Object(
  {
    customer: Customer,
    restored: Type.Object(
      { id: Type.String(), version: Type.Integer(), etag: Type.Optional(Type.String()) },
      { ...closed, description: 'The other one, as it is there again' },
    ),
    kept: { ...Pointers, description: 'What the merge had brought and stays, because it was changed since' },
    notRestored: {
      ...Pointers,
      description: 'What the other one does not get back: the customer keeps it, or has given it up for good',
    },
  },
  closed,
);
