import Type, { type TSchema } from 'typebox';

/** The schema of settings as they are sent: a member that has a default may be left out. */
export function sentSettings(schema: TSchema): TSchema {
  const { properties, required, ...rest } = schema as ObjectSchema;
  if (!properties) return schema;
  const members = Object.entries(properties).map(([name, member]) => [name, sentSettings(member)] as const);
  const demanded = (required ?? []).filter((name) => !Object.hasOwn(properties[name] ?? {}, 'default'));
  return { ...rest, properties: Object.fromEntries(members), ...(demanded.length > 0 && { required: demanded }) };
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

export const settingsInForce = (settings: TSchema) =>
  Type.Object(
    {
      settings,
      version: Type.Integer({ minimum: 0, description: '0 while nothing was ever set' }),
      changedBy: Type.Optional(Type.String({ description: 'The id of who set them' })),
      changedAt: Type.Optional(Type.String({ format: 'date-time', description: 'RFC 3339, UTC, milliseconds' })),
      ignored: Type.Optional(
        Type.Array(Type.String(), {
          description: 'JSON Pointers of what was set and is no longer allowed: defaults are in force there',
        }),
      ),
    },
    { additionalProperties: false },
  );
