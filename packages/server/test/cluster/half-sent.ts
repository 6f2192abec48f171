import { connect, type Socket } from 'node:net';

/** A request of which a part has been sent: whoever it was given to has it in flight. */
export interface HalfSent {
  finish(): void;
  /** All that was answered when the connection ended, however it ended. */
  readonly answer: Promise<string>;
}

/** Begins an update of the sandbox's sample record, on a connection of its own. */
export function halfSentUpdate(baseUrl: string, apiKey: string): Promise<HalfSent> {
  const { hostname, port } = new URL(baseUrl);
  const body = JSON.stringify({ phone: '+48999888777' });
  const head = [
    'PUT /customers/12345 HTTP/1.1',
    'Host: x',
    `X-API-Key: ${apiKey}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    const answer = new Promise<string>((answered) => void socket.once('close', () => answered(text)));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.once('error', reject);
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 5)}`, () => {
      socket.on('error', () => {});
      resolve({ finish: () => void socket.write(body.slice(5)), answer });
    });
  });
}
