import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Json, JsonObject } from '@clientele/core';
import { signatureHeaders } from '../../../src/cli/tour/cybersource.ts';
import { oauthHeader } from '../../../src/cli/tour/mastercard.ts';
import { createLog } from '../../../src/log.ts';
import { type Running, start } from '../../../src/main.ts';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { parseStrictJson, stringifyJson } from '../../../src/wire/strict-json.ts';
import { scratchPlace } from '../../stores/opened-store.ts';
import { importedFrom } from './imported.ts';

/** The sandbox has the vendors' samples already: here they are other people's. */
const others = (name: string) =>
  readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8')
    .replaceAll('"clientId":40000,', '"clientId":40001,')
    .replaceAll('ABC_5698521931', 'ABC_5698521932')
    .replaceAll('F2F3ADA770102B51E053A2598D0A9078', 'F2F3ADA770102B51E053A2598D0A9079')
    .replaceAll('test@cybs.com', 'other@cybs.com')
    .replaceAll('"id":12345,', '"id":12346,');

let running: Running;
let sandbox: SandboxFile;
let dispose: () => Promise<void>;

/** A server that has a sandbox, what three vendors' files have, and serves it. */
before(async () => {
  const scratch = await scratchPlace();
  dispose = scratch.dispose;
  const config = { ...scratch.place, host: '127.0.0.1', port: 0, logLevel: 'silent', sandbox: true } as const;
  await (await start(config, createLog('silent'))).close();
  const store = await openStore(scratch.place, assert.fail);
  const tenant = await store.tenant('sandbox');
  assert.ok(tenant);
  for (const face of ['mastercard', 'cybersource', 'caibo'] as const) {
    const { counts } = await importedFrom(face, store, others(`${face}.ndjson`), { tenant, matchOn: ['email'] });
    assert.deepEqual([counts.refused, counts.doubtful], [0, 0], face);
  }
  await store.close();
  running = await start(config, createLog('silent'));
  sandbox = JSON.parse(await readFile(join(scratch.place.data, 'sandbox.json'), 'utf8')) as SandboxFile;
});
after(async () => {
  await running.close();
  await dispose();
});

async function get(url: string, headers: Readonly<Record<string, string>>): Promise<JsonObject> {
  const response = await fetch(url, { headers });
  const parsed = parseStrictJson(Buffer.from(await response.arrayBuffer()));
  assert.ok(response.status === 200 && parsed.ok, `${response.status} ${url}`);
  return parsed.value as JsonObject;
}

const documents = (face: string) =>
  others(`${face}.ndjson`)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const parsed = parseStrictJson(Buffer.from(line));
      assert.ok(parsed.ok);
      return parsed.value as JsonObject;
    });

/** Each member that came is there; what has no value may be left out. */
function assertShown(seen: JsonObject, came: JsonObject, servers: readonly string[]): void {
  for (const [name, value] of Object.entries(came)) {
    if (servers.includes(name) || value === null) continue;
    assert.equal(text(seen[name]), text(value), name);
  }
}

function text(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => text(item)).join()}]`;
  if (typeof value !== 'object' || value === null) return stringifyJson(value ?? null);
  const members = Object.entries(value as JsonObject).filter(([, inner]) => inner !== null);
  return `{${members
    .map(([name, inner]) => `${name}:${text(inner)}`)
    .sort()
    .join()}}`;
}

it('Mastercard’s API shows the clients that were imported, with addresses and tags', async () => {
  const { mastercard } = sandbox;
  const base = `${running.baseUrl}${mastercard.basePath}/clients`;
  const ask = (url: string) => get(url, { authorization: oauthHeader(mastercard, 'GET', url, undefined) });
  for (const came of documents('mastercard')) {
    const { clientAddresses = [], clientCustomData = [], ...client } = came;
    const id = String(client['clientId']);
    const servers = ['amendmentDate', 'amendmentOfficerId', 'amendmentOfficerName', 'dateOpen'];
    const seen = await ask(`${base}/${id}`);
    assertShown(seen, client, servers);
    const kept = (await ask(`${base}/${id}/addresses`))['clientAddresses'] as readonly JsonObject[];
    // One of them is known to Caibo too, with a billing address.
    const own = kept.filter(({ addressType }) => addressType !== 'billing');
    assert.equal(text(own), text(clientAddresses));
    for (const tag of clientCustomData as readonly JsonObject[]) {
      const found = await ask(`${base}/${id}/custom-data/${String(tag['tagName'])}`);
      assert.equal(text(found['clientCustomDataTagValues']), text([tag]));
    }
  }
});

it('Cybersource’s API shows the customers that were imported, with the default shipping address', async () => {
  const { cybersource } = sandbox;
  for (const came of documents('cybersource')) {
    const url = `${running.baseUrl}/tms/v2/customers/${String(came['id'])}`;
    const seen = await get(url, signatureHeaders(cybersource, url, {}));
    assertShown(seen, came, ['_links', 'metadata', '_embedded']);
    const address = ({ _embedded }: JsonObject) =>
      (_embedded as JsonObject | undefined)?.['defaultShippingAddress'] ?? {};
    const { _links: _, metadata: __, ...rest } = address(came) as JsonObject;
    assertShown(address(seen) as JsonObject, rest, []);
  }
});

it('Caibo’s API shows the customers that were imported, in the extended profile', async () => {
  const headers = { 'x-api-key': sandbox.caibo.apiKey, accept: 'application/json;profile=extended' };
  for (const came of documents('caibo')) {
    const seen = await get(`${running.baseUrl}/customers/${String(came['id'])}`, headers);
    const { name: _, ...rest } = came;
    // She is known by the name that Mastercard's file has, in parts; what differs is reported and not overwritten.
    const isLinked = came['id'] === 9223372036854775807n;
    assertShown(seen, isLinked ? { ...rest, address: null } : came, [
      'ownerId',
      'ownerName',
      'hasPaymentRequests',
      'totalDeposits',
      'createDate',
    ]);
  }
});
