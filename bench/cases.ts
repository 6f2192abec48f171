import type { BodyKind } from './load/plan.ts';
import type { Face } from './subject.ts';

/** One thing that is measured: a request, repeated over so many connections. */
export interface Case {
  readonly name: string;
  readonly server: ServerName;
  readonly face: Face;
  readonly method: 'GET' | 'PATCH' | 'PUT';
  readonly body: BodyKind;
  readonly conditional: boolean;
  readonly connections: number;
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
  | 'Clientele on PostgreSQL, 2 workers';

type Kind = Omit<Case, 'connections' | 'face' | 'body' | 'conditional'> & Partial<Case>;

const CONNECTIONS = [1, 32];

/** A case and its limit stand side by side, so that they meet the machine in the same mood. */
const KINDS: readonly Kind[] = [
  { name: 'limit: node:http GET', server: 'node:http', method: 'GET' },
  { name: 'limit: minimal GET', server: 'minimal', method: 'GET', limit: 'limit: Fastify GET' },
  { name: 'limit: Fastify GET', server: 'Fastify', method: 'GET' },
  { name: 'Clientele GET', server: 'Clientele', method: 'GET', limit: 'limit: Fastify GET' },
  {
    name: 'Clientele GET (Mastercard)',
    server: 'Clientele',
    face: 'mastercard',
    method: 'GET',
    limit: 'limit: Fastify GET',
  },
  {
    name: 'Clientele GET (Cybersource)',
    server: 'Clientele',
    face: 'cybersource',
    method: 'GET',
    limit: 'limit: Fastify GET',
  },
  { name: 'limit: minimal PATCH', server: 'minimal', method: 'PATCH', body: 'customer', conditional: true },
  {
    name: 'Clientele PATCH',
    server: 'Clientele',
    method: 'PATCH',
    body: 'customer',
    conditional: true,
    limit: 'limit: minimal PATCH',
  },
  {
    name: 'Clientele PUT (Caibo)',
    server: 'Clientele',
    face: 'caibo',
    method: 'PUT',
    body: 'client',
    limit: 'limit: minimal PATCH',
  },
  {
    name: 'Clientele PATCH (Mastercard)',
    server: 'Clientele',
    face: 'mastercard',
    method: 'PATCH',
    body: 'modification',
    conditional: true,
    limit: 'limit: minimal PATCH',
  },
  { name: 'limit: minimal GET on PostgreSQL', server: 'minimal on PostgreSQL', method: 'GET' },
  {
    name: 'Clientele GET on PostgreSQL',
    server: 'Clientele on PostgreSQL',
    method: 'GET',
    limit: 'limit: minimal GET on PostgreSQL',
  },
  {
    name: 'limit: minimal PATCH on PostgreSQL',
    server: 'minimal on PostgreSQL',
    method: 'PATCH',
    body: 'customer',
    conditional: true,
  },
  {
    name: 'Clientele PATCH on PostgreSQL',
    server: 'Clientele on PostgreSQL',
    method: 'PATCH',
    body: 'customer',
    conditional: true,
    limit: 'limit: minimal PATCH on PostgreSQL',
  },
  {
    name: 'Clientele PATCH on PostgreSQL, 2 workers',
    server: 'Clientele on PostgreSQL, 2 workers',
    method: 'PATCH',
    body: 'customer',
    conditional: true,
    limit: 'Clientele PATCH on PostgreSQL',
  },
  {
    name: 'Clientele PATCH (Cybersource)',
    server: 'Clientele',
    face: 'cybersource',
    method: 'PATCH',
    body: 'token',
    conditional: true,
    limit: 'limit: minimal PATCH',
  },
];

/** The cases whose name, such as `Clientele GET @32`, contains the text. */
export function casesNamed(text: string): Case[] {
  const all = CONNECTIONS.flatMap((connections) => KINDS.map((kind) => caseOf(kind, connections)));
  return all.filter(({ name }) => isNamed(name, text));
}

export function isNamed(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}

function caseOf({ limit, ...kind }: Kind, connections: number): Case {
  return {
    face: 'own',
    body: 'none',
    conditional: false,
    ...kind,
    connections,
    name: `${kind.name} @${connections}`,
    ...(limit === undefined ? {} : { limit: `${limit} @${connections}` }),
  };
}
