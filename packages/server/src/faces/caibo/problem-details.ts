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
  reason: Type.Optional(Type.Enum(['missing', 'malformed', 'expired', 'invalid', 'conflicting'])),
  currentVersion: Type.Optional(Type.Integer()),
  currentEtag: Type.Optional(Type.String()),
  changes: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String(),
        base: Type.Optional(Type.Unknown()),
        current: Type.Optional(Type.Unknown()),
        wanted: Type.Optional(Type.Unknown()),
        changedBy: Type.String(),
        changedAt: Type.String(),
        face: Type.String(),
        conflict: Type.Boolean(),
      }),
      { description: 'What happened to the customer since the version that was named' },
    ),
  ),
  applicable: Type.Optional(
    Type.Object({}, { additionalProperties: true, description: 'What of the change still applies, as a merge patch' }),
  ),
});
