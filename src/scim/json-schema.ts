import type { AttributeDefinition } from './attribute.js';
import type { ResourceType } from './resource-type.js';

/** A JSON Schema in the subset of OpenAPI 3. */
export interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly enum?: string[];
  readonly maxLength?: number;
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
    properties: { ...resource.properties, ...Object.fromEntries(extensions) },
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
      return { type: 'string', format: 'byte' };
    case 'string':
    case 'reference':
      return { type: 'string', ...(maxLength === undefined ? {} : { maxLength }) };
  }
}
