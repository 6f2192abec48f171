import { type Actor, ok, type Problem, type Result, refuse } from '@clientele/core';
import type { CredentialRow, Nonce, TenantRow } from '../stores/store.ts';

/** What a caller may do. */
export const scopes = [
  'customers:read',
  'customers:write',
  'history:read',
  'credentials:write',
  'settings:write',
] as const;
export type Scope = (typeof scopes)[number];

export type Role = CredentialRow['role'];

/** Integrators read, write and see the history of their tenant; operators also manage its credentials and settings. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  integrator: ['customers:read', 'customers:write', 'history:read'],
  operator: scopes,
};

/** Who makes a request, once his credential has been verified. */
export interface Principal {
  readonly tenant: TenantRow;
  readonly actor: Actor;
  /** The credential that is kept here, if it is one of ours. */
  readonly credentialId?: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The name under which the vendor's API knows the caller, where it has one. */
  readonly merchantId?: string;
  /** What makes this very request good for one time only, where its signature says so. */
  readonly nonce?: Omit<Nonce, 'at'>;
  /** What makes an exact copy of this request known, where it has no nonce. */
  readonly repeat?: string;
}

/** The principal a stored credential stands for. */
export function principalOf(credential: CredentialRow, tenant: TenantRow): Principal {
  return {
    tenant,
    actor: { id: credential.id, kind: credential.role },
    credentialId: credential.id,
    scopes: new Set(scopesOfRole[credential.role]),
  };
}

const SAFE_METHODS = ['GET', 'HEAD'];

/**
 * The caller of a request whose copies are known: what changes something is done one time only. Reading again what was
 * read changes nothing, and is good as often as anybody likes (RFC 9110 §9.2.1).
 */
export function goodForOne(
  principal: Principal,
  method: string,
  once: Required<Pick<Principal, 'nonce'>> | Required<Pick<Principal, 'repeat'>>,
): Principal {
  return SAFE_METHODS.includes(method) ? principal : { ...principal, ...once };
}

/** The same caller, for a further step of a request whose nonce is spent. */
export function withoutNonce({ nonce: _, ...principal }: Principal): Principal {
  return principal;
}

/** Refuses a principal without the scope. */
export function checkScope(principal: Principal, scope: Scope): Result<Principal, Problem> {
  return principal.scopes.has(scope) ? ok(principal) : refuse({ type: 'forbidden', scope });
}

/** Whoever calls an operation that asks for no credential: he may do nothing else. */
export const anonymous: Principal = {
  tenant: { id: '', number: '', name: '' },
  actor: { id: 'anonymous', kind: 'system' },
  scopes: new Set(),
};
