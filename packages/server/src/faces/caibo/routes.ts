import { isJsonMediaType } from '../../wire/media-type.ts';
import type { MediaTypes, Route } from '../face.ts';
import * as customers from './customers.ts';
import { list } from './list.ts';
import { type LoginGround, login } from './login.ts';
import * as operations from './operations.ts';

export type RouteGround = customers.Ground & LoginGround;

/** The vendor declares the same document under all JSON media types; what the body is decides what it means. */
const json: MediaTypes = { names: operations.changeTypes, test: isJsonMediaType };

/** The page's OpenAPI says `/customers/{id}`, its examples call `/api/customers/{id}`: one operation under two paths. */
const PREFIXES = ['', '/api'];

/** The operations of the face: what each needs, what it reads and where it goes. */
export function routesOf(ground: RouteGround): Route[] {
  const customer = '/customers/:id';
  // biome-ignore format: one operation, one row
  const routes: Route[] = [
    { method: 'POST', path: '/auth/login', scope: 'public', reads: json, handle: (call) => login(ground, call), operation: operations.login },
    { method: 'POST', path: '/customers', scope: 'customers:write', reads: json, handle: (call) => customers.create(ground, call), operation: operations.createCustomer },
    { method: 'GET', path: '/customers', scope: 'customers:read', handle: (call) => list(ground.dependencies, call), operation: operations.listCustomers },
    { method: 'GET', path: customer, scope: 'customers:read', handle: (call) => customers.read(ground, call), operation: operations.readCustomer },
    { method: 'PUT', path: customer, scope: 'customers:write', reads: json, handle: (call) => customers.update(ground, call), operation: operations.updateCustomer },
    { method: 'PATCH', path: customer, scope: 'customers:write', reads: json, handle: (call) => customers.patch(ground, call), operation: operations.patchCustomer },
    { method: 'DELETE', path: customer, scope: 'customers:write', handle: (call) => customers.remove(ground, call), operation: operations.deleteCustomer },
  ];
  return PREFIXES.flatMap((prefix) => routes.map((route) => ({ ...route, path: `${prefix}${route.path}` })));
}
