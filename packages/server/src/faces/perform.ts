import { ok, type Problem, type Result, refuse } from '@clientele/core';
import { anonymous, checkScope, type Principal } from '../access/principal.ts';
import { parseMediaType } from '../wire/media-type.ts';
import { parseStrictJson } from '../wire/strict-json.ts';
import type { Answer, Call, Face, Request, Route } from './face.ts';

/**
 * Performs one operation. The order of its checks is the same in every face: who asks and may he; the media type and
 * the JSON of the body; then the operation's own. `identified` learns who asks, whatever comes after.
 */
export async function perform(
  face: Face,
  route: Route,
  request: Request,
  identified: (principal: Principal) => void,
): Promise<Result<Answer, Problem>> {
  const principal = await identify(face, route, request);
  if (!principal.ok) return principal;
  identified(principal.value);
  const answer = await operate(route, request, principal.value);
  if (!answer.ok && principal.value.nonce) await face.spend?.(principal.value);
  return answer;
}

async function operate(route: Route, request: Request, principal: Principal): Promise<Result<Answer, Problem>> {
  const body = readBody(route, request);
  if (!body.ok) return body;
  return route.handle({
    request,
    get path() {
      return pathOf(route, request);
    },
    principal,
    ...body.value,
  });
}

async function identify(face: Face, route: Route, request: Request): Promise<Result<Principal, Problem>> {
  if (route.scope === 'public') return ok(anonymous);
  const principal = await face.authenticate(request);
  return principal.ok ? checkScope(principal.value, route.scope) : principal;
}

const NO_BODY = { body: undefined, mediaType: '' } as const;

function readBody({ reads }: Route, { body, headers }: Request): Result<Pick<Call, 'body' | 'mediaType'>, Problem> {
  if (!reads || (reads.optional && body.length === 0)) return ok(NO_BODY);
  const unsupported = refuse<Problem>({ type: 'unsupported-media-type', supported: reads.names });
  const mediaType = parseMediaType(headers['content-type']);
  if (!mediaType || !reads.test(mediaType.essence) || headers['content-encoding'] !== undefined) return unsupported;
  if (mediaType.charset !== undefined && mediaType.charset.toLowerCase() !== 'utf-8') return unsupported;
  const json = parseStrictJson(body);
  return json.ok
    ? ok({ body: json.value, mediaType: mediaType.essence })
    : refuse({ type: 'malformed', ...json.problem });
}

function pathOf({ path }: Route, { parameters }: Request): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}
