import { Conflict } from '@clientele/core';
import Type from 'typebox';

/** The vendor's ProblemDetails, which allows further members (RFC 9457 §3.2). */
export const ProblemDetails = Type.Object({
  type: Type.String({ format: 'uri-reference' }),
  title: Type.String({ description: 'The phrase of the status' }),
  status: Type.Integer({ format: 'int32' }),
  detail: Type.String(),
  instance: Type.Optional(Type.String({ description: 'The path, as if it had been called without /api' })),
  message: Type.String({ description: 'The same as detail' }),
  code: Type.String({ description: 'Names the kind of problem; stable' }),
  traceId: Type.String({ description: 'The same as X-Request-Id' }),
  errors: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'What is wrong with each member, by JSON Pointer',
    }),
  ),
  reason: Type.Optional(Type.Enum(['missing', 'malformed', 'expired', 'invalid', 'conflicting', 'digest', 'replayed'])),
  currentVersion: Type.Optional(Type.Integer()),
  currentEtag: Type.Optional(Type.String()),
  changes: Type.Optional(Conflict.properties.changes),
  applicable: Type.Optional(Conflict.properties.applicable),
});
