import { type Route, reading } from '../face.ts';
import * as addresses from './addresses.ts';
import * as classifiers from './classifiers.ts';
import * as clients from './clients.ts';
import * as contracts from './contracts.ts';
import * as customData from './custom-data.ts';
import { type Ground, type Handler, performing } from './operation.ts';
import * as operations from './operations.ts';
import { clearOnlinePinAttemptsForClient } from './pin-attempts.ts';
import { getClientId } from './searches.ts';

const json = reading(operations.JSON_TYPES);
/** The contract names the merge patch's type; real integrators also send plain JSON (contract §1.1). */
const patch = reading(operations.PATCH_TYPES);

/** Kept as the vendor has it, so that an integrator changes scheme and host alone (contract §0). */
export const PREFIX = '/global-processing/core';

/** The fourteen operations of the contract's table (§1), in its order. */
export function routesOf(ground: Ground): Route[] {
  const client = `${PREFIX}/clients/:client_id`;
  const read = { scope: 'customers:read' } as const;
  const write = { scope: 'customers:write', reads: json } as const;
  const as = (operation: Route['operation'], handler: Handler) => ({
    handle: performing(ground, operation, handler),
    operation,
  });
  // biome-ignore format: one operation, one row
  return [
    { method: 'POST', path: `${PREFIX}/clients`, ...write, ...as(operations.createClient, clients.createClient) },
    { method: 'GET', path: client, ...read, ...as(operations.getClient, clients.getClient) },
    { method: 'PATCH', path: client, ...write, reads: patch, ...as(operations.updateClient, clients.updateClient) },
    { method: 'POST', path: `${PREFIX}/clients/searches`, scope: 'customers:read', reads: json, ...as(operations.getClientId, getClientId) },
    { method: 'POST', path: `${client}/custom-data`, ...write, ...as(operations.setClientCustomData, customData.setClientCustomData) },
    { method: 'GET', path: `${client}/custom-data/:tag_name`, ...read, ...as(operations.getClientCustomData, customData.getClientCustomData) },
    { method: 'POST', path: `${client}/addresses`, ...write, ...as(operations.addClientAddress, addresses.addClientAddress) },
    { method: 'GET', path: `${client}/addresses`, ...read, ...as(operations.getClientAddresses, addresses.getClientAddresses) },
    { method: 'PUT', path: `${client}/addresses/:address_type`, ...write, ...as(operations.updateClientAddress, addresses.updateClientAddress) },
    { method: 'PUT', path: `${client}/classifiers/:classifier_code`, ...write, ...as(operations.setClientClassifier, classifiers.setClientClassifier) },
    { method: 'GET', path: `${client}/classifiers`, ...read, ...as(operations.getClientClassifiers, classifiers.getClientClassifiers) },
    { method: 'PUT', path: `${client}/online-pin-attempts-counter`, ...write, ...as(operations.clearOnlinePinAttemptsForClient, clearOnlinePinAttemptsForClient) },
    { method: 'GET', path: `${client}/account-contracts`, ...read, ...as(operations.getAccountContractsByClient, contracts.getAccountContractsByClient) },
    { method: 'GET', path: `${client}/card-contracts`, ...read, ...as(operations.getCardContractsByClient, contracts.getCardContractsByClient) },
  ];
}
