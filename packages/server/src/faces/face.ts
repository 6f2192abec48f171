import type { Json, Problem, Result } from '@clientele/core';
import type { TSchema } from 'typebox';
import type { Principal, Scope } from '../access/principal.ts';

/** One HTTP API under which the records are served. Adding a vendor is one of these and one line of `main.ts`. */
export interface Face {
  readonly name: string;
  readonly routes: readonly Route[];
  /** The paths that are this face's own, for the requests that match no route of it. */
  readonly prefixes: readonly string[];
  /** Verifies the caller's credential over the raw request. */
  authenticate(request: Request): Promise<Result<Principal, Problem>>;
  /** Told of a refused request whose caller is known, before it is answered: its signature is used up all the same. */
  spend?(principal: Principal): Promise<void>;
  /** The wire form of a refusal: the face's one exhaustive map. */
  refuse(problem: Problem, request: Request): Answer;
  readonly description: FaceDescription;
}

/**
 * One operation. Its checks run in the order of its members: the caller and his scope, then the media type and the
 * JSON of the body, then what `handle` says.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` for its parameters. */
  readonly path: string;
  /** `public` asks for no credential. */
  readonly scope: Scope | 'public';
  /** Whether a media type is one this operation reads; without it the operation takes no body. */
  readonly reads?: MediaTypes;
  readonly handle: (call: Call) => Promise<Result<Answer, Problem>>;
  readonly operation: Operation;
}

export interface MediaTypes {
  /** What the answer to an unsupported one names. */
  readonly names: readonly string[];
  readonly test: (essence: string) => boolean;
  /** A request may leave the body out. */
  readonly optional?: boolean;
}

/** What an operation says that reads just these. */
export function reading(names: readonly string[]): MediaTypes {
  return { names, test: (essence) => names.includes(essence) };
}

/** A request as it came, its body complete and within bounds. */
export interface Request {
  readonly id: string;
  readonly method: string;
  /** Path and query exactly as on the request line. */
  readonly target: string;
  /** The route's path parameters, percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
}

/** A request that passed the checks of its route. */
export interface Call {
  readonly request: Request;
  /** The path of the operation, however the request spelt it: the route's with its parameters filled in. */
  readonly path: string;
  readonly principal: Principal;
  /** The body as JSON, or `undefined` where there is none. */
  readonly body: Json | undefined;
  /** The essence of the body's media type. */
  readonly mediaType: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a face's OpenAPI document says beside its routes. */
export interface FaceDescription {
  readonly title: string;
  readonly summary: string;
  /** What holds for all operations, in CommonMark. */
  readonly description?: string;
  /** What every answer carries, by name. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Media type of its refusals, and their schema; a status may have another one. */
  readonly problem: {
    readonly mediaTypes: readonly string[];
    readonly schema: TSchema;
    readonly byStatus?: Readonly<Record<number, TSchema>>;
  };
  /** Schemas that are named in the document, `#/components/schemas/<name>`. */
  readonly schemas: Readonly<Record<string, TSchema>>;
}

/** What the OpenAPI document says of one operation. */
export interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** The vendor's own extensions of OpenAPI. */
  readonly extensions?: Readonly<Record<`x-${string}`, unknown>>;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly mediaTypes: readonly string[];
    readonly schema: TSchema;
    readonly example?: unknown;
  };
  readonly responses: Readonly<Record<number, ResponseDescription>>;
  /** The statuses of the refusals this operation can give. */
  readonly problems: readonly number[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: TSchema;
}

export interface ResponseDescription {
  readonly description: string;
  readonly mediaType?: string;
  readonly schema?: TSchema;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The face whose prefix is the longest that fits; the first one takes what belongs to nobody. */
export function faceOf(faces: readonly Face[], target: string): Face {
  const fitting = faces
    .flatMap((face) => face.prefixes.map((prefix) => ({ face, prefix })))
    .filter(({ prefix }) => target === prefix || target.startsWith(`${prefix}/`) || target.startsWith(`${prefix}?`))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return fitting[0]?.face ?? (faces[0] as Face);
}
