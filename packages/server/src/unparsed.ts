import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from '@clientele/core';
import type { ConnectionError } from 'fastify';
import { type Face, faceOf, type Request } from './faces/face.ts';
import type { RequestLog } from './request-log.ts';
import { HEADER_BYTES_MAX } from './wire/bounds.ts';

interface Ground {
  readonly faces: readonly Face[];
  readonly log: RequestLog;
  readonly newRequestId: () => string;
}

/** A request whose headers have arrived and that is not answered yet; what came behind it may be no HTTP. */
interface Arrived {
  readonly message: IncomingMessage;
  isLast: boolean;
}

/** Such requests by their connection. */
export const arrived = new WeakMap<Socket, Arrived>();

/** Answers what Node could not parse or did not get in time; there is no request object then, only a socket. */
export function answerUnparsed({ faces, log, newRequestId }: Ground, error: ConnectionError, socket: Socket): void {
  const earlier = arrived.get(socket);
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  if (earlier?.message.complete) {
    // An answer now would be taken for the one to that request, which may well be committed: its own comes first.
    earlier.isLast = true;
    return;
  }
  const problem = unparsedProblem(error.code);
  const target = earlier?.message.url ?? /^[A-Z]+ (\/\S*)/.exec(firstBytes(error))?.[1] ?? '/';
  const request: Request = {
    id: newRequestId(),
    method: '',
    target,
    parameters: {},
    query: new URLSearchParams(),
    headers: {},
    body: new Uint8Array(0),
    remoteAddress: socket.remoteAddress ?? '',
  };
  const face = faceOf(faces, target);
  const { status, headers, body = '' } = face.refuse(problem, request);
  log.answered({ requestId: request.id, face: face.name, route: 'none', status, ms: 0, problem: problem.type });
  const lines = Object.entries({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    'x-request-id': request.id,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // RFC 9110 §9.3.2: what follows the headers of an answer to HEAD would be taken for the next answer.
  const isHead = /^HEAD /.test(firstBytes(error));
  socket.end(`HTTP/1.1 ${status} \r\n${lines.join('')}\r\n${isHead ? '' : body}`);
}

/** Node hands over the packet it stumbled on, which usually begins with the request line. */
function firstBytes({ rawPacket }: { readonly rawPacket?: unknown }): string {
  return Buffer.isBuffer(rawPacket) ? rawPacket.subarray(0, 512).toString('latin1') : '';
}

function unparsedProblem(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return { type: 'headers-too-large', limitBytes: HEADER_BYTES_MAX };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { type: 'request-timeout' };
  return { type: 'malformed', message: 'this is not HTTP/1.1' };
}
