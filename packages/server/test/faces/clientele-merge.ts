import type { Reply } from '../client.ts';
import { api, customer } from './clientele-api.ts';
import { isDescribed } from './described-answer.ts';

/** Merging by way of `/v1`, and undoing it; each answer is one that the OpenAPI document describes. */
export interface Made {
  readonly path: string;
  readonly etag: string;
  readonly id: string;
}

export interface Merge {
  readonly choices?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
}

/** Two customers who clash in their e-mail addresses alone. */
export async function two(first: object = {}, second: object = {}): Promise<[Made, Made]> {
  return [await customer(first), await customer(second)];
}

async function described(method: string, target: string, reply: Reply): Promise<Reply> {
  const { status, headers, body } = reply;
  isDescribed({ face: 'clientele', method, target }, { status, headers: Object.fromEntries(headers), body });
  return reply;
}

export async function merge(
  survivor: Made,
  other: Made,
  { choices, headers, query = '', body }: Merge = {},
): Promise<Reply> {
  const target = `${survivor.path}/merge${query}`;
  const asked = { other: other.id, otherEtag: other.etag, ...(choices && { choices }), ...body };
  return described(
    'POST',
    target,
    await api('POST', target, { body: asked, headers: { 'if-match': survivor.etag, ...headers } }),
  );
}

export async function unmerge(
  survivor: Made,
  other: Made,
  etag: string,
  { headers = {}, query = '' }: Merge = {},
): Promise<Reply> {
  const target = `${survivor.path}/unmerge${query}`;
  return described(
    'POST',
    target,
    await api('POST', target, { body: { other: other.id }, headers: { 'if-match': etag, ...headers } }),
  );
}

export const SURVIVOR = { '': 'survivor' };
export const etagOf = (reply: Reply) => reply.headers.get('etag') ?? '';

export async function read(path: string): Promise<Reply> {
  return described('GET', path, await api('GET', path));
}

export async function history({ path }: Made): Promise<Reply['body'][]> {
  const target = `${path}/history`;
  return (await described('GET', target, await api('GET', target))).body.items;
}
