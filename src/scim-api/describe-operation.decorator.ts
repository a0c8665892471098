import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import type { ResourceType } from '../scim/resource-type.js';
import { listResponse, SEARCH_REQUEST_SCHEMA } from '../scim/messages.js';
import { SCIM_MEDIA_TYPE } from '../http/scim-path.js';

type Examples = Record<string, { readonly summary: string; readonly value: object }>;

/** Examples of request bodies that work when tried, in Entra's form. */
export interface ResourceExamples {
  readonly create: Examples;
  readonly replace: Examples;
  readonly patch: Examples;
  /** Filters to try, by purpose. */
  readonly filters: Record<string, { readonly summary: string; readonly value: string }>;
}

type Operation = 'create' | 'search' | 'post-search' | 'read' | 'replace' | 'patch' | 'delete';

const SUMMARIES: Record<Operation, (name: string) => string> = {
  create: (name) => `Create a ${name}`,
  search: (name) => `Find ${name}s by a filter, page by page`,
  'post-search': (name) => `Find ${name}s with the query in the body`,
  read: (name) => `Read a ${name}`,
  replace: (name) => `Replace a ${name}: attributes left out are cleared`,
  patch: (name) => `Change parts of a ${name}: all operations or none`,
  delete: (name) => `Delete a ${name} and its memberships`,
};

const ERRORS: Record<number, string> = {
  400: 'The request is wrong; `detail` says where and what was expected',
  401: 'The access code is missing or not valid',
  403: 'Provisioning is switched off for the tenant',
  404: 'The tenant has no resource of that id',
  409: 'Another resource of the tenant holds a value that must be unique',
  412: 'If-Match names another version, or If-None-Match this one',
  413: 'The body is larger than 1 MiB, or than 4 MiB where it is a group or a change of one',
  415: 'The Content-Type is neither application/scim+json nor application/json, or the body is compressed',
  429: 'The tenant has sent more than it may; `detail` says what, `Retry-After` when to send it again',
};

const UNLESS_KNOWN = 'Answer 304 when the version is this one';

/** Describes a route of a resource type in Swagger, from the type's definitions. */
export function DescribeOperation(
  operation: Operation,
  type: ResourceType,
  examples: ResourceExamples,
): MethodDecorator {
  const describeBody = BODIES[operation];
  const byId = !['create', 'search', 'post-search'].includes(operation);
  const errors = [
    400,
    401,
    403,
    ...(byId ? [404] : []),
    ...(['create', 'replace', 'patch'].includes(operation) ? [409] : []),
    ...(describeBody ? [413, 415] : []),
    ...(byId || operation === 'create' ? [412] : []),
    429,
  ];
  return applyDecorators(
    ApiOperation({ summary: SUMMARIES[operation](type.name), operationId: operationId(operation, type) }),
    ...(byId
      ? [ApiParam({ name: 'id', description: `The id of the ${type.name}`, schema: { type: 'string' } })]
      : []),
    ...(operation === 'delete' || operation === 'post-search' ? [] : projectionParameters()),
    ...(operation === 'search' ? searchParameters(examples) : []),
    ...(byId
      ? [
          header('If-Match', 'Act only on this version, such as `W/"3"`'),
          header('If-None-Match', operation === 'read' ? UNLESS_KNOWN : 'Act on any version but this one'),
        ]
      : []),
    ...(describeBody ? [describeBody(type, examples)] : []),
    ...success(operation, type, examples).map((response) => ApiResponse(response)),
    ...errors.map((status) => ApiScimError(status)),
  );
}

/** Documents an error answer of SCIM. */
export function ApiScimError(status: number, description = ERRORS[status] ?? ''): MethodDecorator {
  return ApiResponse({ status, description, content: scim('Error') });
}

function operationId(operation: Operation, { name }: ResourceType): string {
  if (operation === 'search') return `search${name}s`;
  return operation === 'post-search' ? `search${name}sByPost` : operation + name;
}

/** The OpenAPI reference of a schema that `setupSwagger` registers. */
function schemaRef(name: string): { $ref: string } {
  return { $ref: getSchemaPath(name) };
}

type Content = NonNullable<Extract<ApiResponseOptions, { content?: unknown }>['content']>;

/**
 * The content of a SCIM answer.
 * @param schema one that `setupSwagger` registers
 */
export function scim(schema: string, example?: unknown): Content {
  return { [SCIM_MEDIA_TYPE]: { schema: schemaRef(schema), ...(example === undefined ? {} : { example }) } };
}

/** Request bodies by operation. */
const BODIES: Partial<
  Record<Operation, (type: ResourceType, examples: ResourceExamples) => MethodDecorator>
> = {
  create: (type, { create }) => body(type.name, create),
  replace: (type, { replace }) => body(type.name, replace),
  patch: (_type, { patch }) => body('PatchOp', patch),
  'post-search': (_type, examples) => body('SearchRequest', searchExamples(examples)),
};

function body(schema: string, examples: Examples): MethodDecorator {
  return ApiBody({ required: true, schema: schemaRef(schema), examples });
}

/** The example filters as bodies of `/.search`. */
function searchExamples({ filters }: ResourceExamples): Examples {
  const withFilter = Object.entries(filters).map(([name, { summary, value }]) => {
    const query = { count: 10, ...(value === '' ? {} : { filter: value }) };
    return [name, { summary, value: { schemas: [SEARCH_REQUEST_SCHEMA], ...query } }] as const;
  });
  return Object.fromEntries(withFilter);
}

function success(operation: Operation, type: ResourceType, examples: ResourceExamples): ApiResponseOptions[] {
  const stored = storedExample(type, examples);
  const resource = { description: `The ${type.name}`, content: scim(type.name, stored) };
  switch (operation) {
    case 'create':
      return [{ status: 201, ...resource }];
    case 'search':
    case 'post-search':
      return [
        {
          status: 200,
          description: 'A page; empty when nothing matches',
          content: scim(`${type.name}ListResponse`, listResponse([stored], 1, { startIndex: 1 })),
        },
      ];
    case 'patch':
      return type.name === 'Group'
        ? [
            { status: 204, description: 'Done' },
            { status: 200, ...resource, description: 'The Group, when `attributes` is asked' },
          ]
        : [{ status: 200, ...resource }];
    case 'delete':
      return [{ status: 204, description: 'Deleted' }];
    case 'read':
    case 'replace':
      return [{ status: 200, ...resource }];
  }
}

const EXAMPLE_ID = '01a2057c-2535-743a-a738-9b074c03f75d';

/** The resource that the first example of a creation makes. */
export function storedExample(type: ResourceType, { create }: ResourceExamples): object {
  const [first] = Object.values(create);
  const given = Object.entries(first?.value ?? {}).filter(
    ([, value]) => !(Array.isArray(value) && value.length === 0),
  );
  return {
    ...Object.fromEntries(given),
    id: EXAMPLE_ID,
    meta: {
      resourceType: type.name,
      created: '2026-01-15T09:30:00.000Z',
      lastModified: '2026-01-15T09:30:00.000Z',
      location: `https://provisioning.invitedesk.example/scim/v2${type.endpoint}/${EXAMPLE_ID}`,
      version: 'W/"1"',
    },
  };
}

function projectionParameters(): MethodDecorator[] {
  return [
    query('attributes', 'string', 'Return only these attributes, comma-separated'),
    query('excludedAttributes', 'string', 'Leave these attributes out, comma-separated, such as `members`'),
  ];
}

function searchParameters(examples: ResourceExamples): MethodDecorator[] {
  return [
    ApiQuery({
      name: 'filter',
      required: false,
      schema: { type: 'string' },
      description: 'RFC 7644 section 3.4.2.2',
      examples: examples.filters,
    }),
    query('sortBy', 'string', 'The attribute to sort by; without it the order is that of creation'),
    query('sortOrder', 'string', 'ascending or descending'),
    query('startIndex', 'integer', 'The first resource of the page, from 1'),
    query('count', 'integer', 'Most resources in the page: 100 unless given, at most 1,000'),
    query(
      'cursor',
      'string',
      'Page by cursor (RFC 9865): empty for the first page, then the `nextCursor` of the last answer',
    ),
  ];
}

function query(name: string, type: string, description: string): MethodDecorator {
  return ApiQuery({ name, required: false, schema: { type }, description });
}

function header(name: string, description: string): MethodDecorator {
  return ApiHeader({ name, required: false, schema: { type: 'string' }, description });
}
