import { spendNonce } from '../../use-cases/spend-nonce.ts';
import type { Face } from '../face.ts';
import { AuthenticationFailed, Errors } from './answers.ts';
import { authenticate } from './auth.ts';
import type { Ground } from './operation.ts';
import { refuse } from './problems.ts';
import { routesOf } from './routes.ts';
import { Customer, CustomerPatch, ShippingAddress, ShippingAddressPatch } from './schema.ts';

/** Cybersource TMS's customer API: what each decision is for is in README.md beside this file. */
export function createCybersourceFace(ground: Ground): Face {
  const { credentials, settings } = ground;
  return {
    name: 'cybersource',
    prefixes: ['/tms'],
    routes: routesOf(ground),
    authenticate: (request) => authenticate(request, { ...ground.dependencies, credentials, settings }),
    spend: (principal) => spendNonce(ground.dependencies, principal),
    refuse,
    description: {
      title: 'Cybersource TMS customers',
      summary: 'The customer API of Cybersource Token Management Service v2, served by Clientele.',
      answerHeaders: {
        'v-c-correlation-id': 'The id that the request brought, or one of ours',
        uniqueTransactionID: 'The id of this request in the log of the server',
      },
      securitySchemes: {
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'signature',
          description: 'HTTP Signature with a shared secret, as cybersource-rest-client makes it',
        },
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'A token for this one request, signed by a shared secret (HS256) or by a certificate’s key (RS256)',
        },
      },
      problem: { mediaTypes: ['application/json'], schema: Errors, byStatus: { 401: AuthenticationFailed } },
      schemas: { Customer, CustomerPatch, Errors, ShippingAddress, ShippingAddressPatch },
    },
  };
}
