import type { TokenIssuer } from '../../access/tokens.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { settingsRules } from '../../use-cases/settings-rules.ts';
import { tellMerged } from '../../use-cases/tell-merged.ts';
import type { MediaTypes, Route } from '../face.ts';
import * as credentials from './credentials.ts';
import * as customers from './customers.ts';
import * as handles from './handles.ts';
import * as mergeOperations from './merge-operations.ts';
import * as merges from './merges.ts';
import * as operations from './operations.ts';
import * as settings from './settings.ts';
import type { SettingsDescription } from './settings-operations.ts';

const json: MediaTypes = { names: ['application/json'], test: (essence) => essence === 'application/json' };
const patches = ['application/merge-patch+json', 'application/json-patch+json', 'application/json'];
const patch: MediaTypes = { names: patches, test: (essence) => patches.includes(essence) };

/** The operations of `/v1`: what each needs, what it reads and where it goes. `application/json` is a merge patch. */
export function routesOf(
  ground: Dependencies & { readonly issuer: TokenIssuer },
  described: readonly SettingsDescription[],
): Route[] {
  const customer = '/v1/customers/:id';
  // biome-ignore format: one operation, one row
  return [
    { method: 'POST', path: '/v1/customers', scope: 'customers:write', reads: json, handle: (call) => customers.create(ground, call), operation: operations.createCustomer },
    { method: 'GET', path: '/v1/customers', scope: 'customers:read', handle: (call) => customers.list(ground, call), operation: operations.listCustomers },
    { method: 'GET', path: customer, scope: 'customers:read', handle: byId(ground, customers.read), operation: operations.readCustomer },
    { method: 'PATCH', path: customer, scope: 'customers:write', reads: patch, handle: byId(ground, customers.update), operation: operations.updateCustomer },
    { method: 'DELETE', path: customer, scope: 'customers:write', handle: byId(ground, customers.remove), operation: operations.deleteCustomer },
    { method: 'GET', path: `${customer}/history`, scope: 'history:read', handle: (call) => customers.history(ground, call), operation: operations.readHistory },
    { method: 'POST', path: `${customer}/handles`, scope: 'customers:write', reads: json, handle: byId(ground, handles.attach), operation: operations.attachHandle },
    { method: 'DELETE', path: `${customer}/handles/:face`, scope: 'customers:write', handle: byId(ground, handles.detach), operation: operations.detachHandle },
    { method: 'POST', path: `${customer}/merge`, scope: 'customers:write', reads: json, handle: (call) => merges.merge(ground, call), operation: mergeOperations.mergeCustomers },
    { method: 'POST', path: `${customer}/unmerge`, scope: 'customers:write', reads: json, handle: (call) => merges.unmerge(ground, call), operation: mergeOperations.unmergeCustomers },
    { method: 'POST', path: '/v1/credentials', scope: 'credentials:write', reads: json, handle: (call) => credentials.create(ground, call), operation: operations.createCredential },
    { method: 'GET', path: '/v1/credentials', scope: 'credentials:write', handle: (call) => credentials.list(ground, call), operation: operations.listCredentials },
    { method: 'DELETE', path: '/v1/credentials/:id', scope: 'credentials:write', handle: (call) => credentials.revoke(ground, call), operation: operations.revokeCredential },
    ...described.flatMap((one) => settingsRoutes(ground, one)),
  ];
}

/**
 * An operation on the customer whose own id is in the path: one that was merged into another is told where it went. Who
 * is neither there nor merged is looked for again: the merge may have been undone between the two looks.
 */
function byId(ground: Dependencies, handler: typeof customers.read): Route['handle'] {
  return async (call) => {
    const look = async () =>
      tellMerged(ground, call.principal, customers.keyOf(call.request), await handler(ground, call));
    const told = await look();
    return told.ok || told.problem.type !== 'not-found' ? told : look();
  };
}

function settingsRoutes(ground: Dependencies, { kind, read, replace }: SettingsDescription): Route[] {
  const rules = settingsRules(kind);
  const path = `/v1/settings/${kind.face}`;
  // biome-ignore format: one operation, one row
  return [
    { method: 'GET', path, scope: 'settings:write', handle: (call) => settings.read(ground, rules, call), operation: read },
    { method: 'PUT', path, scope: 'settings:write', reads: json, handle: (call) => settings.replace(ground, rules, call), operation: replace },
  ];
}
