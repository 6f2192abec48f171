import type { SandboxFile } from '../../sandbox/sandbox-file.ts';
import { signatureHeaders } from './cybersource.ts';
import { oauthHeader } from './mastercard.ts';
import { expect, say, show } from './show.ts';

/** What is left of it all: one record, as each face shows it, and its history. */
export async function tourFourFaces({
  baseUrl,
  mastercard,
  cybersource,
  caibo,
  clientele,
}: SandboxFile): Promise<void> {
  say('The record, as Mastercard shows it');
  const client = `${baseUrl}${mastercard.basePath}/clients/${mastercard.clientId}`;
  const authorization = oauthHeader(mastercard, 'GET', client, undefined);
  expect(200, await show(client, { headers: { authorization } }));

  say('The record, as Cybersource shows it');
  const customer = `${baseUrl}/tms/v2/customers/${cybersource.customerId}`;
  expect(200, await show(customer, { headers: signatureHeaders(cybersource, customer, {}) }));

  say('The record, as Caibo shows it');
  const apiKey = { 'x-api-key': caibo.apiKey };
  expect(200, await show(`${baseUrl}/customers/${caibo.customerId}`, { headers: apiKey }));

  say('The record itself');
  const record = `${baseUrl}/v1/customers/${clientele.customerId}`;
  const token = { authorization: `Bearer ${clientele.integratorToken}` };
  expect(200, await show(record, { headers: token }));

  say('Its history: who changed what, through which face');
  expect(200, await show(`${record}/history?limit=8`, { headers: token }));
}
