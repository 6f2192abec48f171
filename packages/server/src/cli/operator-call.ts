import { readSandboxFile } from '../sandbox/sandbox-file.ts';
import type { Arguments } from './arguments.ts';
import { Failure } from './failure.ts';
import { dataIn } from './store-place.ts';

/** Asks a running server, as an operator. */
export async function callServer(values: Arguments, method: string, path: string, body?: unknown): Promise<unknown> {
  const { url, token } = await findServer(values);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(new URL(path, url), request).catch(() => {
    throw new Failure(`no server answers at ${url}`);
  });
  if (response.ok) return response.status === 204 ? undefined : response.json();
  const { title, detail, violations = [] } = (await response.json()) as Refusal;
  throw new Failure([`${title}: ${detail}`, ...violations.map((rule) => `${rule.pointer} ${rule.message}`)].join('\n'));
}

interface Server {
  readonly url: string;
  readonly token: string;
}

/** The token is never an argument: those are for everybody on the machine to read. */
async function findServer(values: Arguments): Promise<Server> {
  const file = await readSandboxFile(`${dataIn(values)}/sandbox.json`);
  const url = values.url ?? file?.baseUrl;
  const token = process.env['CLIENTELE_TOKEN'] ?? file?.clientele?.operatorToken;
  if (!url || !token)
    throw new Failure('no server is known: give --url and CLIENTELE_TOKEN, or --data with a sandbox.json');
  return { url, token };
}

/** What is used of the server's problem details. */
interface Refusal {
  readonly title: string;
  readonly detail: string;
  readonly violations?: readonly { readonly pointer: string; readonly message: string }[];
}
