/** Performs requests and prints them with their answers, secrets left out. */

export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export async function show(url: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Shown> {
  const { authorization: _, signature: _signature, 'x-api-key': _key, ...shownHeaders } = headers;
  print(`> ${method} ${new URL(url).pathname}${new URL(url).search}`);
  for (const [name, value] of Object.entries(shownHeaders)) print(`> ${name}: ${value}`);
  if (body !== undefined) print(`> ${JSON.stringify(masked(body))}`);
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  print(`< ${response.status} ${response.statusText}`);
  const etag = response.headers.get('etag');
  if (etag !== null) print(`< etag: ${etag}`);
  if (answer !== undefined) print(JSON.stringify(masked(answer), null, 2).replaceAll(/^/gm, '< '));
  return { status: response.status, headers: response.headers, body: answer };
}

/** The same answer, if it is the one that a step is there to show. */
export function expect(status: number, shown: Shown): Shown {
  if (shown.status !== status) throw new Error(`the answer was ${shown.status} where ${status} was to be shown`);
  return shown;
}

function masked(body: unknown): unknown {
  const secrets = ['password', 'accessToken'];
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, secrets.includes(name) ? '…' : value]));
}

export function say(title: string): void {
  print(`\n── ${title}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
