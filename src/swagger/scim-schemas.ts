import { MAX_BULK_OPERATIONS } from '../scim/bulk.js';
import { ERROR_SCHEMA } from '../scim/errors.js';
import { documentJsonSchema, resourceJsonSchema, type JsonSchema } from '../scim/json-schema.js';
import {
  BULK_REQUEST_SCHEMA,
  BULK_RESPONSE_SCHEMA,
  LIST_RESPONSE_SCHEMA,
  PATCH_OP_SCHEMA,
  SEARCH_REQUEST_SCHEMA,
} from '../scim/messages.js';
import { resourceTypes } from '../scim/resource-type.js';
import { discoverySchemas, schemaSchema } from '../scim/schemas/discovery.js';

/** The resources, the documents of discovery and the messages of RFC 7644, from the definitions of the protocol. */
export function scimSchemas(): Record<string, object> {
  const resources = resourceTypes.flatMap((type) => [
    [type.name, resourceJsonSchema(type)] as const,
    [`${type.name}ListResponse`, listOf(ref(type.name))] as const,
  ]);
  const documents = discoverySchemas.flatMap((schema) => {
    const name = schema.id.slice(schema.id.lastIndexOf(':') + 1);
    return [
      [name, documentJsonSchema(schema)] as const,
      ...(name === 'ServiceProviderConfig' ? [] : [[`${name}ListResponse`, listOf(ref(name))] as const]),
    ];
  });
  return {
    ...Object.fromEntries(resources),
    ...Object.fromEntries(documents),
    SchemaDefinition: SCHEMA_DEFINITION,
    ResourceListResponse: listOf({ anyOf: resourceTypes.map(({ name }) => ref(name)) }),
    PatchOp: PATCH_OP,
    SearchRequest: SEARCH_REQUEST,
    BulkRequest: BULK_REQUEST,
    BulkResponse: BULK_RESPONSE,
    Error: ERROR,
  };
}

/** A schema to register: whatever is left out has the default of RFC 7643 section 2.2. */
const SCHEMA_DEFINITION = requiringOnly(['attributes', 'name'], documentJsonSchema(schemaSchema));

function requiringOnly(names: readonly string[], schema: JsonSchema): JsonSchema {
  const { required, items, properties, ...rest } = schema;
  const kept = required?.filter((name) => names.includes(name)) ?? [];
  const members = Object.entries(properties ?? {}).filter(([name]) => name !== 'meta');
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { required: kept }),
    ...(items === undefined ? {} : { items: requiringOnly(names, items) }),
    ...(members.length === 0
      ? {}
      : {
          properties: Object.fromEntries(
            members.map(([name, member]) => [name, requiringOnly(names, member)]),
          ),
        }),
  };
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function schemasOf(urn: string): object {
  return { type: 'array', minItems: 1, items: { type: 'string', enum: [urn] } };
}

function listOf(resource: object): object {
  return {
    type: 'object',
    required: ['schemas', 'totalResults'],
    properties: {
      schemas: schemasOf(LIST_RESPONSE_SCHEMA),
      totalResults: { type: 'integer', description: 'Matches in all pages' },
      startIndex: { type: 'integer', description: 'When paging by index' },
      nextCursor: { type: 'string', description: 'When paging by cursor: absent on the last page' },
      previousCursor: { type: 'string', description: 'When paging by cursor: absent on the first page' },
      itemsPerPage: { type: 'integer', description: 'Resources in this page' },
      Resources: { type: 'array', items: resource },
    },
  };
}

const PATCH_OP = {
  type: 'object',
  required: ['schemas', 'Operations'],
  properties: {
    schemas: schemasOf(PATCH_OP_SCHEMA),
    Operations: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['op'],
        properties: {
          op: { type: 'string', description: 'add, replace or remove, in any letter case' },
          path: { type: 'string', description: 'What to change; without it `value` holds attributes' },
          value: { description: 'The value, or an object of attributes when there is no path' },
        },
      },
    },
  },
};

const SEARCH_REQUEST = {
  type: 'object',
  required: ['schemas'],
  properties: {
    schemas: schemasOf(SEARCH_REQUEST_SCHEMA),
    filter: { type: 'string', description: 'RFC 7644 section 3.4.2.2' },
    attributes: { type: 'array', items: { type: 'string' } },
    excludedAttributes: { type: 'array', items: { type: 'string' } },
    sortBy: { type: 'string' },
    sortOrder: { type: 'string', enum: ['ascending', 'descending'] },
    startIndex: { type: 'integer' },
    count: { type: 'integer' },
    cursor: { type: 'string', description: 'Empty for the first page (RFC 9865)' },
  },
};

const METHOD = { type: 'string', enum: ['POST', 'PUT', 'PATCH', 'DELETE'] };
const BULK_ID = { type: 'string', description: 'Names a new resource: others refer to it as `bulkId:…`' };

const BULK_REQUEST = {
  type: 'object',
  required: ['schemas', 'Operations'],
  properties: {
    schemas: schemasOf(BULK_REQUEST_SCHEMA),
    failOnErrors: { type: 'integer', minimum: 0, description: 'Stop after that many errors; 0: never' },
    Operations: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_BULK_OPERATIONS,
      items: {
        type: 'object',
        required: ['method', 'path'],
        properties: {
          method: METHOD,
          path: { type: 'string', description: '/Users, or /Users/{id}' },
          bulkId: BULK_ID,
          version: { type: 'string', description: 'Act only on this version' },
          data: {
            type: 'object',
            additionalProperties: true,
            description: 'What the body of a single request would be',
          },
        },
      },
    },
  },
};

const BULK_RESPONSE = {
  type: 'object',
  required: ['schemas', 'Operations'],
  properties: {
    schemas: schemasOf(BULK_RESPONSE_SCHEMA),
    Operations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['status'],
        properties: {
          method: METHOD,
          bulkId: BULK_ID,
          location: { type: 'string', format: 'uri' },
          version: { type: 'string' },
          status: { type: 'string', description: 'The HTTP status code' },
          response: { ...ref('Error'), description: 'Why it was refused' },
        },
      },
    },
  },
};

const ERROR = {
  type: 'object',
  required: ['schemas', 'status', 'detail'],
  properties: {
    schemas: schemasOf(ERROR_SCHEMA),
    status: { type: 'string', description: 'The HTTP status code' },
    scimType: { type: 'string', description: 'RFC 7644 table 9' },
    detail: { type: 'string', description: 'What was wrong, where, and what was expected' },
  },
};
