import { Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentTenant, OptionalScimAccess } from '../http/access.decorators.js';
import type { Config } from '../config.js';
import { scimBaseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { ApiScimError, scim } from '../scim-api/describe-operation.decorator.js';
import { refuseFilter } from '../scim-api/list-query.js';
import { sendDocument, sendScim } from '../scim-api/scim-answer.js';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { CURSOR_TIMEOUT } from '../resources/cursor.js';
import { DEFAULT_COUNT, MAX_COUNT } from '../resources/search-resources.js';
import {
  resourceTypeDocument,
  schemaDocument,
  schemaDocuments,
  serviceProviderConfig,
  type DiscoveryDocument,
} from '../scim/discovery.js';
import { ScimError } from '../scim/errors.js';
import { listResponse, type ListResponse } from '../scim/messages.js';
import { builtInTypes, groupType, userType, type ResourceType } from '../scim/resource-type.js';
import { discoverySchemas } from '../scim/schemas/discovery.js';
import type { TenantAccess } from '../access/tenant-access.js';
import { USUAL_SETTINGS } from '../access/tenant-settings.js';
import { TenantTypes } from '../tenants/schemas/tenant-types.js';

const CAPABILITIES = { maxResults: MAX_COUNT, defaultPageSize: DEFAULT_COUNT, cursorTimeout: CURSOR_TIMEOUT };

const EXAMPLE_URL = 'https://provisioning.invitedesk.example/scim/v2';
const EXAMPLES = {
  config: serviceProviderConfig(CAPABILITIES, EXAMPLE_URL, false),
  schema: schemaDocument(groupType.schema, EXAMPLE_URL, true),
  type: resourceTypeDocument(userType, EXAMPLE_URL),
};
const FILTERED = 'Discovery is not filtered (RFC 7644 section 4)';

/** Documents the answer. */
const Described = (schema: string, description: string, example: object): MethodDecorator =>
  ApiResponse({ status: 200, description, content: scim(schema, example) });

type RawQuery = Record<string, unknown>;

/** Discovery, RFC 7644 section 4: generated from the definitions that requests are validated against. */
@OptionalScimAccess()
@ScimController('', 'Discovery')
export class DiscoveryController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly types: TenantTypes,
  ) {}

  @Get('ServiceProviderConfig')
  @ApiOperation({ summary: 'What this service supports', operationId: 'readServiceProviderConfig' })
  @Described('ServiceProviderConfig', 'RFC 7643 section 5', EXAMPLES.config)
  @ApiScimError(403, FILTERED)
  readServiceProviderConfig(
    @CurrentTenant() tenant: TenantAccess | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: RawQuery,
  ): void {
    refuseFilter(query);
    const { strict: isStrict } = tenant?.settings ?? USUAL_SETTINGS;
    sendDocument(reply, serviceProviderConfig(CAPABILITIES, this.baseUrl(request), isStrict));
  }

  @Get('Schemas')
  @ApiOperation({ summary: 'All schemas', operationId: 'listSchemas' })
  @Described('SchemaListResponse', 'A list of schemas, RFC 7643 section 7', listOf(EXAMPLES.schema))
  @ApiScimError(403, FILTERED)
  async listSchemas(
    @CurrentTenant() tenant: TenantAccess | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: RawQuery,
  ): Promise<void> {
    refuseFilter(query);
    sendAll(reply, await this.schemas(tenant, request));
  }

  @Get('Schemas/:urn')
  @ApiOperation({ summary: 'One schema', operationId: 'readSchema' })
  @ApiParam({ name: 'urn', example: 'urn:ietf:params:scim:schemas:core:2.0:User' })
  @Described('Schema', 'The schema', EXAMPLES.schema)
  @ApiScimError(404, 'There is no schema of that URN')
  async readSchema(
    @CurrentTenant() tenant: TenantAccess | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('urn') urn: string,
  ): Promise<void> {
    // Available by URN only: in the list, Entra would offer their attributes as targets of a mapping.
    const more = discoverySchemas.map((schema) => schemaDocument(schema, this.baseUrl(request), true));
    sendOne(reply, [...(await this.schemas(tenant, request)), ...more], urn, 'schema');
  }

  @Get('ResourceTypes')
  @ApiOperation({ summary: 'All resource types', operationId: 'listResourceTypes' })
  @Described(
    'ResourceTypeListResponse',
    'A list of resource types, RFC 7643 section 6',
    listOf(EXAMPLES.type),
  )
  @ApiScimError(403, FILTERED)
  async listResourceTypes(
    @CurrentTenant() tenant: TenantAccess | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: RawQuery,
  ): Promise<void> {
    refuseFilter(query);
    sendAll(reply, await this.resourceTypes(tenant, request));
  }

  @Get('ResourceTypes/:name')
  @ApiOperation({ summary: 'One resource type', operationId: 'readResourceType' })
  @ApiParam({ name: 'name', example: 'User' })
  @Described('ResourceType', 'The resource type', EXAMPLES.type)
  @ApiScimError(404, 'There is no resource type of that name')
  async readResourceType(
    @CurrentTenant() tenant: TenantAccess | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
  ): Promise<void> {
    sendOne(reply, await this.resourceTypes(tenant, request), name, 'resource type');
  }

  private async schemas(tenant: TenantAccess | null, request: FastifyRequest): Promise<DiscoveryDocument[]> {
    const baseUrl = this.baseUrl(request);
    const { schemasForEntra, strict } = tenant?.settings ?? USUAL_SETTINGS;
    // The interoperability profile requires exactly what is supported.
    const forEntra = schemasForEntra && !strict;
    return (await this.typesOf(tenant)).flatMap((type) => schemaDocuments(type, baseUrl, forEntra));
  }

  private async resourceTypes(
    tenant: TenantAccess | null,
    request: FastifyRequest,
  ): Promise<DiscoveryDocument[]> {
    const baseUrl = this.baseUrl(request);
    return (await this.typesOf(tenant)).map((type) => resourceTypeDocument(type, baseUrl));
  }

  /** Including the tenant's extensions when a credential was sent. */
  private async typesOf(tenant: TenantAccess | null): Promise<ResourceType[]> {
    return Object.values(tenant === null ? builtInTypes : await this.types.of(tenant));
  }

  private baseUrl(request: FastifyRequest): string {
    return scimBaseUrl(request, this.config);
  }
}

function sendAll(reply: FastifyReply, documents: readonly DiscoveryDocument[]): void {
  sendScim(reply, 200, listOf(...documents));
}

function listOf(...documents: DiscoveryDocument[]): ListResponse {
  return listResponse(documents, documents.length, { startIndex: 1 });
}

/** Ids are compared case-insensitively, like attribute names and URNs. */
function sendOne(
  reply: FastifyReply,
  documents: readonly DiscoveryDocument[],
  id: string,
  what: string,
): void {
  const found = documents.find((document) => String(document.id).toLowerCase() === id.toLowerCase());
  if (found === undefined)
    throw ScimError.notFound(`There is no ${what} ${JSON.stringify(id.slice(0, 200))}`);
  sendDocument(reply, found);
}
