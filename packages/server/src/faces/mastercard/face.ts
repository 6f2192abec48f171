import { spendNonce } from '../../use-cases/spend-nonce.ts';
import type { Face } from '../face.ts';
import { Client, Errors } from './answers.ts';
import { type AuthGround, authenticate } from './auth.ts';
import type { Ground } from './operation.ts';
import { sealRefusal } from './payload.ts';
import { refuse } from './problems.ts';
import { PREFIX, routesOf } from './routes.ts';
import { AddressCreation, AddressModification, ClientCreation, ClientModification, CustomDataTag } from './schema.ts';

export type MastercardGround = Ground & Pick<AuthGround, 'publicOrigin'>;

/** Mastercard Processing Core's client API: what each decision is for is in README.md beside this file. */
export function createMastercardFace(ground: MastercardGround): Face {
  const { credentials, publicOrigin } = ground;
  const authGround = { ...ground.dependencies, credentials, ...(publicOrigin !== undefined && { publicOrigin }) };
  return {
    name: 'mastercard',
    prefixes: [PREFIX],
    routes: routesOf(ground),
    authenticate: (request) => authenticate(request, authGround),
    spend: (principal) => spendNonce(ground.dependencies, principal),
    refuse: (problem, request) => sealRefusal(refuse(problem, request), request),
    description: {
      title: 'Mastercard Processing Core clients',
      summary: 'The client operations of Mastercard Processing Core, served by Clientele.',
      description:
        'Bodies and answers may be encrypted: an object with the single member `encryptedData`, a compact JWE (RSA-OAEP-256) of what is described here. An encrypted request is answered encrypted; a tenant may demand it.',
      answerHeaders: { 'X-MC-Correlation-ID': 'The id of this request in the log of the server' },
      securitySchemes: {
        oauth1: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            'OAuth 1.0a (RFC 5849) with oauth_body_hash, signed by RSA-SHA256 or RSA-PSS, as mastercard-oauth1-signer does',
        },
      },
      problem: { mediaTypes: ['application/json'], schema: Errors },
      schemas: {
        AddressCreation,
        AddressModification,
        Client,
        ClientCreation,
        ClientModification,
        CustomDataTag,
        Errors,
      },
    },
  };
}
