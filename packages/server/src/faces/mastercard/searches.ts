import { setImmediate as othersFirst } from 'node:timers/promises';
import { type Customer, handleIn, ok, type SearchKind } from '@clientele/core';
import { exactInteger } from '../../lens/codec.ts';
import { confirmCustomer } from '../../use-cases/confirm-customer.ts';
import { type CustomerPage, listCustomers } from '../../use-cases/list-customers.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Call } from '../face.ts';
import { readerOf } from './body.ts';
import { clientLens } from './lens.ts';
import { changeOf, type Ground, type Handler, jsonAnswer } from './operation.ts';
import { inObject } from './problems.ts';
import { ClientIdentifierSearch } from './schema.ts';

const readSearch = readerOf(ClientIdentifierSearch);

const KINDS: Readonly<Record<ClientIdentifierSearch['clientIdentifierType'], SearchKind>> = {
  CLIENT_NUMBER: 'clientNumber',
  IDENTIFICATION_DOCUMENT_NUMBER: 'documentNumber',
  SOCIAL_NUMBER: 'socialNumber',
  TAXPAYER_IDENTIFIER: 'taxpayerIdentifier',
};

/** Of so many pages of records with the same identifier the oldest is looked for. */
const PAGES_MAX = 10;
const PAGE_LIMIT = 100;

/** `POST /clients/searches`: the client with an identifier; of several the one that was created first. */
export const getClientId: Handler = async (ground, call) => {
  const change = changeOf(call);
  if (!change.ok) return change;
  const search = inObject({ object: 'clientIdentifierSearch', lens: clientLens }, readSearch(call.body ?? null));
  if (!search.ok) return search;
  const clientId = await oldestMatch(ground, call, search.value);
  // By the id in this API: whoever lost it meanwhile is not found.
  const key = clientId === undefined ? undefined : { kind: 'mastercard', value: clientId };
  const confirmed = await confirmCustomer(ground.dependencies, change.value, key);
  if (!confirmed.ok) return confirmed;
  const found = handleIn(confirmed.value.record, 'mastercard');
  return ok(jsonAnswer(200, stringifyJson({ clientId: exactInteger(found.clientId) })));
};

async function oldestMatch(
  { dependencies }: Ground,
  { principal }: Call,
  { clientIdentifier, clientIdentifierType }: ClientIdentifierSearch,
): Promise<string | undefined> {
  const search = { kind: KINDS[clientIdentifierType], value: clientIdentifier };
  let oldest: Customer | undefined;
  let after: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page: CustomerPage = await listCustomers(
      dependencies,
      principal,
      { limit: PAGE_LIMIT, ...(after !== null && { after }) },
      search,
    );
    for (const { record } of page.items) {
      if (record.handles.mastercard && (!oldest || record.createdAt < oldest.createdAt)) oldest = record;
    }
    after = page.next;
    if (after === null) break;
    await othersFirst();
  }
  return oldest?.handles.mastercard?.clientId;
}
