import { createHash, randomBytes, sign } from 'node:crypto';
import type { SandboxFile } from '../../sandbox/sandbox-file.ts';
import { SAMPLE } from './mastercard-sample.ts';
import { type Ask, expect, type Shown, say, show } from './show.ts';

/** The flow of Mastercard's page "Update client data": read with the ETag, patch under it, and the same again, stale. */
export async function tourMastercard({ baseUrl, mastercard }: SandboxFile): Promise<void> {
  const client = `${baseUrl}${mastercard.basePath}/clients/${mastercard.clientId}`;
  const signed = (ask: Ask): Promise<Shown> => {
    const authorization = oauthHeader(mastercard, ask.method ?? 'GET', client, ask.body);
    return show(client, { ...ask, headers: { ...ask.headers, authorization } });
  };

  say('Mastercard: get the client and its ETag');
  const read = expect(200, await signed({}));
  const ifMatch = read.headers.get('etag') ?? '';

  say('Mastercard: patch it under that ETag');
  const headers = { 'content-type': 'application/merge-patch+json;charset=utf-8', 'if-match': ifMatch };
  const note = { removeTag: false, tagContainer: 'ADD_INFO_02', tagName: 'TOUR', tagValue: String(Date.now()) };
  const body = { ...SAMPLE, clientCustomData: [...SAMPLE.clientCustomData, note] };
  expect(204, await signed({ method: 'PATCH', headers, body }));

  say('Mastercard: patch it again under the same ETag, which is stale now');
  const late = { clientContactData: { email: 'late@example.com' } };
  expect(412, await signed({ method: 'PATCH', headers, body: late }));
}

/** The header of a one-legged OAuth 1.0a request with a body hash (RFC 5849 §3.4; contract §5.3). */
export function oauthHeader(
  { consumerKey, signingKeyPem }: SandboxFile['mastercard'],
  method: string,
  url: string,
  body: unknown,
): string {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const parameters = {
    oauth_body_hash: createHash('sha256').update(payload).digest('base64'),
    oauth_consumer_key: consumerKey,
    oauth_nonce: randomBytes(8).toString('hex'),
    oauth_signature_method: 'RSA-SHA256',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
  };
  const pairs = Object.entries(parameters);
  const base = [method, url, pairs.map(([name, value]) => `${name}=${value}`).join('&')];
  const signature = sign('sha256', Buffer.from(base.map(percentEncoded).join('&')), signingKeyPem);
  const quoted = [...pairs, ['oauth_signature', percentEncoded(signature.toString('base64'))]];
  return `OAuth ${quoted.map(([name, value]) => `${name}="${value}"`).join(',')}`;
}

/** RFC 3986 §2.3: everything but the unreserved characters. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
