import { randomUUID } from 'node:crypto';
import { createClient } from '../../client.ts';
import { createMastercardClient } from '../mastercard/client.ts';
import type { Prepared } from '../sent-request.ts';
import {
  type Ask,
  type Authentication,
  createRawClient,
  createSdkClient,
  type Merchant,
  type Reply,
  type SdkClient,
} from './client.ts';
import type { OtherApi, RawCaller, SdkCaller, Signing } from './exchange.ts';
import type { Served } from './served.ts';
import { type Signer, signatureOf, type ToSign, tokenOf } from './signing.ts';

/** Sends a request; `arrives` comes in place of the body that was signed. */
export type Send = (method: string, path: string, ask: Ask & { readonly arrives?: string }) => Promise<Reply>;

/** All who call a server; the merchant's own clients in each of their ways. */
export interface Callers {
  sdk(as: SdkCaller, authentication: Authentication): SdkClient;
  raw(as: RawCaller): Send;
}

export function callersOf({ data, sandbox, stranger }: Served): Callers {
  const { baseUrl, cybersource: merchant } = sandbox;
  const forger: Merchant = { ...merchant, sharedSecret: Buffer.alloc(32).toString('base64') };
  const merchants: Readonly<Record<SdkCaller, Merchant>> = { merchant, stranger, forger };
  const clients = new Map<string, SdkClient>();
  return {
    sdk(as, authentication) {
      const how = as === 'merchant' ? authentication : 'HTTP Signature';
      const name = `${as} ${how}`;
      const client =
        clients.get(name) ?? createSdkClient(baseUrl, merchants[as], { authentication: how, directory: data });
      clients.set(name, client);
      return client;
    },
    raw(as) {
      if (as === 'operator' || as === 'caibo' || as === 'mastercard') return other(as, sandbox);
      const sign = as === 'merchant' ? signatureOf : as === 'nobody' ? () => ({}) : SIGNINGS[as];
      return sending(createRawClient(baseUrl, merchant, sign));
    },
  };
}

type Sign = (signer: Signer, request: ToSign) => Record<string, string>;

const otherThan = ({ method }: ToSign) => (method === 'GET' ? 'delete' : 'get');
const HOUR_MS = 60 * 60 * 1000;
const HOUR_S = 60 * 60;
const ELSEWHERE = '/tms/v2/customers/AB695DA801DD1BB6E05341588E0A3BDC';
const withClaims =
  (claims: (request: ToSign) => Readonly<Record<string, unknown>>): Sign =>
  (signer, request) =>
    tokenOf(signer, request, { claims: claims(request) });

const SIGNINGS: Readonly<Record<Signing, Sign>> = {
  'unknown key': (signer, request) => signatureOf({ ...signer, keyId: randomUUID() }, request),
  late: (signer, request) => signatureOf(signer, request, { at: Date.now() - HOUR_MS }),
  early: (signer, request) => signatureOf(signer, request, { at: Date.now() + HOUR_MS }),
  'for another path': (signer, request) => signatureOf(signer, { ...request, target: `${request.target}?` }),
  'for another method': (signer, request) => signatureOf(signer, { ...request, method: otherThan(request) }),
  'old spelling': (signer, request) => signatureOf(signer, request, { targetName: '(request-target)' }),
  token: tokenOf,
  'expired token': withClaims(() => {
    const iat = Math.floor(Date.now() / 1000) - HOUR_S;
    return { iat, exp: iat + 120 };
  }),
  'token for another path': withClaims(() => ({ 'request-resource-path': ELSEWHERE })),
  'token for another method': withClaims((request) => ({ 'request-method': otherThan(request) })),
  'token of another body': (signer, request) =>
    tokenOf(signer, request, {
      claims: { digest: Buffer.alloc(32).toString('base64'), 'digest-algorithm': 'SHA-256' },
    }),
  'token without algorithm': (signer, request) => tokenOf(signer, request, { header: { alg: 'none' } }),
  'token with the wrong secret': (signer, request) =>
    tokenOf({ ...signer, sharedSecret: Buffer.alloc(32).toString('base64') }, request),
  'token of another merchant': withClaims(() => ({ 'v-c-merchant-id': 'other_merchant', iss: 'other_merchant' })),
};

interface Sender {
  prepare(method: string, path: string, ask: Ask): Prepared;
  send(prepared: Prepared): Promise<Reply>;
}

function sending(client: Sender): Send {
  return (method, path, { arrives, ...ask }) => {
    const prepared = client.prepare(method, path, ask);
    return client.send({ ...prepared, body: arrives ?? prepared.body });
  };
}

function other(as: OtherApi, { baseUrl, clientele, caibo, mastercard }: Served['sandbox']): Send {
  if (as === 'mastercard') {
    const client = createMastercardClient({ baseUrl, mastercard });
    return (method, path, ask) => client.ask(method, path, ask as object);
  }
  const credential = {
    operator: { authorization: `Bearer ${clientele.operatorToken}` },
    caibo: { 'x-api-key': caibo.apiKey },
  };
  const client = createClient(baseUrl, credential[as]);
  return async (method, path, ask) => {
    const { headers, ...reply } = await client(method, path, ask as object);
    return { ...reply, headers: Object.fromEntries(headers) };
  };
}
