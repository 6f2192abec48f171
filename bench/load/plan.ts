import type { Paths } from '../paths.ts';

/** What one measurement asks of the load generator. Plain data: it crosses a process boundary. */
export interface Plan {
  /** Always a loopback address. */
  readonly host: string;
  readonly port: number;
  /** Whose ETags are known from one measurement to the next. */
  readonly subject: string;
  /** The ETag that every customer has before the first write; without it they are read. */
  readonly filledEtag?: string;
  /** Whose CPU time is read at both ends of the window, that of their children included. */
  readonly serverPid: number;
  /** The same of the database, which is another process. */
  readonly databasePid?: number;
  readonly method: 'GET' | 'PATCH' | 'PUT';
  /** One path per customer; each connection owns a disjoint share of them. */
  readonly paths: Paths;
  /** Complete header lines that every request carries, for example the credential. */
  readonly headers: readonly string[];
  /** What every request is signed with, where no header can be the same for all. */
  readonly signing?: Signing;
  readonly body: BodyKind;
  /** Whether each request carries the customer's current ETag in `If-Match`. */
  readonly conditional: boolean;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Seeds the choice of customers. */
  readonly seed: number;
  /** Numbers the measurements of one run, so that no value written is ever written again. */
  readonly run: number;
}

export type Signing = OAuthSigning | HttpSigning;

/** OAuth 1.0a with RSA-SHA256. */
export interface OAuthSigning {
  readonly scheme: 'oauth';
  readonly consumerKey: string;
  readonly privateKeyPem: string;
}

/** HTTP Signature with HMAC-SHA256. */
export interface HttpSigning {
  readonly scheme: 'http-signature';
  readonly merchantId: string;
  readonly keyId: string;
  /** In base64. */
  readonly sharedSecret: string;
}

/**
 * Merge patches of the canonical record, of Mastercard's client and of Cybersource's customer token; `client` is a partial
 * object of Caibo's face.
 */
export type BodyKind = 'none' | 'customer' | 'client' | 'modification' | 'token';

/** What the load generator saw. */
export interface LoadResult {
  /** Answers inside the window, whatever their status. */
  readonly answers: number;
  /** The same with those of the warm-up, as far as they were 2xx. */
  readonly done: number;
  readonly seconds: number;
  /** Whether the window closed before its time, because all requests that had been prepared were sent. */
  readonly cutShort: boolean;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly meanBodyBytes: number;
  /** Answers outside 2xx and broken connections, warm-up included. */
  readonly failures: number;
  /** The first of them, in words. */
  readonly firstFailure?: string;
  /** Absent where the system does not tell. */
  readonly serverCpuMicrosPerRequest?: number;
  /** All processes of the database together; absent where there is none. */
  readonly databaseCpuMicrosPerRequest?: number;
  /** How busy the load generator itself was, as a share of one core. */
  readonly generatorLoad: number;
}

/** What the load generator answers to a plan. */
export type Reply = { readonly result: LoadResult } | { readonly error: string };
