import type { BodyKind } from './load/plan.ts';
import type { Face } from './subject.ts';

/** One thing that is measured: a request, repeated over so many connections. */
export interface Case {
  readonly name: string;
  /** The name of the subject. */
  readonly server: string;
  readonly face: Face;
  readonly method: 'GET' | 'PATCH' | 'PUT';
  readonly body: BodyKind;
  readonly conditional: boolean;
  readonly connections: number;
  /** Whether it begins with the server and its database just started: every cache of theirs is empty. */
  readonly isCold: boolean;
  /** The case whose speed in the same round this one is divided by. */
  readonly limit?: string;
}

export type ServerName =
  | 'node:http'
  | 'Fastify'
  | 'minimal'
  | 'Clientele'
  | 'minimal on PostgreSQL'
  | 'Clientele on PostgreSQL'
  | 'Clientele on PostgreSQL, 2 workers'
  | 'pgbench';

/** A case of the list below. */
export type ListedCase = Case & { readonly server: ServerName };

interface Kind extends Pick<Case, 'name' | 'method'>, Partial<Pick<Case, 'face' | 'body' | 'conditional' | 'limit'>> {
  readonly server: ServerName;
  readonly alsoCold?: true;
}

const MANY = 32;

const GET = { method: 'GET' } as const;
export const PATCH = { method: 'PATCH', body: 'customer', conditional: true } as const;
const PUT = { method: 'PUT', face: 'caibo', body: 'client' } as const;
const MASTERCARD = { face: 'mastercard', server: 'Clientele' } as const;
const CYBERSOURCE = { face: 'cybersource', server: 'Clientele' } as const;

/** A case and its limit stand side by side, so that they meet the machine in the same mood. */
const EMBEDDED: readonly Kind[] = [
  { name: 'limit: node:http GET', server: 'node:http', ...GET },
  { name: 'limit: minimal GET', server: 'minimal', ...GET, alsoCold: true, limit: 'limit: Fastify GET' },
  { name: 'limit: Fastify GET', server: 'Fastify', ...GET },
  { name: 'Clientele GET', server: 'Clientele', ...GET, alsoCold: true, limit: 'limit: Fastify GET' },
  { name: 'Clientele GET (Mastercard)', ...MASTERCARD, ...GET, limit: 'limit: Fastify GET' },
  { name: 'Clientele GET (Cybersource)', ...CYBERSOURCE, ...GET, limit: 'limit: Fastify GET' },
  { name: 'limit: minimal PATCH', server: 'minimal', ...PATCH, alsoCold: true },
  { name: 'Clientele PATCH', server: 'Clientele', ...PATCH, alsoCold: true, limit: 'limit: minimal PATCH' },
  { name: 'Clientele PUT (Caibo)', server: 'Clientele', ...PUT, limit: 'limit: minimal PATCH' },
  {
    name: 'Clientele PATCH (Mastercard)',
    ...{ ...MASTERCARD, ...PATCH, body: 'modification' },
    limit: 'limit: minimal PATCH',
  },
  {
    name: 'Clientele PATCH (Cybersource)',
    ...{ ...CYBERSOURCE, ...PATCH, body: 'token' },
    limit: 'limit: minimal PATCH',
  },
];

const MINIMAL_GET = 'limit: minimal GET on PostgreSQL';
const MINIMAL_PATCH = 'limit: minimal PATCH on PostgreSQL';

const ON_POSTGRES: readonly Kind[] = [
  { name: MINIMAL_GET, server: 'minimal on PostgreSQL', ...GET, alsoCold: true },
  {
    name: 'Clientele GET on PostgreSQL',
    server: 'Clientele on PostgreSQL',
    ...GET,
    alsoCold: true,
    limit: MINIMAL_GET,
  },
  {
    name: 'Clientele GET on PostgreSQL, 2 workers',
    server: 'Clientele on PostgreSQL, 2 workers',
    ...GET,
    limit: 'Clientele GET on PostgreSQL',
  },
  { name: MINIMAL_PATCH, server: 'minimal on PostgreSQL', ...PATCH, alsoCold: true },
  {
    name: 'Clientele PATCH on PostgreSQL',
    server: 'Clientele on PostgreSQL',
    ...PATCH,
    alsoCold: true,
    limit: MINIMAL_PATCH,
  },
  { name: 'limit: pgbench PATCH on PostgreSQL', server: 'pgbench', ...PATCH, alsoCold: true },
  {
    name: 'Clientele PATCH on PostgreSQL, 2 workers',
    server: 'Clientele on PostgreSQL, 2 workers',
    ...PATCH,
    limit: 'Clientele PATCH on PostgreSQL',
  },
  { name: 'Clientele PUT (Caibo) on PostgreSQL', server: 'Clientele on PostgreSQL', ...PUT, limit: MINIMAL_PATCH },
  {
    name: 'Clientele PUT (Caibo) on PostgreSQL, 2 workers',
    server: 'Clientele on PostgreSQL, 2 workers',
    ...PUT,
    limit: 'Clientele PUT (Caibo) on PostgreSQL',
  },
];

const KINDS = [...EMBEDDED, ...ON_POSTGRES];

/** The cases whose name, such as `Clientele GET @32`, contains the text, on the servers that there are. */
export function casesNamed(text: string, servers: ReadonlySet<ServerName>): ListedCase[] {
  const all = [
    ...KINDS.map((kind) => caseOf(kind, 1)),
    ...KINDS.flatMap((kind) => [caseOf(kind, MANY), ...(kind.alsoCold ? [caseOf(kind, MANY, true)] : [])]),
  ];
  return all.filter(({ name, server }) => isNamed(name, text) && servers.has(server));
}

export function isNamed(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}

function caseOf({ limit, alsoCold: _, ...kind }: Kind, connections: number, isCold = false): ListedCase {
  const suffix = `${isCold ? ', cold' : ''} @${connections}`;
  return {
    face: 'own',
    body: 'none',
    conditional: false,
    ...kind,
    connections,
    isCold,
    name: kind.name + suffix,
    ...(limit === undefined ? {} : { limit: limit + suffix }),
  };
}
