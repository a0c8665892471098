import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { SCIM_MEDIA_TYPE } from '../http/scim-path.js';
import { ERROR_SCHEMA } from '../scim/errors.js';
import { exampleOfSchema, type ExampleSchema, type ExampleSchemas } from './example-of-schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Security = NonNullable<OpenAPIObject['security']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const PROBLEM = 'application/problem+json';
const REQUEST_ID = {
  description: "Finds the request in the service's log",
  schema: { type: 'string' as const },
};

/** Any route may answer this; of those that refuse nobody, it is the only error of a caller. */
const MALFORMED = () => ({
  description: 'The request is malformed, such as one with two Host headers',
  content: { [PROBLEM]: { schema: { $ref: '#/components/schemas/ProblemAnswer' } } },
});

/** What an error of each status says, where its own description has no example. */
const DETAILS: Readonly<Record<string, string>> = {
  400: 'name: expected a text of 1 to 255 characters',
  401: 'The admin token is missing or not valid',
  403: 'The request does not come from the console: it needs the header X-InviteDesk-Console, and the Origin of this service',
  404: 'No tenant has this id',
  409: 'Another tenant has this entraTenantId',
  410: 'The set-up link has expired or was revoked: ask for a new one',
  429: 'Too many long searches of this tenant are under way: send the next one when these are answered',
};
const SCIM_ERRORS: Readonly<Record<string, { readonly scimType?: string; readonly detail: string }>> = {
  400: { scimType: 'invalidValue', detail: '"userName" is required' },
  401: { detail: 'The access code is missing or not valid' },
  403: { detail: 'Provisioning is switched off for this tenant' },
  404: { detail: 'There is no User with the id "01a2057c-2535-743a-a738-9b074c03f75d"' },
  409: { scimType: 'uniqueness', detail: 'Another User has the userName "lena.vos@fabrikam.example"' },
  412: { detail: 'If-Match is W/"2", but the resource is at version W/"3"; read it again' },
  413: { detail: 'The body is longer than 1048576 bytes' },
  415: { detail: 'Expected a Content-Type of application/scim+json or application/json' },
  429: { scimType: 'tooMany', detail: 'Too many searches look at all resources at once: try again later' },
};

/**
 * Adds what the decorators of a route leave out: what a caller shows, the request id of every answer, and a whole example
 * of every answer, of its own status.
 */
export function completeOperations(document: OpenAPIObject, securityOf: ReadonlyMap<string, Security>): void {
  const schemas = (document.components?.schemas ?? {}) as ExampleSchemas;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      operation.security ??= securityOf.get(`${method} ${path}`) ?? [];
      describeParameters(operation, path);
      if (!Object.keys(operation.responses).some((status) => /^4/.test(status)))
        operation.responses['400'] = MALFORMED();
      for (const [status, response] of Object.entries(operation.responses)) {
        if (response === undefined || '$ref' in response) continue;
        response.headers = { ...response.headers, 'x-request-id': REQUEST_ID };
        for (const [mediaType, content] of Object.entries(response.content ?? {})) {
          if (content.example !== undefined || content.examples !== undefined) continue;
          const example = exampleOf(mediaType, Number(status), content.schema as ExampleSchema, schemas);
          if (example !== undefined) content.example = example;
        }
      }
    }
  }
}

function exampleOf(
  mediaType: string,
  status: number,
  schema: ExampleSchema,
  schemas: ExampleSchemas,
): unknown {
  if (mediaType === PROBLEM) return problem(status);
  if (mediaType === SCIM_MEDIA_TYPE && status >= 400) {
    return { schemas: [ERROR_SCHEMA], status: String(status), ...SCIM_ERRORS[status] };
  }
  return mediaType === 'application/json' ? exampleOfSchema(schema, schemas) : undefined;
}

function problem(status: number): object {
  const detail = DETAILS[status] ?? '';
  return {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail,
    instance: 'urn:invitedesk:request:019bc2f4-8f5e-7c1a-9d0b-3f1f6a2b4c5d',
    ...(status === 400
      ? { errors: [{ field: 'name', message: detail.slice(detail.indexOf(' ') + 1) }] }
      : {}),
  };
}

/** By their names, which mean the same in every path. */
const PARAMETERS: Readonly<Record<string, string>> = {
  id: 'The id of the tenant',
  tokenId: 'The id of the access code or admin token',
  sessionId: 'The id of the session',
  clientId: "Entra's *Client identifier*",
  secretId: 'The id of the secret',
  applicationId: 'The id of the application',
  linkId: 'The id of the set-up link',
  userId: 'The id of the user',
  groupId: 'The id of the group',
  entryId: 'The id of the entry',
  urn: 'The URN of the schema',
  name: 'The name of the resource type',
};

function describeParameters({ parameters = [] }: Operation, path: string): void {
  for (const parameter of parameters) {
    if ('$ref' in parameter || parameter.in !== 'path') continue;
    const { [parameter.name]: description } = PARAMETERS;
    if (description === undefined) throw new Error(`No description of {${parameter.name}} in ${path}`);
    parameter.description ??= description;
  }
}
