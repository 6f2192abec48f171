import type { Face } from '../face.ts';
import { type AuthGround, authenticate } from './auth.ts';
import { ProblemDetails } from './problem-details.ts';
import { refuse } from './problems.ts';
import { type RouteGround, routesOf } from './routes.ts';
import { AccessToken, AddressParts, Client, ClientChange, ClientList, JsonPatch, Login, NewClient } from './schema.ts';

/** Caibo IPG's customer API: what each decision is for is in README.md beside this file. */
export function createCaiboFace(ground: RouteGround & AuthGround): Face {
  return {
    name: 'caibo',
    prefixes: ['/customers', '/auth', '/api'],
    routes: routesOf(ground),
    authenticate: (request) => authenticate(request, ground),
    refuse,
    description: {
      title: 'Caibo IPG customers',
      summary: 'The customer API of Caibo IPG, served by Clientele.',
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The accessToken of POST /auth/login',
        },
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'X-API-Key',
          description: 'A key `caibo_live_sk_…` or `caibo_test_sk_…`',
        },
      },
      problem: { mediaTypes: ['application/problem+json', 'application/json'], schema: ProblemDetails },
      schemas: {
        AccessToken,
        AddressParts,
        Client,
        ClientChange,
        ClientList,
        JsonPatch,
        Login,
        NewClient,
        ProblemDetails,
      },
    },
  };
}
