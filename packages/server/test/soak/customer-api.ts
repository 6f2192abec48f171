import type { KeptHistory } from './history-checker.ts';

/** By what a customer is reached: in `/v1`, and in the Caibo face. */
export interface SoakCustomer {
  readonly id: string;
  readonly caiboId: string;
}

export interface Access {
  readonly token: string;
  readonly apiKey: string;
}

/** A server that is stopped, or that waits for a database that is, is given up on; well beyond the bounds it has itself. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

export interface Answered {
  readonly status: number;
  readonly etag: string;
  readonly body: unknown;
}

/** One request with its whole answer. Rejects when there was none. */
export async function ask(
  baseUrl: string,
  path: string,
  { method = 'GET', headers = {}, body, timeoutMs = ANSWER_TIMEOUT_MS }: Asked = {},
): Promise<Answered> {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, etag: response.headers.get('etag') ?? '', body: isJson ? JSON.parse(text) : text };
}

export function bearer({ token }: Access): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** A tag names the version: `"<version>-<8 characters>"`. */
export function versionIn(etag: string): number {
  return Number(/^"(\d+)-/.exec(etag)?.[1] ?? Number.NaN);
}

/** Makes a customer that both faces show; for the time before anything is done to the server. */
export async function createCustomer(baseUrl: string, access: Access, number: number): Promise<SoakCustomer> {
  const headers = bearer(access);
  const email = `soak-${number}@example.com`;
  const made = await ask(baseUrl, '/v1/customers', { method: 'POST', headers, body: { contact: { email } } });
  const { id } = expected(made, 201) as { id: string };
  const path = `/v1/customers/${id}/handles`;
  const shown = await ask(baseUrl, path, { method: 'POST', headers, body: { face: 'caibo' } });
  const { handles } = expected(shown, 201) as { handles: { caibo: { id: string } } };
  return { id, caiboId: handles.caibo.id };
}

interface Kept {
  readonly version: number;
  readonly references?: { readonly memberId?: string };
}

interface Entry {
  readonly version: number;
  readonly changes: readonly { readonly path: string; readonly after?: string }[];
}

/** The record as it is now, and how it came to be that. */
export async function readHistory(baseUrl: string, access: Access, customerId: string): Promise<KeptHistory> {
  const headers = bearer(access);
  const path = `/v1/customers/${customerId}`;
  const record = expected(await ask(baseUrl, path, { headers }), 200) as Kept;
  const entries: KeptHistory['entries'][number][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await ask(baseUrl, `${path}/history?limit=1000${cursor && `&cursor=${cursor}`}`, { headers });
    const page = expected(answer, 200) as { items: Entry[]; next: string | null };
    for (const { version, changes } of page.items) {
      entries.unshift({ version, value: changes.find(({ path }) => path === '/references/memberId')?.after });
    }
    cursor = page.next;
  }
  return { customerId, entries, currentVersion: record.version, currentValue: record.references?.memberId };
}

function expected({ status, body }: Answered, wanted: number): unknown {
  if (status !== wanted) throw new Error(`the answer was ${status}, not ${wanted}: ${JSON.stringify(body)}`);
  return body;
}
