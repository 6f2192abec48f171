import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Json } from '@clientele/core';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';
import { type Answered, jsonOf, type Prepared, sendRequest } from '../sent-request.ts';
import { type Signer, signatureOf, type ToSign } from './signing.ts';

/** The ways of the vendor's clients to say who calls. */
export const AUTHENTICATIONS = ['HTTP Signature', 'RS256 token', 'HS256 token', 'x5c token'] as const;
export type Authentication = (typeof AUTHENTICATIONS)[number];

export type Operation =
  | 'postCustomer'
  | 'getCustomer'
  | 'patchCustomer'
  | 'deleteCustomer'
  | 'postCustomerShippingAddress'
  | 'getCustomerShippingAddressesList'
  | 'getCustomerShippingAddress'
  | 'patchCustomersShippingAddress'
  | 'deleteCustomerShippingAddress'
  | 'postCustomerPaymentInstrument'
  | 'getCustomerPaymentInstrumentsList'
  | 'getCustomerPaymentInstrument'
  | 'patchCustomersPaymentInstrument'
  | 'deleteCustomerPaymentInstrument';

export interface Reply extends Answered {
  readonly body: Json | undefined;
  /** What the vendor's client makes of it: the body as it knows it, and whether it takes the answer for an error. */
  readonly taken?: { readonly model: unknown; readonly isError: boolean };
  /** What the vendor's client sent. */
  readonly sent?: Prepared;
}

/** The vendor's own client, as a promise. */
export type SdkClient = (operation: Operation, ...args: readonly unknown[]) => Promise<Reply>;

/** Whoever calls, and where. */
export type Merchant = Signer & Partial<Pick<SandboxFile['cybersource'], 'p12Base64' | 'p12Password' | 'p12Alias'>>;

export interface SdkOptions {
  readonly authentication?: Authentication;
  /** Where a key store can be put for the client to read. */
  readonly directory?: string;
  /** Any other settings of the client. */
  readonly config?: object;
}

const load = createRequire(import.meta.url);
const CONFIGS: Readonly<Record<Authentication, object>> = {
  'HTTP Signature': { authenticationType: 'http_signature' },
  'RS256 token': { authenticationType: 'jwt' },
  'HS256 token': { authenticationType: 'jwt', jwtKeyType: 'SHARED_SECRET' },
  'x5c token': { authenticationType: 'jwt' },
};

export function createSdkClient(
  baseUrl: string,
  merchant: Merchant,
  { authentication = 'HTTP Signature', directory, config }: SdkOptions = {},
): SdkClient {
  const sdk: Sdk = load(`cybersource-rest-client${authentication === 'x5c token' ? '-0.0.74' : ''}`);
  const settings = {
    merchantID: merchant.merchantId,
    merchantKeyId: merchant.keyId,
    merchantsecretKey: merchant.sharedSecret,
    runEnvironment: 'apitest.cybersource.com',
    intermediateHost: baseUrl,
    logConfiguration: { enableLog: false },
    ...(directory !== undefined && keyStoreIn(directory, merchant)),
    ...CONFIGS[authentication],
    ...config,
  };
  const classes = [sdk.CustomerApi, sdk.CustomerShippingAddressApi, sdk.CustomerPaymentInstrumentApi];
  const apis = classes.map((Api) => new Api(settings, new sdk.ApiClient()));
  return (operation, ...args) => {
    const api = apis.find((one) => one[operation]);
    const method = api?.[operation];
    if (!method) throw new Error(`the client has no ${operation}`);
    const options = Array.from({ length: method.length - 1 - args.length }, () => ({}));
    // What throws in the callback is given to the callback a second time: it must do nothing else.
    return new Promise((resolve, reject) => {
      method.call(api, ...args, ...options, (error: unknown, model: unknown, response?: SdkResponse) =>
        response ? resolve(replyOf(response, { model, isError: error !== null })) : reject(error),
      );
    });
  };
}

type Api = Readonly<Partial<Record<Operation, (...args: readonly unknown[]) => void>>>;
type ApiClass = new (settings: object, client: object) => Api;

/** What is used here of the vendor's client, which has no types. */
interface Sdk {
  readonly ApiClient: new () => object;
  readonly CustomerApi: ApiClass;
  readonly CustomerShippingAddressApi: ApiClass;
  readonly CustomerPaymentInstrumentApi: ApiClass;
}

/** What the client hands out of an answer, be it a refusal or not. `text` is its own spelling of the body. */
interface SdkResponse {
  readonly req: {
    readonly method: string;
    readonly url: string;
    readonly data?: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
  };
  readonly status: number;
  readonly header: IncomingHttpHeaders;
  readonly text: string;
}

function replyOf({ req, status, header, text }: SdkResponse, taken: Required<Reply>['taken']): Reply {
  const answer = { status, headers: { ...header }, text: text === '""' ? '' : text };
  return { ...answer, body: jsonOf(answer), taken, sent: sentAs(req) };
}

function sentAs({ method, url, data = '', headers }: SdkResponse['req']): Prepared {
  const { pathname, search } = new URL(url);
  return { method: method.toUpperCase(), target: `${pathname}${search}`, headers: given(headers), body: data };
}

function given(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** The client wants a file. The former one knows one file at a time, the newest one that it was shown. */
function keyStoreIn(directory: string, { p12Base64 = '', p12Password, p12Alias }: Merchant): object {
  const keysDirectory = join(directory, 'key-stores');
  mkdirSync(keysDirectory, { recursive: true });
  writeFileSync(join(keysDirectory, 'merchant.p12'), p12Base64, 'base64');
  return { keysDirectory, keyFileName: 'merchant', keyPass: p12Password, keyAlias: p12Alias };
}

export interface Ask {
  /** Beside those of the signature; one that is `undefined` is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: Json | undefined;
}

/** What the vendor's client cannot be made to send, signed all the same. */
export interface RawClient {
  /** Signs what is to be sent to a path below `/tms/v2`. */
  prepare(method: string, path: string, ask?: Ask): Prepared;
  send(prepared: Prepared): Promise<Reply>;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
}

export const BASE = '/tms/v2';

/** With an HTTP Signature of the merchant's, unless it is to be signed otherwise. */
export function createRawClient(
  baseUrl: string,
  merchant: Signer,
  sign: (merchant: Signer, request: ToSign) => Readonly<Record<string, string>> = signatureOf,
): RawClient {
  const client: RawClient = {
    prepare(method, path, { headers, body } = {}) {
      const target = `${BASE}${path}`;
      const text = body === undefined || typeof body === 'string' ? (body ?? '') : stringifyJson(body);
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const signed = sign(merchant, { method, target, body: text });
      return { method, target, headers: given({ ...type, ...signed, ...headers }), body: text };
    },
    async send(prepared) {
      const answer = await sendRequest(baseUrl, prepared);
      return { ...answer, body: jsonOf(answer) };
    },
    ask: (method, path, ask) => client.send(client.prepare(method, path, ask)),
  };
  return client;
}
