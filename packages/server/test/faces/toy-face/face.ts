import type { Face } from '../../../src/faces/face.ts';
import { authenticate } from './auth.ts';
import type { Ground } from './clients.ts';
import { refuse } from './problems.ts';
import { routesOf } from './routes.ts';
import { Client, ClientPatch, Trouble } from './schema.ts';

/** Toyshop, which does not exist: what its face decides is in README.md beside this file. */
export function createToyFace(ground: Ground): Face {
  return {
    name: 'toyshop',
    prefixes: ['/toys'],
    routes: routesOf(ground),
    authenticate: (request) => authenticate(request, ground.credentials),
    refuse,
    description: {
      title: 'Toyshop clients',
      summary: 'The clients of Toyshop, which does not exist.',
      securitySchemes: { toyKey: { type: 'apiKey', in: 'header', name: 'x-toy-key' } },
      problem: { mediaTypes: ['application/json'], schema: Trouble },
      schemas: { Client, ClientPatch, Trouble },
    },
  };
}
