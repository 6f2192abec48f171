import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject } from '@clientele/core';
import { addOffline } from '../../../src/cli/add-offline.ts';
import { createLog, type Log } from '../../../src/log.ts';
import { type Running, start } from '../../../src/main.ts';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import type { StorePlace } from '../../../src/stores/open-store.ts';
import { type Client, createClient } from '../../client.ts';
import { scratchPlace } from '../../stores/opened-store.ts';
import type { Merchant } from './client.ts';

/** A sandbox that can be started again, with a merchant of another tenant on the same server. */
export interface Served {
  readonly data: string;
  readonly stranger: Merchant;
  /** Where it is and what gets in, since it was last started. */
  readonly sandbox: SandboxFile;
  /** What the operator was warned of. */
  readonly warnings: readonly string[];
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function serve(): Promise<Served> {
  const { place, dispose } = await scratchPlace();
  const request = { tenant: 'other', face: 'cybersource', role: 'integrator', merchantId: 'other_merchant' } as const;
  const made = await addOffline(place, request);
  assert.ok(made.ok);
  const { merchantId = '', keyId = '', sharedSecret = '' } = made.value.material;
  const warnings: string[] = [];
  const log = { ...createLog('silent'), warned: (message: string) => void warnings.push(message) };
  let [running, sandbox] = await started(place, log);
  return {
    data: place.data,
    warnings,
    stranger: { merchantId, keyId, sharedSecret },
    get sandbox() {
      return sandbox;
    },
    async restart() {
      await running.close();
      [running, sandbox] = await started(place, log);
    },
    async close() {
      await running.close();
      await dispose();
    },
  };
}

async function started(place: StorePlace, log: Log): Promise<[Running, SandboxFile]> {
  const config = { ...place, host: '127.0.0.1', port: 0, logLevel: 'silent', sandbox: true } as const;
  const running = await start(config, log);
  return [running, JSON.parse(await readFile(join(place.data, 'sandbox.json'), 'utf8')) as SandboxFile];
}

/** Who manages the sandbox's tenant, at `/v1`. */
export function operatorOf({ baseUrl, clientele }: SandboxFile): Client {
  return createClient(baseUrl, { authorization: `Bearer ${clientele.operatorToken}` });
}

/** Replaces what the sandbox's merchant has settled. */
export async function settle(sandbox: SandboxFile, settings: JsonObject): Promise<void> {
  const replaced = await operatorOf(sandbox)('PUT', '/v1/settings/cybersource', { body: settings });
  assert.equal(replaced.status, 200, replaced.text);
}

/** The record of a customer of this face, as `/v1` has it. */
export async function recordOf(
  sandbox: SandboxFile,
  customerId: string,
): Promise<{ readonly id: string } & JsonObject> {
  const { items } = (await operatorOf(sandbox)('GET', `/v1/customers?cybersource=${customerId}`)).body;
  assert.equal(items.length, 1, customerId);
  return items[0];
}

/** The versions that a record has had, newest first. */
export async function versionsOf(sandbox: SandboxFile, recordId: string): Promise<number[]> {
  const history = await operatorOf(sandbox)('GET', `/v1/customers/${recordId}/history?limit=100`);
  assert.equal(history.status, 200, history.text);
  return history.body.items.map(({ version }: { version: number }) => version);
}

export function nameOf(error: Json | undefined): string {
  const { errors } = error as { errors: readonly { type: string; message: string }[] };
  return errors.map(({ type, message }) => `${type}: ${message}`).join('; ');
}
