import type { IncomingMessage } from 'node:http';
import { type Problem, refuse } from '@clientele/core';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { anonymous, type Principal } from './access/principal.ts';
import { type Answer, type Face, faceOf, type Request } from './faces/face.ts';
import { perform } from './faces/perform.ts';
import type { PageRoute } from './pages/pages.ts';
import type { RequestLog } from './request-log.ts';
import { answerUnparsed, arrived } from './unparsed.ts';
import { storeProblem } from './use-cases/store-problem.ts';
import { BODY_BYTES_MAX, HEADER_BYTES_MAX, HEADER_BYTES_PARSED_MAX, REQUEST_TIMEOUT_MS } from './wire/bounds.ts';
import { duplicatedHeader, headerBytes } from './wire/single-headers.ts';

export interface HttpOptions {
  readonly faces: readonly Face[];
  readonly pages: readonly PageRoute[];
  /** Whether work can be taken; asked by `/readyz`. */
  readonly ready: () => Promise<boolean>;
  readonly log: RequestLog;
  readonly newRequestId: () => string;
}

/** What is known of a request while it is served, for its log line. */
interface Trace {
  readonly startedAt: number;
  face: string;
  route: string;
  principal?: Principal;
  problem?: Problem['type'];
}

/** The HTTP server with every face's routes. The order of checks is the same in all: see `perform`. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      maxHeaderSize: HEADER_BYTES_PARSED_MAX,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      // Refused by us, in the words of a face.
      requireHostHeader: false,
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    genReqId: options.newRequestId,
    frameworkErrors: (error, request, reply) => void refuseEarly(options, problemOf(error), request, reply),
    clientErrorHandler: (error, socket) => answerUnparsed(options, error, socket),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, reply, done) => {
    arrived.set(request.raw.socket, { message: request.raw, isLast: false });
    const problem = boundsBroken(request.raw);
    if (problem) refuseEarly(options, problem, request, reply);
    else done();
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.type === 'internal') options.log.failed({ requestId: request.id, error });
    refuseEarly(options, problem, request, reply);
  });
  app.setNotFoundHandler((request, reply) => refuseEarly(options, { type: 'route-not-found' }, request, reply));
  for (const face of options.faces) addFace(app, face, options);
  addPages(app, options);
  return app;
}

function addFace(app: FastifyInstance, face: Face, { log }: HttpOptions): void {
  const allowed = new Map<string, string[]>();
  for (const route of face.routes) {
    allowed.set(route.path, [...(allowed.get(route.path) ?? []), route.method]);
    const name = `${route.method} ${route.path}`;
    app.route({
      method: route.method,
      url: route.path,
      handler: async (raw, reply) => {
        const trace: Trace = { startedAt: performance.now(), face: face.name, route: name };
        const request = requestOf(raw);
        const result = await perform(face, route, request, (principal) => {
          trace.principal = principal;
        }).catch((error: unknown) => {
          log.failed({ requestId: request.id, error });
          return refuse<Problem>(storeProblem(error) ?? { type: 'internal' });
        });
        if (!result.ok) trace.problem = result.problem.type;
        send(reply, request.id, result.ok ? result.value : face.refuse(result.problem, request), trace, log);
      },
    });
  }
  for (const [path, methods] of allowed) addOtherMethods(app, face, path, methods, log);
}

/** RFC 9110 §15.5.6: a known path with another method names those it has. */
function addOtherMethods(
  app: FastifyInstance,
  face: Face,
  path: string,
  allow: readonly string[],
  log: RequestLog,
): void {
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((method) => !allow.includes(method));
  app.route({
    method: others,
    url: path,
    exposeHeadRoute: false,
    handler: async (raw, reply) => {
      const request = requestOf(raw);
      const problem = { type: 'method-not-allowed', allow } as const;
      const trace: Trace = { startedAt: performance.now(), face: face.name, route: path, problem: problem.type };
      send(reply, request.id, face.refuse(problem, request), trace, log);
    },
  });
}

function addPages(app: FastifyInstance, { pages, ready }: HttpOptions): void {
  for (const page of pages) {
    app.get(page.path, async (request, reply) => {
      const { status, headers, body } = page.handle(request.params as Record<string, string>);
      return reply
        .code(status)
        .headers({ ...COMMON_HEADERS, ...headers, 'x-request-id': request.id })
        .send(body);
    });
  }
  app.get('/healthz', async (request, reply) =>
    reply.header('x-request-id', request.id).type('text/plain').send('ok\n'),
  );
  app.get('/readyz', async (request, reply) => {
    const isReady = await ready();
    reply.header('x-request-id', request.id);
    return reply
      .code(isReady ? 200 : 503)
      .type('text/plain')
      .send(isReady ? 'ready\n' : 'not ready\n');
  });
}

const COMMON_HEADERS = { 'x-content-type-options': 'nosniff' } as const;

/** Writes an answer byte for byte as the face made it, which the framework's own way does not (it adds a charset). */
function send(
  reply: FastifyReply,
  requestId: string,
  { status, headers, body }: Answer,
  trace: Trace,
  log: RequestLog,
): void {
  const { principal, problem } = trace;
  const bytes = body === undefined ? 0 : Buffer.byteLength(body);
  const length = body === undefined ? undefined : { 'content-length': bytes };
  const { socket } = reply.raw.req;
  // A connection that were kept alive now would keep the process alive too, or wait for what cannot be read.
  const isLast = !reply.server.server.listening || arrived.get(socket)?.isLast;
  const last = isLast ? { connection: 'close' } : undefined;
  arrived.delete(socket);
  reply.hijack();
  reply.raw.writeHead(status, {
    'cache-control': 'no-store',
    ...COMMON_HEADERS,
    ...headers,
    ...length,
    ...last,
    'x-request-id': requestId,
  });
  // As many bytes as characters is ASCII, and that is copied several times faster than it is encoded.
  const encoding = bytes === body?.length ? 'latin1' : 'utf8';
  atEndOfTurn(() => reply.raw.end(body, encoding));
  log.answered({
    requestId,
    face: trace.face,
    route: trace.route,
    status,
    ms: Math.round((performance.now() - trace.startedAt) * 100) / 100,
    ...(principal && principal !== anonymous && { tenant: principal.tenant.id }),
    ...(principal?.credentialId !== undefined && { credential: principal.credentialId }),
    ...(problem && { problem }),
  });
}

const endings: (() => void)[] = [];

/**
 * Answers leave together at the end of a turn of the event loop: the first one wakes whoever waits at the other end, and
 * the others find him awake. Waking costs as much as everything else in a read.
 */
function atEndOfTurn(end: () => void): void {
  if (endings.push(end) === 1) setImmediate(() => endings.splice(0).forEach((ending) => void ending()));
}

/** Refuses what never reached an operation, in the words of the face whose path it is. */
function refuseEarly({ faces, log }: HttpOptions, problem: Problem, raw: FastifyRequest, reply: FastifyReply): void {
  const request = requestOf(raw);
  const face = faceOf(faces, request.target);
  const trace: Trace = { startedAt: performance.now(), face: face.name, route: 'none', problem: problem.type };
  send(reply, request.id, face.refuse(problem, request), trace, log);
}

/** RFC 9112 §3.2.2 lets a proxy send an absolute target; an origin that takes one may be led to another's path. */
function boundsBroken(raw: IncomingMessage): Problem | undefined {
  if (headerBytes(raw.rawHeaders) > HEADER_BYTES_MAX)
    return { type: 'headers-too-large', limitBytes: HEADER_BYTES_MAX };
  if (raw.headers.host === undefined)
    return { type: 'malformed', header: 'host', message: 'the header host is missing' };
  if (!raw.url?.startsWith('/')) return { type: 'malformed', message: 'the request target must be a path' };
  const unread = unreadBodyHeader(raw);
  if (unread !== undefined)
    return { type: 'malformed', header: unread, message: `a ${raw.method} request has no body` };
  const duplicated = duplicatedHeader(raw.rawHeaders);
  return duplicated === undefined
    ? undefined
    : { type: 'malformed', header: duplicated, message: `the header ${duplicated} is given twice` };
}

/** The header that announces a body that nobody reads, and so one that no signature was compared with. */
function unreadBodyHeader({ method, headers }: IncomingMessage): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (headers['transfer-encoding'] !== undefined) return 'transfer-encoding';
  return Number(headers['content-length'] ?? 0) > 0 ? 'content-length' : undefined;
}

const NOTHING = new Uint8Array(0);
const NO_QUERY = new URLSearchParams();

function requestOf({ id, raw, params, body, ip }: FastifyRequest): Request {
  const target = raw.url ?? '';
  const question = target.indexOf('?');
  return {
    id,
    method: raw.method ?? '',
    target,
    parameters: (params ?? {}) as Record<string, string>,
    query: question < 0 ? NO_QUERY : new URLSearchParams(target.slice(question + 1)),
    headers: raw.headers as Record<string, string | undefined>,
    body: body instanceof Uint8Array ? body : NOTHING,
    remoteAddress: ip,
  };
}

/** What the framework refuses by itself, as a problem; anything it does not know is a bug. */
function problemOf(error: unknown): Problem {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { type: 'body-too-large', limitBytes: BODY_BYTES_MAX };
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return { type: 'malformed', header: 'content-length', message: 'the body is not as long as its Content-Length' };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return { type: 'unsupported-media-type', supported: ['application/json'] };
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return { type: 'route-not-found' };
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') return { type: 'request-timeout' };
  return statusCode === 400 ? { type: 'malformed', message: 'the request cannot be read' } : { type: 'internal' };
}
