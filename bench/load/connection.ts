import { connect, type Socket } from 'node:net';
import { type Answer, parseAnswer } from './answer.ts';

interface Waiter {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/** One keep-alive HTTP/1.1 connection with at most one request outstanding. */
export class Connection {
  readonly #socket: Socket;
  #received: Buffer | undefined;
  #waiter: Waiter | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (reason) => this.#break(reason));
    socket.on('close', () => this.#break(new Error('the server closed the connection')));
  }

  static open(host: string, port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** Sends a complete request (latin1 text) and resolves with its answer. */
  exchange(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new Error('the connection is closed'));
        return;
      }
      this.#waiter = { resolve, reject };
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    try {
      const answer = parseAnswer(bytes);
      this.#received = answer === undefined ? bytes : undefined;
      if (answer === undefined) return;
      const waiter = this.#waiter;
      this.#waiter = undefined;
      waiter?.resolve(answer);
    } catch (reason) {
      this.#break(reason as Error);
      this.#socket.destroy();
    }
  }

  #break(reason: Error): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(reason);
  }
}
