import { customerFields } from '../customers.ts';
import type { Sandbox } from './sandbox.ts';

/** What the cases address a customer by. */
export interface Ids {
  readonly id: string;
  readonly caiboId: string;
}

const WORKERS = 32;

/** Creates the customers through `/v1` and attaches each to the Caibo face. */
export async function fill(sandbox: Sandbox, count: number): Promise<Ids[]> {
  const ids: Ids[] = new Array(count);
  let next = 0;
  const work = async () => {
    for (let n = next++; n < count; n = next++) ids[n] = await createCustomer(sandbox, n);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return ids;
}

async function createCustomer(sandbox: Sandbox, n: number): Promise<Ids> {
  const created = await call(sandbox, 'POST', '/v1/customers', customerFields(n));
  const id = created.body?.id;
  if (typeof id !== 'string') throw new Error(`POST /v1/customers: no id in ${JSON.stringify(created.body)}`);
  const precondition: Record<string, string> = created.etag === null ? {} : { 'if-match': created.etag };
  const attached = await call(sandbox, 'POST', `/v1/customers/${id}/handles`, { face: 'caibo' }, precondition);
  const caiboId = caiboIdOf(attached.body) ?? caiboIdOf((await call(sandbox, 'GET', `/v1/customers/${id}`)).body);
  if (caiboId === undefined) throw new Error(`POST /v1/customers/${id}/handles gave the customer no Caibo id`);
  return { id, caiboId };
}

interface Body {
  readonly id?: unknown;
  readonly handles?: { readonly caibo?: { readonly id?: unknown } };
}

function caiboIdOf(body: Body | undefined): string | undefined {
  const id = body?.handles?.caibo?.id;
  return typeof id === 'string' ? id : undefined;
}

interface Called {
  readonly etag: string | null;
  readonly body: Body | undefined;
}

async function call(
  { baseUrl, integratorToken }: Sandbox,
  method: 'GET' | 'POST',
  path: string,
  content?: unknown,
  extra: Record<string, string> = {},
): Promise<Called> {
  const answer = await fetch(new URL(path, baseUrl), {
    method,
    headers: { authorization: `Bearer ${integratorToken}`, 'content-type': 'application/json', ...extra },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
  return { etag: answer.headers.get('etag'), body: text === '' ? undefined : (JSON.parse(text) as Body) };
}
