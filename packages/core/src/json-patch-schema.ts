import Type from 'typebox';
import { AnyJson } from './diff.ts';

/** A JSON Patch as it is documented (RFC 6902 §3, §4); `applyJsonPatch` decides what is one. */
export const JsonPatch = Type.Array(
  Type.Object({
    op: Type.Enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
    path: Type.String(),
    from: Type.Optional(Type.String()),
    value: Type.Optional(AnyJson),
  }),
  { description: 'RFC 6902; only as application/json-patch+json' },
);
