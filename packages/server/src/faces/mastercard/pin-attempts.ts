import { refuse } from '@clientele/core';
import type { Handler } from './operation.ts';

/** `PUT /clients/{client_id}/online-pin-attempts-counter`: no PIN is kept here, so no tenant has this operation. */
export const clearOnlinePinAttemptsForClient: Handler = async () =>
  refuse({ type: 'operation-disabled', operation: 'clearOnlinePinAttemptsForClient' });
