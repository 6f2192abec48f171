/** A thin HTTP client for tests: JSON in, status, headers and JSON out. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON where it is JSON, otherwise `undefined`. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of any shape
  readonly body: any;
  readonly text: string;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string or bytes. */
  readonly body?: unknown;
}

export type Client = (method: string, path: string, ask?: Ask) => Promise<Reply>;

export function createClient(baseUrl: string, common: Readonly<Record<string, string>> = {}): Client {
  return async (method, path, { headers = {}, body } = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...common, ...headers },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : undefined,
      text,
    };
  };
}
