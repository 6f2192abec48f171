import { CustomerFields, TEXT } from '@clientele/core';
import Type, { type Static } from 'typebox';

/** Where a client's custom data is, and how it is written (contract §1.2). */
export const CONTAINERS = ['ADD_INFO_01', 'ADD_INFO_02', 'ADD_INFO_03', 'ADD_INFO_04'] as const;
/** How many characters of `TAG=VALUE;` a container of a client holds. */
export const CONTAINER_LENGTH_MAX = 3900;
const [keptContainer] = Object.values(CustomerFields.properties.custom.properties.tags.patternProperties);
/** How many tags of a container the record keeps. */
export const CONTAINER_TAGS_MAX = Number((keptContainer as { maxProperties?: number }).maxProperties);

/** Names that no key of the record has, because a reader in JavaScript may stumble over them. */
export const NOT_RESERVED = { not: { enum: ['__proto__', 'constructor', 'prototype'] } } as const;
/** A value with `=` or `;` in it could not be told from the tags beside it. */
export const TAG_VALUE = TEXT.replace('[^', '[^=;');

export const CustomDataTag = Type.Object(
  {
    tagContainer: Type.Enum([...CONTAINERS]),
    tagName: Type.String({ minLength: 1, maxLength: 32, pattern: '^[^=; ]+$', ...NOT_RESERVED }),
    tagValue: Type.Optional(
      Type.String({ maxLength: 100, pattern: TAG_VALUE, description: 'Empty: the tag stays and loses its value' }),
    ),
    removeTag: Type.Optional(Type.Boolean({ description: 'true: the tag is removed from its container' })),
  },
  { additionalProperties: false },
);
export type CustomDataTag = Static<typeof CustomDataTag>;

/** As many as all containers hold: more would only contradict each other. */
export const TAGS_MAX = CONTAINERS.length * CONTAINER_TAGS_MAX;

/** Tags as a body of their own. */
export const CustomDataTags = Type.Array(CustomDataTag, { minItems: 1, maxItems: TAGS_MAX });
