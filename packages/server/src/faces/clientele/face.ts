import { Actor, ConflictingChange, FieldChange } from '@clientele/core';
import type { TokenIssuer, TokenVerifier } from '../../access/tokens.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { Face } from '../face.ts';
import { authenticate } from './auth.ts';
import { refuse } from './problems.ts';
import { routesOf } from './routes.ts';
import {
  Credential,
  Customer,
  CustomerFields,
  CustomerList,
  HistoryEntry,
  HistoryList,
  JsonPatch,
  ProblemDetails,
} from './schema.ts';

export interface ClienteleFaceGround {
  readonly dependencies: Dependencies;
  readonly issuer: TokenIssuer;
  readonly verifier: TokenVerifier;
}

/** Clientele's own API, `/v1`. */
export function createClienteleFace({ dependencies, issuer, verifier }: ClienteleFaceGround): Face {
  return {
    name: 'clientele',
    prefixes: ['/v1'],
    routes: routesOf({ ...dependencies, issuer }),
    authenticate: (request) => authenticate(request, verifier),
    refuse,
    description: {
      title: 'Clientele API',
      summary: 'Customer records that can be updated safely.',
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An OAuth 2.0 access token (RFC 9068)',
        },
      },
      problem: { mediaTypes: ['application/problem+json'], schema: ProblemDetails },
      schemas: {
        Customer,
        CustomerFields,
        CustomerList,
        JsonPatch,
        HistoryEntry,
        HistoryList,
        Actor,
        FieldChange,
        Credential,
        ProblemDetails,
        ConflictingChange,
      },
    },
  };
}
