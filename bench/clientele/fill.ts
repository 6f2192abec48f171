import { customerFields } from '../customers.ts';
import { inParallel } from '../in-parallel.ts';
import type { Face } from '../subject.ts';
import type { Sandbox } from './sandbox.ts';

/** What the cases address a customer by. */
export interface Ids {
  readonly id: string;
  readonly caiboId: string;
  /** Only where asked for. */
  readonly mastercardId?: string;
  readonly cybersourceId?: string;
}

const AT_ONCE = 32;

/** Creates the customers through `/v1` and attaches each to the Caibo face, and to the others that are used. */
export function fill(sandbox: Sandbox, count: number, faces: ReadonlySet<Face>): Promise<Ids[]> {
  return inParallel(AT_ONCE, Array.from({ length: count }), (_, n) => createCustomer(sandbox, n, faces));
}

async function createCustomer(sandbox: Sandbox, n: number, faces: ReadonlySet<Face>): Promise<Ids> {
  const created = await call(sandbox, '/v1/customers', customerFields(n));
  const { id } = created.body;
  if (id === undefined) throw new Error(`POST /v1/customers: no id in ${JSON.stringify(created.body)}`);
  let last = await attach(sandbox, id, created.etag, { face: 'caibo' });
  const asClient = { face: 'mastercard', clientNumber: `CLI_${n}`, clientType: 'PR' };
  if (faces.has('mastercard')) last = await attach(sandbox, id, last.etag, asClient);
  if (faces.has('cybersource')) last = await attach(sandbox, id, last.etag, { face: 'cybersource' });
  const { caibo, mastercard, cybersource } = last.body.handles ?? {};
  return {
    id,
    caiboId: found('caibo', caibo?.id),
    ...(faces.has('mastercard') && { mastercardId: found('mastercard', mastercard?.clientId) }),
    ...(faces.has('cybersource') && { cybersourceId: found('cybersource', cybersource?.id) }),
  };
}

function attach(sandbox: Sandbox, id: string, etag: string | null, handle: object): Promise<Called> {
  return call(sandbox, `/v1/customers/${id}/handles`, handle, etag === null ? {} : { 'if-match': etag });
}

function found(face: string, id: string | undefined): string {
  if (id === undefined) throw new Error(`POST /v1/customers/{id}/handles gave a customer no id in the ${face} face`);
  return id;
}

interface Body {
  readonly id?: string;
  readonly handles?: {
    readonly caibo?: { readonly id: string };
    readonly mastercard?: { readonly clientId: string };
    readonly cybersource?: { readonly id: string };
  };
}

interface Called {
  readonly etag: string | null;
  readonly body: Body;
}

async function call(
  { baseUrl, integratorToken }: Sandbox,
  path: string,
  content: unknown,
  extra: Record<string, string> = {},
): Promise<Called> {
  const answer = await fetch(new URL(path, baseUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${integratorToken}`, 'content-type': 'application/json', ...extra },
    body: JSON.stringify(content),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text.slice(0, 500)}`);
  return { etag: answer.headers.get('etag'), body: JSON.parse(text) as Body };
}
