import { createHash, createHmac } from 'node:crypto';
import type { SandboxFile } from '../../sandbox/sandbox-file.ts';
import { type Ask, expect, type Shown, say, show } from './show.ts';

/** The example of Cybersource's page "Update a customer": only the fields to change are sent, the whole customer comes back. */
export async function tourCybersource({ baseUrl, cybersource }: SandboxFile): Promise<void> {
  const customer = `${baseUrl}/tms/v2/customers/${cybersource.customerId}`;
  const signed = (ask: Ask): Promise<Shown> =>
    show(customer, { ...ask, headers: { ...ask.headers, ...signatureHeaders(cybersource, customer, ask) } });

  say('Cybersource: retrieve the customer');
  const read = expect(200, await signed({}));

  say('Cybersource: update it; what is not sent stays');
  const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') ?? '' };
  const clientReferenceInformation = { code: `TC50171_${Date.now()}` };
  const merchantDefinedInformation = [{ name: 'data1', value: 'Your customer data' }];
  const body = { clientReferenceInformation, merchantDefinedInformation };
  expect(200, await signed({ method: 'PATCH', headers, body }));

  say('Cybersource: the same under the ETag of before, which is stale now');
  expect(412, await signed({ method: 'PATCH', headers, body: { clientReferenceInformation: { code: 'LATE' } } }));
}

/** The headers of an HTTP Signature over method, target, host, date, body and merchant (contract §3.1). */
export function signatureHeaders(
  { merchantId, keyId, sharedSecret }: SandboxFile['cybersource'],
  url: string,
  { method = 'GET', body }: Ask,
): Readonly<Record<string, string>> {
  const { host, pathname, search } = new URL(url);
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const lines = {
    host,
    'v-c-date': new Date().toUTCString(),
    'request-target': `${method.toLowerCase()} ${pathname}${search}`,
    ...(payload !== undefined && { digest: `SHA-256=${createHash('sha256').update(payload).digest('base64')}` }),
    'v-c-merchant-id': merchantId,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
  const mac = createHmac('sha256', Buffer.from(sharedSecret, 'base64')).update(text.join('\n')).digest('base64');
  const { host: _, 'request-target': _target, ...sent } = lines;
  const list = Object.keys(lines).join(' ');
  return { ...sent, signature: `keyid="${keyId}", algorithm="HmacSHA256", headers="${list}", signature="${mac}"` };
}
