import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constantAnswer } from './constant-answer.ts';

/** The least that a server in Node can do: the same answer to every request, whatever was asked. */
const body = Buffer.from(constantAnswer);
const headers = { 'content-type': 'application/json', 'content-length': body.length };

const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
