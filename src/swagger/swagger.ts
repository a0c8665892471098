import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SCIM_MEDIA_TYPE, SCIM_PATH } from '../http/scim-path.js';
import { MAX_BULK_OPERATIONS } from '../scim/bulk.js';
import { ERROR_SCHEMA } from '../scim/errors.js';
import { resourceJsonSchema } from '../scim/json-schema.js';
import {
  BULK_REQUEST_SCHEMA,
  LIST_RESPONSE_SCHEMA,
  PATCH_OP_SCHEMA,
  SEARCH_REQUEST_SCHEMA,
} from '../scim/messages.js';
import { resourceTypes } from '../scim/resource-type.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Serves Swagger UI at `/docs` and the OpenAPI document at `/docs-json`. */
export function setupSwagger(app: NestFastifyApplication): void {
  const description = new DocumentBuilder()
    .setTitle('InviteDesk Provisioning')
    .setDescription(
      'SCIM 2.0 for Microsoft Entra at `/scim/v2`, and the admin API at `/admin/v1`. ' +
        'Press *Authorize*: `admin-token` is the ADMIN_TOKEN, `access-code` the code of one tenant, or an access token of `/oauth/token`.',
    )
    .setVersion('1')
    .addSecurity('access-code', bearer('The access code of a tenant: `idk_…`'))
    .addSecurity('admin-token', bearer('The admin token of the service'))
    .build();
  const document = SwaggerModule.createDocument(app, description);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...scimSchemas() },
  };
  document.paths[`${SCIM_PATH}/Me`] = { get: READ_ME };
  addRequestIds(document);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'InviteDesk Provisioning',
    swaggerOptions: { displayRequestDuration: true, tagsSorter: 'alpha' },
  });
}

/** Documents the request id header of every answer. */
function addRequestIds({ paths }: OpenAPIObject): void {
  for (const path of Object.values(paths)) {
    for (const { responses } of [path.get, path.post, path.put, path.patch, path.delete].filter(isThere)) {
      for (const response of Object.values(responses)) {
        if (response !== undefined && 'description' in response) {
          response.headers = { ...response.headers, 'x-request-id': REQUEST_ID };
        }
      }
    }
  }
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Not `addBearerAuth`, which describes every token as a JWT. */
function bearer(description: string): { type: 'http'; scheme: string; description: string } {
  return { type: 'http', scheme: 'bearer', description };
}

/** The messages of RFC 7644 and the resources, generated from the attribute definitions. */
function scimSchemas(): Schemas {
  const resources = resourceTypes.flatMap((type) => [
    [type.name, resourceJsonSchema(type)] as const,
    [`${type.name}List`, listSchema(type.name)] as const,
  ]);
  return {
    ...Object.fromEntries(resources),
    PatchOp: PATCH_OP,
    SearchRequest: SEARCH_REQUEST,
    BulkRequest: BULK_REQUEST,
    Error: ERROR,
  };
}

function listSchema(resource: string): object {
  return {
    type: 'object',
    required: ['schemas', 'totalResults'],
    properties: {
      schemas: { type: 'array', items: { type: 'string', enum: [LIST_RESPONSE_SCHEMA] } },
      totalResults: { type: 'integer', description: 'Matches in all pages' },
      startIndex: { type: 'integer', description: 'When paging by index' },
      nextCursor: { type: 'string', description: 'When paging by cursor: absent on the last page' },
      previousCursor: { type: 'string', description: 'When paging by cursor: absent on the first page' },
      itemsPerPage: { type: 'integer', description: 'Resources in this page' },
      Resources: { type: 'array', items: { $ref: `#/components/schemas/${resource}` } },
    },
  };
}

const REQUEST_ID = {
  description: "Finds the request in the service's log",
  schema: { type: 'string' as const },
};

/** The controller accepts every method, which OpenAPI cannot express. */
const READ_ME = {
  tags: ['Users'],
  operationId: 'readMe',
  summary:
    'Not implemented, like every method on /Me: an access code belongs to a tenant and not to a person',
  security: [{ 'access-code': [] }],
  responses: {
    501: {
      description: 'Not implemented',
      content: { [SCIM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Error' } } },
    },
  },
};

const PATCH_OP = {
  type: 'object',
  required: ['schemas', 'Operations'],
  properties: {
    schemas: { type: 'array', items: { type: 'string', enum: [PATCH_OP_SCHEMA] } },
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
    schemas: { type: 'array', items: { type: 'string', enum: [SEARCH_REQUEST_SCHEMA] } },
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

const BULK_REQUEST = {
  type: 'object',
  required: ['schemas', 'Operations'],
  properties: {
    schemas: { type: 'array', items: { type: 'string', enum: [BULK_REQUEST_SCHEMA] } },
    failOnErrors: { type: 'integer', minimum: 0, description: 'Stop after that many errors; 0: never' },
    Operations: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_BULK_OPERATIONS,
      items: {
        type: 'object',
        required: ['method', 'path'],
        properties: {
          method: { type: 'string', enum: ['POST', 'PUT', 'PATCH', 'DELETE'] },
          path: { type: 'string', description: '/Users, or /Users/{id}' },
          bulkId: { type: 'string', description: 'Names a new resource: others refer to it as `bulkId:…`' },
          version: { type: 'string', description: 'Act only on this version' },
          data: { type: 'object' },
        },
      },
    },
  },
};

const ERROR = {
  type: 'object',
  required: ['schemas', 'status', 'detail'],
  properties: {
    schemas: { type: 'array', items: { type: 'string', enum: [ERROR_SCHEMA] } },
    status: { type: 'string', description: 'The HTTP status code' },
    scimType: { type: 'string', description: 'RFC 7644 table 9' },
    detail: { type: 'string', description: 'What was wrong, where, and what was expected' },
  },
};
