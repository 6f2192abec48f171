import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { type Ask, type ClientOptions, createMastercardClient, type MastercardClient, type Reply } from './client.ts';
import type { Caller } from './exchange.ts';
import { handMade, stranger } from './signed-request.ts';

/** Sends a request; `arrives` comes in place of the body that was signed. */
export type Send = (method: string, path: string, ask: Ask & { readonly arrives?: string }) => Promise<Reply>;

/** All who call the face of a sandbox. */
export function callersOf(
  { baseUrl, mastercard, clientele }: SandboxFile,
  options: ClientOptions,
): Record<Caller, Send> {
  const signingAs = (keys: Partial<SandboxFile['mastercard']>) =>
    createMastercardClient({ baseUrl, mastercard: { ...mastercard, ...keys } }, options);
  const integrator = signingAs({});
  const { consumerKey, privateKeyPem: signingKeyPem } = stranger;
  const signer = { ...stranger, consumerKey: mastercard.consumerKey, privateKeyPem: mastercard.signingKeyPem };
  const yesterday = () => String(Math.floor(Date.now() / 1000) - 86_400);
  return {
    integrator: sending(integrator),
    stranger: sending(signingAs({ consumerKey, signingKeyPem })),
    forger: sending(signingAs({ signingKeyPem })),
    nobody: sending(integrator, () => ({ authorization: undefined })),
    latecomer: sending(integrator, (method, target, body) => {
      const how = { signer, parameters: { oauth_timestamp: yesterday() } };
      return { authorization: handMade(method, `${baseUrl}${target}`, body, how).headers['authorization'] };
    }),
    operator: sending(createMastercardClient({ baseUrl, mastercard: { ...mastercard, basePath: '' } }), () => ({
      authorization: `Bearer ${clientele.operatorToken}`,
    })),
  };
}

/** Sends what a client prepares, with other headers where they are given; one that is `undefined` is left out. */
function sending(
  client: MastercardClient,
  headersFor: (method: string, target: string, body: string) => Record<string, string | undefined> = () => ({}),
): Send {
  return (method, path, { arrives, ...ask }) => {
    const prepared = client.prepare(method, path, ask);
    const headers = { ...prepared.headers, ...headersFor(method, prepared.target, prepared.body), ...ask.headers };
    const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return client.send({ ...prepared, headers: Object.fromEntries(given), body: arrives ?? prepared.body });
  };
}
