import { createHash, randomBytes, sign } from 'node:crypto';
import type { SandboxFile } from '../../sandbox/sandbox-file.ts';
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

/** The sample body of the vendor's sandbox page (contract §2.1), a synthetic person. */
const SAMPLE = {
  clientCustomData: [{ removeTag: false, tagContainer: 'ADD_INFO_01', tagName: 'TAG_01', tagValue: 'TAG_01_VALUE' }],
  additionalDate01: '2021-01-27T09:59:44Z',
  additionalDate02: '2021-02-15T20:58:39Z',
  clientBaseAddressData: {
    addressLine1: 'Mrs. Alice Smith Apartment',
    addressLine2: '1c 213',
    addressLine3: 'Derrick Street',
    addressLine4: '2nd floor',
    city: 'Boston',
    country: 'USA',
    postalCode: '02130',
    state: 'MA',
  },
  clientCompanyData: {
    companyDepartment: 'Department',
    companyName: 'Company',
    companyTradeName: 'Company Trade',
    position: 'Employee',
  },
  clientContactData: {
    email: 'johndoe@example.com',
    fax: '0048123456789',
    faxHome: '0048123456789',
    phoneNumberHome: '0048123456789',
    phoneNumberMobile: '0048123456789',
    phoneNumberWork: '0048123456789',
  },
  clientIdentificationData: {
    identificationDocumentDetails: '161235698529429',
    identificationDocumentNumber: '161235698529328',
    identificationDocumentType: 'Passport',
    socialNumber: '161235698529227',
    taxPosition: 'Tax position',
    taxpayerIdentifier: '161235698529531',
  },
  clientPersonalData: {
    birthDate: '2021-06-25',
    birthName: 'Doe',
    birthPlace: 'Warsaw',
    citizenship: 'USA',
    firstName: 'John',
    gender: 'M',
    language: 'en',
    lastName: 'Doe',
    maritalStatus: 'DS',
    middleName: 'Carl',
    secretPhrase: 'secret',
    shortName: 'Madley',
    suffix: 'PhD',
    title: 'MR',
  },
  clientExpiryDate: '2029-06-25',
  embossedData: { companyName: 'COMPANY', firstName: 'JOHN', lastName: 'DOE', title: 'MR' },
};
