import { directoryBytes } from '../directory-bytes.ts';
import type { Postgres } from '../postgres.ts';
import { scratchDirectory } from '../scratch.ts';
import { ServerProcess } from '../server-process.ts';
import { type Face, firstAnswer, loopback, type Server, type Target } from '../subject.ts';
import { FILLED_ETAG, importCustomers } from './import-customers.ts';
import { readSandbox, type Sandbox, sandboxStamp } from './sandbox.ts';

export interface ClienteleOptions {
  readonly name: string;
  /** Its `main.ts`. */
  readonly main: string;
  readonly customers: number;
  /** Those that the customers must be in. */
  readonly faces: ReadonlySet<Face>;
  /** Where the records are, if not in the data directory. */
  readonly database?: Postgres;
  readonly workers?: number;
}

/** Clientele, in a sandbox of its own. */
export class Clientele implements Server {
  readonly name: string;
  readonly database?: Postgres;
  readonly filledEtag = FILLED_ETAG;
  readonly #options: ClienteleOptions;
  readonly #data = scratchDirectory('clientele');
  #databaseUrl: string | undefined;
  #server: ServerProcess | undefined;
  #sandbox: Sandbox | undefined;

  constructor(options: ClienteleOptions) {
    this.name = options.name;
    if (options.database) this.database = options.database;
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#databaseUrl ??= await this.database?.createDatabase();
    const before = await sandboxStamp(this.#data);
    const { main, workers } = this.#options;
    const options = ['--port', '0', '--data', this.#data, '--log-level', 'warn'];
    if (workers !== undefined) options.push('--workers', String(workers));
    const server = new ServerProcess([main, ...options], { DATABASE_URL: this.#databaseUrl });
    this.#server = server;
    // The file of an earlier start is still there: only a newer one tells where this server listens.
    await server.until('new sandbox.json', async () => {
      const stamp = await sandboxStamp(this.#data);
      return stamp === before ? undefined : stamp;
    });
    this.#sandbox = await readSandbox(this.#data);
    await firstAnswer(server, this.target('own'), `/v1/customers/${this.#sandbox.customerId}`);
  }

  /** Leaves the server stopped: a data directory belongs to one process, and the import is another. */
  async fill(): Promise<void> {
    await this.stop();
    const { main, customers, faces } = this.#options;
    const place = this.#databaseUrl === undefined ? { data: this.#data } : { databaseUrl: this.#databaseUrl };
    await importCustomers(main, place, customers, faces);
    if (this.#databaseUrl !== undefined) await this.database?.settle(this.#databaseUrl);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get pid(): number {
    return this.#running(this.#server).pid;
  }

  /** Of what is kept; a data directory is whole only when the server is stopped. */
  async storedBytes(): Promise<number> {
    if (this.#databaseUrl === undefined) return directoryBytes(this.#data);
    return (await this.database?.bytesOf(this.#databaseUrl)) ?? 0;
  }

  target(face: Face): Target {
    const sandbox = this.#running(this.#sandbox);
    const address = loopback(sandbox.baseUrl);
    const { customers } = this.#options;
    if (face === 'own') {
      const headers = [`Authorization: Bearer ${sandbox.integratorToken}`];
      return { ...address, paths: { before: '/v1/customers/', ids: 'customer', customers }, headers };
    }
    if (face === 'caibo') {
      const headers = [`X-API-Key: ${sandbox.caiboApiKey}`];
      return { ...address, paths: { before: '/customers/', ids: 'caibo', customers }, headers };
    }
    const signed = sandbox[face];
    if (signed === undefined) throw new Error(`The server at ${this.#options.main} has no ${face} face`);
    const before = `${signed.basePath}${face === 'mastercard' ? '/clients/' : '/customers/'}`;
    return { ...address, paths: { before, ids: face, customers }, headers: [], signing: signed.signing };
  }

  #running<Part>(part: Part | undefined): Part {
    if (part === undefined) throw new Error(`${this.name} has not been started`);
    return part;
  }
}
