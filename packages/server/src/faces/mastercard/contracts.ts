import { ok, type Problem, refuse } from '@clientele/core';
import Format from 'typebox/format';
import { integerIn } from '../../wire/query.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import { clientAt } from './clients.ts';
import { type Handler, jsonAnswer } from './operation.ts';

/** No contracts are kept here: every client has none of them. */

/** `GET /clients/{client_id}/account-contracts` */
export const getAccountContractsByClient: Handler = noContracts('clientAccountContracts', []);

/** `GET /clients/{client_id}/card-contracts` */
export const getCardContractsByClient: Handler = noContracts('clientCardContracts', ['creation_date_from']);

export const PAGE_LIMIT = { minimum: 1, maximum: 100, default: 10 } as const;
const PAGE_OFFSET = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 } as const;

function noContracts(member: string, dates: readonly string[]): Handler {
  return async (ground, call) => {
    const { query } = call.request;
    const limit = integerIn(query, 'limit', PAGE_LIMIT);
    if (!limit.ok) return invalidParameter('limit');
    const offset = integerIn(query, 'offset', PAGE_OFFSET);
    if (!offset.ok) return invalidParameter('offset');
    const wrong = dates.find((name) => query.has(name) && !Format.IsDate(query.get(name) ?? ''));
    if (wrong !== undefined) return invalidParameter(wrong);
    const found = await clientAt(ground, call);
    if (!found.ok) return found;
    const page = { count: 0, limit: limit.value, offset: offset.value, total: 0, [member]: [] };
    return ok(jsonAnswer(200, stringifyJson(page)));
  };
}

function invalidParameter(name: string) {
  return refuse<Problem>({ type: 'malformed', message: `Invalid type of request parameter ${name}.` });
}
