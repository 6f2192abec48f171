import { existsSync } from 'node:fs';
import { scratchDirectory } from '../scratch.ts';
import { ServerProcess } from '../server-process.ts';
import { type Face, firstAnswer, loopback, type Subject, type Target } from '../subject.ts';
import { fill, type Ids } from './fill.ts';
import { readSandbox, type Sandbox, sandboxStamp } from './sandbox.ts';

/** Where a Clientele keeps its records other than in its data directory, and by how many processes it serves them. */
export interface ClientelePlace {
  readonly name: string;
  readonly databaseUrl?: string;
  readonly databasePid?: number;
  readonly workers?: number;
}

/** Clientele in a sandbox of its own, on the embedded store unless told otherwise. */
export class Clientele implements Subject {
  readonly name: string;
  readonly databasePid?: number;
  readonly #place: ClientelePlace;
  readonly #main: string;
  readonly #customers: number;
  readonly #faces: ReadonlySet<Face>;
  readonly #data = scratchDirectory('clientele');
  #server: ServerProcess | undefined;
  #sandbox: Sandbox | undefined;
  #ids: readonly Ids[] = [];

  /** The faces are those that the customers must be in. */
  constructor(
    main: string,
    customers: number,
    faces: ReadonlySet<Face>,
    place: ClientelePlace = { name: 'Clientele' },
  ) {
    this.name = place.name;
    this.#place = place;
    if (place.databasePid !== undefined) this.databasePid = place.databasePid;
    if (!existsSync(main)) throw new Error(`There is no server at ${main}`);
    this.#main = main;
    this.#customers = customers;
    this.#faces = faces;
  }

  async start(): Promise<void> {
    const before = await sandboxStamp(this.#data);
    const { databaseUrl, workers } = this.#place;
    const options = ['--port', '0', '--data', this.#data, '--log-level', 'warn'];
    if (workers !== undefined) options.push('--workers', String(workers));
    const server = new ServerProcess([this.#main, ...options], databaseUrl ? { DATABASE_URL: databaseUrl } : {});
    this.#server = server;
    // The file of an earlier start is still there: only a newer one tells where this server listens.
    await server.until('new sandbox.json', async () => {
      const stamp = await sandboxStamp(this.#data);
      return stamp === before ? undefined : stamp;
    });
    this.#sandbox = await readSandbox(this.#data);
    await firstAnswer(server, this.target('own'));
  }

  async fill(): Promise<void> {
    this.#ids = await fill(this.#running(this.#sandbox), this.#customers, this.#faces);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get pid(): number {
    return this.#running(this.#server).pid;
  }

  target(face: Face): Target {
    const sandbox = this.#running(this.#sandbox);
    const address = loopback(sandbox.baseUrl);
    if (face === 'caibo') {
      const paths = this.#ids.map(({ caiboId }) => `/customers/${caiboId}`);
      return { ...address, paths, headers: [`X-API-Key: ${sandbox.caiboApiKey}`] };
    }
    if (face === 'mastercard' || face === 'cybersource') return { ...address, ...this.#signed(face, sandbox) };
    const ids = this.#ids.length > 0 ? this.#ids.map(({ id }) => id) : [sandbox.customerId];
    const paths = ids.map((id) => `/v1/customers/${id}`);
    return { ...address, paths, headers: [`Authorization: Bearer ${sandbox.integratorToken}`] };
  }

  #signed(name: 'mastercard' | 'cybersource', sandbox: Sandbox): Pick<Target, 'paths' | 'headers' | 'signing'> {
    const face = sandbox[name];
    if (face === undefined) throw new Error(`The server at ${this.#main} has no ${name} face`);
    const path =
      name === 'mastercard'
        ? ({ mastercardId }: Ids) => `/clients/${mastercardId}`
        : ({ cybersourceId }: Ids) => `/customers/${cybersourceId}`;
    return { paths: this.#ids.map((ids) => `${face.basePath}${path(ids)}`), headers: [], signing: face.signing };
  }

  #running<Part>(part: Part | undefined): Part {
    if (part === undefined) throw new Error('Clientele has not been started');
    return part;
  }
}
