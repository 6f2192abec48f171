import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { suite, test } from 'node:test';
import { duplicatedHeader, headerBytes } from '../../src/wire/single-headers.ts';

suite('a header sent twice', () => {
  for (const name of [
    'Authorization',
    'X-API-Key',
    'Signature',
    'Host',
    'If-Match',
    'If-None-Match',
    'Digest',
    'Date',
    'V-C-Merchant-Id',
    'v-c-anything',
    'Content-Type',
    'Content-Length',
    'Content-Encoding',
    'Idempotency-Key',
  ]) {
    test(`${name} is found, in whatever case`, () => {
      assert.equal(duplicatedHeader([name, 'a', 'Accept', '*/*', name.toUpperCase(), 'a']), name.toLowerCase());
    });
  }
  test('a list that may be long is left alone', () => {
    assert.equal(duplicatedHeader(['Accept', 'a/b', 'Accept', 'c/d', 'Cookie', 'a', 'Cookie', 'b']), undefined);
  });
  test('a name among the values is no header', () => {
    assert.equal(duplicatedHeader(['Host', 'Host', 'X', 'Host']), undefined);
  });
  test('no headers, no duplicate', () => assert.equal(duplicatedHeader([]), undefined));
});

test('what Node hides in headers is seen in rawHeaders, and counted to the byte', async () => {
  const lines = ['Host: a.example', 'If-Match: "1"', 'if-match: "2"', 'X-Latin: \u00e9', 'Connection: close', ''].join(
    '\r\n',
  );
  const request = await new Promise<IncomingMessage>((resolve) => {
    const server = createServer((incoming, outgoing) => {
      outgoing.end();
      server.close(() => resolve(incoming));
    }).listen(0, '127.0.0.1', () => {
      connect((server.address() as AddressInfo).port, '127.0.0.1').end(`GET / HTTP/1.1\r\n${lines}\r\n`, 'latin1');
    });
  });
  assert.equal(request.headers['if-match'], '"1", "2"');
  assert.equal(duplicatedHeader(request.rawHeaders), 'if-match');
  assert.equal(headerBytes(request.rawHeaders), lines.length);
});
