import { connect } from 'node:net';

/** What came back on a socket, as text; the socket is closed by the server or after its first answer. */
export interface RawReply {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes on a connection of its own and reads until the server closes it or `idleMs` pass without a byte. */
export function sendRaw(baseUrl: string, chunks: readonly (string | Uint8Array)[], idleMs = 1_000): Promise<RawReply> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      for (const chunk of chunks) socket.write(chunk);
    });
    const finish = () => {
      socket.destroy();
      const text = Buffer.concat(received).toString('latin1');
      const [head = '', body = ''] = text.split('\r\n\r\n', 2);
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body });
    };
    socket.setTimeout(idleMs, finish);
    socket.on('data', (chunk) => received.push(Buffer.from(chunk)));
    socket.on('end', finish);
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? finish() : reject(error),
    );
  });
}
