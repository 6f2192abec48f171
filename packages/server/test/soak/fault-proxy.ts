import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What happens to bytes in either direction. `swallow`: they are taken and lost, and so is the connection, for ever: the
 * firewall forgot it. `refuse`: whoever connects is reset; who is connected goes on.
 */
export type Mode = { readonly type: 'pass' | 'swallow' | 'refuse' } | { readonly type: 'delay'; readonly ms: number };

/** What becomes of a commit that passes. `lose reply`: it is cut off when PostgreSQL has said that all is done. */
type CommitFault = 'lose request' | 'lose reply' | 'swallow reply';

/** More than any test opens; whoever comes beyond it is reset. */
const CONNECTIONS_MAX = 500;

export const PASS: Mode = { type: 'pass' };

/**
 * A TCP proxy on the loopback address between servers and their database, that does to their connections what networks
 * do. The target may move at any time: connections made from then on go to the new one.
 */
export class FaultProxy {
  mode: Mode = PASS;
  /** The statement that the commit faults look for, by the name it is prepared under. */
  readonly commitName = Buffer.from('commit_group\0');
  readonly connections = new Set<Connection>();
  readonly #server: Server;
  readonly #commitFaults: CommitFault[] = [];
  #targetPort: number;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async open(targetPort: number, { host = '127.0.0.1', port = 0 } = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort);
    proxy.#server.listen(port, host);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The same URL, by way of here. */
  url(of: string): string {
    const url = new URL(of);
    url.port = String(this.port);
    return url.href;
  }

  moveTo(port: number): void {
    this.#targetPort = port;
  }

  /** The next so many commits, whoever makes them, meet this. */
  atNextCommits(fault: CommitFault, times = 1): void {
    for (let time = 0; time < times; time++) this.#commitFaults.push(fault);
  }

  takeCommitFault(): CommitFault | undefined {
    return this.#commitFaults.shift();
  }

  /** Ends every connection: with a reset, or as if the other end had closed it. */
  cut(how: 'reset' | 'end' = 'reset'): void {
    for (const connection of this.connections) connection.cut(how);
  }

  /** The database's ends are closed, and the servers are not told: their connections stay, and nobody answers. */
  halfOpen(): void {
    for (const connection of this.connections) connection.abandonUpstream();
  }

  /** Nothing is wrong any more; of those connections that lost bytes, none comes back. */
  heal(): void {
    this.mode = PASS;
    this.#commitFaults.length = 0;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    if (this.mode.type === 'refuse' || this.connections.size >= CONNECTIONS_MAX) {
      socket.on('error', () => {}).resetAndDestroy();
      return;
    }
    const upstream = connect(this.#targetPort, '127.0.0.1');
    const connection = new Connection(this, socket, upstream);
    this.connections.add(connection);
    socket.once('close', () => this.connections.delete(connection));
  }
}

class Connection {
  readonly #proxy: FaultProxy;
  readonly #client: Socket;
  readonly #upstream: Socket;
  #isLost = false;
  #isReplyLost: 'cut' | 'silence' | undefined;

  constructor(proxy: FaultProxy, client: Socket, upstream: Socket) {
    this.#proxy = proxy;
    this.#client = client.setNoDelay();
    this.#upstream = upstream.setNoDelay();
    this.#pump(client, upstream, (chunk) => this.#meetsCommitFault(chunk));
    this.#pump(upstream, client, (chunk) => this.#isSwallowedReply(chunk));
  }

  cut(how: 'reset' | 'end'): void {
    if (how === 'end') this.#client.end();
    // A socket that is ending cannot be reset any more: Node would neither close it nor ever let the process go.
    else if (this.#client.writableEnded) this.#client.destroy();
    else this.#client.resetAndDestroy();
    this.#upstream.destroy();
  }

  abandonUpstream(): void {
    this.#isLost = true;
    this.#upstream.destroy();
  }

  /** One chunk at a time, so that order is kept and little is held, however long it is delayed. */
  #pump(from: Socket, to: Socket, isTaken: (chunk: Buffer) => boolean): void {
    from.on('error', () => {});
    from.on('data', (chunk: Buffer) => {
      from.pause();
      void this.#forward(chunk, to, isTaken).finally(() => from.resume());
    });
    from.once('close', () => {
      if (!this.#isLost) to.destroySoon();
    });
  }

  async #forward(chunk: Buffer, to: Socket, isTaken: (chunk: Buffer) => boolean): Promise<void> {
    const { mode } = this.#proxy;
    if (mode.type === 'swallow') this.#isLost = true;
    if (this.#isLost || isTaken(chunk)) return;
    if (mode.type === 'delay') await sleep(mode.ms);
    if (!to.destroyed && !to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {});
  }

  /** Bind names the prepared statement near its beginning, so it is never torn apart. */
  #meetsCommitFault(chunk: Buffer): boolean {
    if (!chunk.includes(this.#proxy.commitName)) return false;
    const fault = this.#proxy.takeCommitFault();
    if (fault === 'lose request') {
      this.cut('reset');
      return true;
    }
    if (fault !== undefined) this.#isReplyLost = fault === 'lose reply' ? 'cut' : 'silence';
    return false;
  }

  #isSwallowedReply(chunk: Buffer): boolean {
    if (this.#isReplyLost === undefined) return false;
    if (this.#isReplyLost === 'cut' && chunk.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY))
      this.cut('reset');
    return true;
  }
}

/** PostgreSQL's last word on a statement outside of a transaction: it is committed (protocol 3.0, `ReadyForQuery`). */
const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I', 'latin1');
