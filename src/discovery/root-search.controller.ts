import { Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentTenant } from '../http/access.decorators.js';
import { EndpointContexts } from '../scim-api/endpoint-contexts.js';
import { parseListQuery } from '../scim-api/list-query.js';
import { sendJson } from '../scim-api/scim-answer.js';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { searchAllTypes } from '../resources/search-all-types.js';
import { SEARCH_REQUEST_SCHEMA } from '../scim/messages.js';
import { parseSearchRequest, type ListQuery } from '../scim/search-request.js';
import type { TenantAccess } from '../access/tenant-access.js';

const FILTERS = { name: { summary: 'By the beginning of a name', value: 'displayName sw "S"' } };

const CURSOR = 'Empty for the first page (RFC 9865), then the `nextCursor` of the last answer';

/** Queries on the base URL: across resource types, RFC 7644 sections 3.4.2.1 and 3.4.3. */
@ScimController('', 'Search')
export class RootSearchController {
  constructor(private readonly contexts: EndpointContexts) {}

  @Get()
  @ApiOperation({ summary: 'Find users and groups by a filter', operationId: 'searchAll' })
  @ApiQuery({ name: 'filter', required: false, schema: { type: 'string' }, examples: FILTERS })
  @ApiQuery({ name: 'count', required: false, schema: { type: 'integer' } })
  @ApiQuery({ name: 'cursor', required: false, schema: { type: 'string' }, description: CURSOR })
  @ApiResponse({ status: 200, description: 'A page of users, then groups' })
  async search(
    @CurrentTenant() tenant: TenantAccess,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: Record<string, unknown>,
  ): Promise<void> {
    await this.send(tenant, request, reply, parseListQuery(query));
  }

  @Post('.search')
  @ApiOperation({ summary: 'Find users and groups with the query in the body', operationId: 'postSearchAll' })
  @ApiBody({
    schema: { $ref: getSchemaPath('SearchRequest') },
    examples: {
      name: {
        summary: 'By the beginning of a name',
        value: { schemas: [SEARCH_REQUEST_SCHEMA], filter: 'displayName sw "S"', count: 10 },
      },
    },
  })
  @ApiResponse({ status: 200, description: 'A page of users, then groups' })
  async postSearch(
    @CurrentTenant() tenant: TenantAccess,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(tenant, request, reply, parseSearchRequest(request.body));
  }

  private async send(
    tenant: TenantAccess,
    request: FastifyRequest,
    reply: FastifyReply,
    query: ListQuery,
  ): Promise<void> {
    await sendJson(reply, 200, await searchAllTypes(await this.contexts.of(tenant, request), query));
  }
}
