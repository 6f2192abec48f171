import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request } from '../../../src/faces/face.ts';
import { type Certified, p12Of } from './certificates.ts';
import { HOST, KEY_ID, MERCHANT, PORTFOLIO, received, SECRET } from './signed-request.ts';

/** What is used here of the vendor's client, which has no types. */
interface Sdk {
  readonly ApiClient: new () => object;
  readonly CustomerApi: new (config: object, client: object) => CustomerApi;
  readonly CustomerShippingAddressApi: new (config: object, client: object) => ShippingAddressApi;
}

type Callback = (error: unknown, data: unknown, response: unknown) => void;

interface CustomerApi {
  postCustomer(body: object, options: object, callback: Callback): void;
  getCustomer(id: string, options: object, callback: Callback): void;
  patchCustomer(id: string, body: object, options: object, callback: Callback): void;
  deleteCustomer(id: string, options: object, callback: Callback): void;
}

interface ShippingAddressApi {
  getCustomerShippingAddressesList(id: string, options: object, callback: Callback): void;
}

const require = createRequire(import.meta.url);

/** The newest client, and the last one of the former tokens; each takes a while to load. */
const SDKS = {
  'cybersource-rest-client': () => require('cybersource-rest-client') as Sdk,
  'cybersource-rest-client-0.0.74': () => require('cybersource-rest-client-0.0.74') as Sdk,
};
export type SdkPackage = keyof typeof SDKS;

export interface RecordedSdk {
  /** The requests the client sends for a round of operations, as the server receives them. */
  requestsOf(sdk: SdkPackage, config: object): Promise<Request[]>;
  close(): void;
}

/** What the client needs to be told to sign as it is asked to. */
export const CONFIGS = {
  signature: { authenticationType: 'http_signature', merchantKeyId: KEY_ID, merchantsecretKey: SECRET },
  sharedSecret: {
    authenticationType: 'jwt',
    jwtKeyType: 'SHARED_SECRET',
    merchantKeyId: KEY_ID,
    merchantsecretKey: SECRET,
  },
  certificate: { authenticationType: 'jwt' },
  metaKey: { useMetaKey: true, portfolioID: PORTFOLIO },
} as const;

/** The client, its key file and a server that writes down what it is sent. The client keeps the first file it reads. */
export async function recordSdk(certificate: Certified): Promise<RecordedSdk> {
  const keysDirectory = mkdtempSync(join(tmpdir(), 'clientele-p12-'));
  writeFileSync(join(keysDirectory, 'key.p12'), p12Of(certificate, [MERCHANT, PORTFOLIO], 'password'));
  const recorded: Request[] = [];
  const server = createServer(async (message, response) => {
    recorded.push(requestOf(message, Buffer.concat(await Array.fromAsync<Buffer>(message))));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const intermediateHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    async requestsOf(name, config) {
      recorded.length = 0;
      await performAll(SDKS[name](), {
        merchantID: MERCHANT,
        runEnvironment: HOST,
        intermediateHost,
        keysDirectory,
        keyFileName: 'key',
        keyPass: 'password',
        logConfiguration: { enableLog: false },
        ...config,
      });
      return recorded.splice(0);
    },
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(keysDirectory, { recursive: true });
    },
  };
}

const ID = 'AB695DA801DD1BB6E05341588E0A3BDC';
const CUSTOMER = {
  buyerInformation: { merchantCustomerID: 'Your customer identifier', email: 'test@cybs.com' },
  merchantDefinedInformation: [{ name: 'data1', value: 'Your customer data – ünï' }],
};
const PROFILE = { profileId: '93B32398-AD51-4CC2-A682-EA3E93614EB1' };

/** One of each method, one after the other; two of them with a query or a path that must be encoded. */
async function performAll(sdk: Sdk, config: object): Promise<void> {
  const customers = new sdk.CustomerApi(config, new sdk.ApiClient());
  const addresses = new sdk.CustomerShippingAddressApi(config, new sdk.ApiClient());
  await answered((done) => customers.postCustomer(CUSTOMER, PROFILE, done));
  await answered((done) => customers.getCustomer(ID, {}, done));
  await answered((done) => customers.getCustomer('a b/c?d', {}, done));
  await answered((done) => customers.patchCustomer(ID, { buyerInformation: null }, { ifMatch: '7' }, done));
  await answered((done) => customers.deleteCustomer(ID, {}, done));
  await answered((done) => addresses.getCustomerShippingAddressesList(ID, { offset: 0, limit: 5 }, done));
}

function answered(ask: (callback: Callback) => void): Promise<void> {
  return new Promise((resolve, reject) => ask((error) => (error ? reject(error) : resolve())));
}

function requestOf({ method = '', url = '', headers }: IncomingMessage, body: Buffer): Request {
  return { ...received(method, url, headers as Request['headers']), body };
}
