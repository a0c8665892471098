import { Body, Delete, Get, HttpCode, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TenantAdmin } from '../../http/access.decorators.js';
import type { Config } from '../../config.js';
import { scimBaseUrl } from '../../http/base-url.js';
import { EVENTS_EXTENSION } from './events-extension.js';
import { CONFIG } from '../../http/injected-config.js';
import { schemaDocument } from '../../scim/discovery.js';
import type { CustomSchema, TypeName } from '../../scim/resource-type.js';
import { readSchemaDocument } from '../../scim/schema-document.js';
import { SchemasService } from './schemas.service.js';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { invalid } from '../../admin/admin-validation.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { SchemaAnswer, SchemaList, SchemaQuery } from './schema.dto.js';
import { schemaExamples } from './schema-examples.js';

const URN = { name: 'urn', example: EVENTS_EXTENSION };

/** Extension schemas of a tenant: attributes that it maps in Entra beyond those of RFC 7643. */
@TenantAdmin()
@AdminController('tenants/:id/schemas', 'Custom schemas')
@ApiProblem(404, 'No tenant, or no schema of it, has this id.')
export class SchemasController {
  constructor(
    private readonly schemas: SchemasService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listCustomSchemas',
    summary: 'List custom schemas',
    description: 'In order of registration.',
  })
  @ApiOkResponse({ type: SchemaList })
  async list(@Param('id') tenantId: string, @Req() request: FastifyRequest): Promise<SchemaList> {
    const schemas = await this.schemas.list(tenantId);
    return { items: schemas.map((schema) => this.answer(schema, request)), nextCursor: null };
  }

  @Get(':urn')
  @ApiOperation({ operationId: 'readCustomSchema', summary: 'Read a custom schema' })
  @ApiParam(URN)
  @ApiOkResponse({ type: SchemaAnswer })
  async get(
    @Param('id') tenantId: string,
    @Param('urn') urn: string,
    @Req() request: FastifyRequest,
  ): Promise<SchemaAnswer> {
    return this.answer(await this.schemas.get(tenantId, urn), request);
  }

  @Put(':urn')
  @AuditAs('schema.put')
  @ApiOperation({
    operationId: 'putCustomSchema',
    summary: 'Register a custom schema, or change it',
    description:
      'The body is a schema as RFC 7643 section 7 describes it. Its attributes can be written, filtered, sorted by and ' +
      'patched at once (other processes: within 5 seconds). A change that stored values would not survive is refused.',
  })
  @ApiParam(URN)
  @ApiBody({ required: true, schema: { $ref: getSchemaPath('SchemaDefinition') }, examples: schemaExamples })
  @ApiCreatedResponse({ type: SchemaAnswer, description: 'Registered' })
  @ApiOkResponse({ type: SchemaAnswer, description: 'Changed' })
  @ApiProblem(400, 'The URN or the schema is not valid; `errors` names each place.')
  @ApiProblem(409, 'The URN is taken, or stored values would be lost.')
  async put(
    @Param('id') tenantId: string,
    @Param('urn') urn: string,
    @Query() { resourceType }: SchemaQuery,
    @Body() body: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SchemaAnswer> {
    const read = readSchemaDocument(body, urn);
    if ('problems' in read) throw invalid(read.problems);
    const type = resourceType ?? typeNamedBy(urn);
    const { registered, isNew } = await this.schemas.put(tenantId, type, read.schema);
    void reply.code(isNew ? 201 : 200);
    return this.answer(registered, request);
  }

  @Delete(':urn')
  @AuditAs('schema.delete')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteCustomSchema',
    summary: 'Delete a custom schema that no user or group has values of',
  })
  @ApiParam(URN)
  @ApiNoContentResponse()
  @ApiProblem(409, 'A user or group holds values of it.')
  async delete(@Param('id') tenantId: string, @Param('urn') urn: string): Promise<void> {
    await this.schemas.delete(tenantId, urn);
  }

  private answer({ resourceType, schema }: CustomSchema, request: FastifyRequest): SchemaAnswer {
    const baseUrl = scimBaseUrl(request, this.config);
    return { urn: schema.id, resourceType, schema: schemaDocument(schema, baseUrl, false) };
  }
}

/** By convention, the URN of an extension ends with the name of the type that it extends. */
function typeNamedBy(urn: string): TypeName {
  const end = urn.slice(urn.lastIndexOf(':') + 1).toLowerCase();
  if (end === 'user') return 'User';
  if (end === 'group') return 'Group';
  throw invalid([{ field: 'resourceType', message: 'expected User or Group, as the URN ends with neither' }]);
}
