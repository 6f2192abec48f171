import type { TSchema } from 'typebox';
import type { SettingsKind } from '../../use-cases/settings-rules.ts';
import type { Operation } from '../face.ts';
import { ALWAYS, etag, ifMatch } from './operation-parts.ts';
import { sentSettings, settingsInForce } from './settings-schema.ts';

/** What the OpenAPI document says of the settings of one face; the operations themselves are in `routes.ts`. */
export interface SettingsDescription {
  readonly kind: SettingsKind;
  readonly schemas: Readonly<Record<string, TSchema>>;
  readonly read: Operation;
  readonly replace: Operation;
}

export function describeSettings(kind: SettingsKind): SettingsDescription {
  const { face, schema } = kind;
  const name = `${face.charAt(0).toUpperCase()}${face.slice(1)}Settings`;
  const sent = sentSettings(schema);
  const inForce = settingsInForce(sent);
  const response = { description: 'Those in force', mediaType: 'application/json', schema: inForce, headers: etag };
  return {
    kind,
    schemas: { [name]: sent, [`${name}InForce`]: inForce },
    read: {
      id: `read${name}`,
      summary: `The tenant's settings of the ${face} face, with their defaults`,
      tag: 'Settings',
      responses: { 200: response },
      problems: ALWAYS,
    },
    replace: {
      id: `replace${name}`,
      summary: `Replace the tenant's settings of the ${face} face`,
      description: 'What is left out returns to its default. The face follows within 2.5 seconds.',
      tag: 'Settings',
      parameters: [ifMatch(false)],
      requestBody: { mediaTypes: ['application/json'], schema: sent },
      responses: { 200: response },
      problems: [...ALWAYS, 412, 415, 422, 507],
    },
  };
}
