import type { AttributeDefinition, SchemaDefinition } from './attribute.js';
import type { ResourceType } from './resource-type.js';

/** A JSON Schema as OpenAPI 3.1 has it. */
export interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly description?: string;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly enum?: string[];
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: string[];
}

/** A resource type as JSON Schema, from the attribute definitions, for Swagger. */
export function resourceJsonSchema(type: ResourceType): JsonSchema {
  const extensions = type.extensions.map(
    ({ id, description, attributes }) => [id, { ...objectSchema(attributes), description }] as const,
  );
  const resource = objectSchema(type.attributes);
  return {
    ...resource,
    description: type.description,
    properties: {
      ...resource.properties,
      // Derived in answers, and all the same required in bodies.
      schemas: {
        ...URNS,
        description: `Names \`${type.schema.id}\`, and the extensions whose values the ${type.name} has.`,
      },
      ...Object.fromEntries(extensions),
    },
    // The values of a tenant's custom schemas, below their URNs.
    additionalProperties: true,
  };
}

const URNS = { type: 'array', minItems: 1, items: { type: 'string' } } as const;

/** A document of discovery as JSON Schema. It is part of answers alone, so nothing in it is marked as read-only. */
export function documentJsonSchema({ description, attributes }: SchemaDefinition): JsonSchema {
  const document = writable(objectSchema(attributes));
  const meta = {
    type: 'object',
    properties: { resourceType: { type: 'string' }, location: { type: 'string', format: 'uri' } },
  };
  return {
    ...document,
    description,
    properties: { schemas: URNS, ...document.properties, meta },
    required: ['schemas', ...(document.required ?? []), 'meta'],
  };
}

function writable({ readOnly: _, items, properties, ...rest }: JsonSchema): JsonSchema {
  return {
    ...rest,
    ...(items === undefined ? {} : { items: writable(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, schema]) => [name, writable(schema)]),
          ),
        }),
  };
}

function objectSchema(attributes: readonly AttributeDefinition[]): JsonSchema {
  const required = attributes.filter((attribute) => attribute.required).map((attribute) => attribute.name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      attributes.map((attribute) => [attribute.name, attributeSchema(attribute)]),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
}

function attributeSchema(attribute: AttributeDefinition): JsonSchema {
  const { description } = attribute;
  const access = {
    ...(attribute.mutability === 'readOnly' ? { readOnly: true } : {}),
    ...(attribute.mutability === 'writeOnly' ? { writeOnly: true } : {}),
  };
  if (attribute.multiValued) return { type: 'array', items: singleSchema(attribute), description, ...access };
  return { ...singleSchema(attribute), description, ...access };
}

function singleSchema(attribute: AttributeDefinition): JsonSchema {
  const { maxLength } = attribute;
  switch (attribute.type) {
    case 'complex':
      return objectSchema(attribute.subAttributes ?? []);
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer' };
    case 'decimal':
      return { type: 'number' };
    case 'dateTime':
      return { type: 'string', format: 'date-time' };
    case 'binary':
      return { type: 'string', contentEncoding: 'base64' };
    case 'string':
    case 'reference':
      return { type: 'string', ...(maxLength === undefined ? {} : { maxLength }) };
  }
}
