import Type from 'typebox';
import type { Operation } from '../face.ts';
import { MergeInput, MergePreview, Unmerged, UnmergeInput } from './merge-schema.ts';
import {
  customer,
  dryRun,
  etag,
  id,
  idempotencyKey,
  ifMatch,
  merged,
  prefer,
  reason,
  WRITE,
} from './operation-parts.ts';
import { Customer } from './schema.ts';

/** What the OpenAPI document says of merging; the operations themselves are in `routes.ts`. */

export const mergeCustomers: Operation = {
  id: 'mergeCustomers',
  summary: 'Merge another customer into this one',
  description:
    'What only one of the two has is kept. What both have differently needs a choice: with `dryRun=true` the answer lists it. The other’s handles lead to this customer from then on, and so does its id.',
  tag: 'Merging',
  parameters: [id, ifMatch(true), idempotencyKey, reason, prefer, dryRun],
  requestBody: {
    mediaTypes: ['application/json'],
    schema: MergeInput,
    example: {
      other: 'cus_0000000000000000000002',
      otherEtag: '"3-AbCdEfGh"',
      choices: { '/contact/email': 'survivor' },
    },
  },
  responses: {
    200: {
      ...customer('The customer as it is now; or, with `dryRun=true`, what would become of it', {}),
      schema: Type.Union([Customer, MergePreview]),
    },
    204: { description: 'Merged (`return=minimal`)', headers: etag },
    ...merged,
  },
  problems: [...WRITE, 428],
};

export const unmergeCustomers: Operation = {
  id: 'unmergeCustomers',
  summary: 'Undo a merge: the other customer is there again, as it was',
  description:
    'This customer gives back what it took over, except for what was changed since. Merges are undone in the reverse of their order.',
  tag: 'Merging',
  parameters: [id, ifMatch(true), idempotencyKey, reason, dryRun],
  requestBody: {
    mediaTypes: ['application/json'],
    schema: UnmergeInput,
    example: { other: 'cus_0000000000000000000002' },
  },
  responses: {
    200: { description: 'Both customers', mediaType: 'application/json', schema: Unmerged },
    ...merged,
  },
  problems: [...WRITE, 428],
};
