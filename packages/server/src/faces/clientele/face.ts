import { Actor, ConflictingChange, FieldChange, Merge, MergeClash, MergedFrom } from '@clientele/core';
import type { TokenIssuer, TokenVerifier } from '../../access/tokens.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { SettingsKind } from '../../use-cases/settings-rules.ts';
import type { Face } from '../face.ts';
import { authenticate } from './auth.ts';
import { MergeInput, MergePreview, Unmerged, UnmergeInput } from './merge-schema.ts';
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
import { describeSettings } from './settings-operations.ts';

export interface ClienteleFaceGround {
  readonly dependencies: Dependencies;
  readonly issuer: TokenIssuer;
  readonly verifier: TokenVerifier;
  /** The faces whose settings are kept per tenant, and their schemas. */
  readonly settingsKinds: readonly SettingsKind[];
}

/** Clientele's own API, `/v1`. */
export function createClienteleFace({ dependencies, issuer, verifier, settingsKinds }: ClienteleFaceGround): Face {
  const settings = settingsKinds.map(describeSettings);
  return {
    name: 'clientele',
    prefixes: ['/v1'],
    routes: routesOf({ ...dependencies, issuer }, settings),
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
        Merge,
        MergedFrom,
        MergeInput,
        MergePreview,
        MergeClash,
        UnmergeInput,
        Unmerged,
        Credential,
        ...Object.fromEntries(settings.flatMap(({ schemas }) => Object.entries(schemas))),
        ProblemDetails,
        ConflictingChange,
      },
    },
  };
}
