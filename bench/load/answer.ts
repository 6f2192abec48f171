/** As much of an HTTP answer as the load generator looks at. */
export interface Answer {
  readonly status: number;
  readonly etag?: string;
  readonly bodyBytes: number;
  /** The beginning of the body, kept only when the status is not 2xx. */
  readonly text?: string;
}

/**
 * Reads one complete answer from the front of `bytes`; `undefined` while some of it is still to come. Our requests are
 * never pipelined, so nothing can follow it. Only answers with a `Content-Length` (or none by definition) are understood.
 */
export function parseAnswer(bytes: Buffer): Answer | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n', 0, 'latin1');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd + 2);
  const status = Number(head.slice(9, 12));
  if (!head.startsWith('HTTP/1.1 ') || !Number.isInteger(status))
    throw new Error(`not an HTTP answer: ${head.slice(0, 80)}`);
  const bodyBytes = status === 204 || status === 304 ? 0 : lengthOf(head);
  const bodyStart = headEnd + 4;
  if (bytes.length < bodyStart + bodyBytes) return undefined;
  if (bytes.length > bodyStart + bodyBytes) throw new Error('more bytes than the answer announced');
  const etag = headerOf(head, ETAG);
  const failed = status < 200 || status > 299;
  return {
    status,
    bodyBytes,
    ...(etag === undefined ? {} : { etag }),
    ...(failed ? { text: bytes.toString('utf8', bodyStart, Math.min(bytes.length, bodyStart + 300)) } : {}),
  };
}

const ETAG = /\r\netag:[ \t]*([^\r]*)/i;
const CONTENT_LENGTH = /\r\ncontent-length:[ \t]*(\d+)/i;

function headerOf(head: string, header: RegExp): string | undefined {
  return header.exec(head)?.[1];
}

function lengthOf(head: string): number {
  const length = headerOf(head, CONTENT_LENGTH);
  if (length === undefined) throw new Error(`an answer without Content-Length: ${head.slice(0, 200)}`);
  return Number(length);
}
