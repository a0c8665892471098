import { Delete, Get, Inject, Param, Patch, Post, Put, Query, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ResourceEndpoint, type RequestOptions } from '../resources/resource-endpoint.js';
import { MAX_BULK_BYTES } from '../scim/bulk.js';
import { looksForNobody } from '../scim/entra.js';
import { isNothingFound } from '../scim/messages.js';
import type { ResourceType } from '../scim/resource-type.js';
import { parseSearchRequest } from '../scim/search-request.js';
import { CurrentTenant } from '../http/access.decorators.js';
import type { TenantAccess } from '../access/tenant-access.js';
import { MaxBodyBytes, USUAL_BYTES } from '../http/body.guard.js';
import { EndpointContexts } from './endpoint-contexts.js';
import { parseListQuery, parseProjectionQuery } from './list-query.js';
import { stateOf } from '../http/request-state.js';
import { sendJson, sendNothing, sendResource } from './scim-answer.js';
import { DescribeOperation, type ResourceExamples } from './describe-operation.decorator.js';

type RawQuery = Record<string, unknown>;

/**
 * The routes of a resource type, RFC 7644 section 3: a class to derive a controller from. All types share
 * them; only the type and its examples differ.
 */
export function resourceController(type: ResourceType, examples: ResourceExamples): Type<object> {
  // A group is replaced with all its members in one body.
  const maxBytes = type.name === 'Group' ? MAX_BULK_BYTES : USUAL_BYTES;

  class ResourceController {
    constructor(@Inject(EndpointContexts) private readonly contexts: EndpointContexts) {}

    @Post()
    @MaxBodyBytes(maxBytes)
    @DescribeOperation('create', type, examples)
    async create(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
      @Query() query: RawQuery,
    ): Promise<void> {
      await sendResource(
        reply,
        await (await this.endpoint(tenant, request)).create(request.body, options(request, query)),
      );
    }

    @Get()
    @DescribeOperation('search', type, examples)
    async search(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
      @Query() query: RawQuery,
    ): Promise<void> {
      const search = parseListQuery(query);
      const found = await (await this.endpoint(tenant, request)).search(search);
      stateOf(request).isTest =
        looksForNobody(search.filter ?? '') && typeof found === 'string' && isNothingFound(found);
      await sendJson(reply, 200, found);
    }

    @Post('.search')
    @DescribeOperation('post-search', type, examples)
    async postSearch(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const query = parseSearchRequest(request.body);
      await sendJson(reply, 200, await (await this.endpoint(tenant, request)).search(query));
    }

    @Get(':id')
    @DescribeOperation('read', type, examples)
    async read(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
      @Param('id') id: string,
      @Query() query: RawQuery,
    ): Promise<void> {
      await sendResource(
        reply,
        await (await this.endpoint(tenant, request)).read(id, options(request, query)),
      );
    }

    @Put(':id')
    @MaxBodyBytes(maxBytes)
    @DescribeOperation('replace', type, examples)
    async replace(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
      @Param('id') id: string,
      @Query() query: RawQuery,
    ): Promise<void> {
      await sendResource(
        reply,
        await (await this.endpoint(tenant, request)).replace(id, request.body, options(request, query)),
      );
    }

    @Patch(':id')
    @MaxBodyBytes(maxBytes)
    @DescribeOperation('patch', type, examples)
    async patch(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
      @Param('id') id: string,
      @Query() query: RawQuery,
    ): Promise<void> {
      await sendResource(
        reply,
        await (await this.endpoint(tenant, request)).patch(id, request.body, options(request, query)),
      );
    }

    @Delete(':id')
    @DescribeOperation('delete', type, examples)
    async delete(
      @CurrentTenant() tenant: TenantAccess,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
      @Param('id') id: string,
      @Query() query: RawQuery,
    ): Promise<void> {
      await (await this.endpoint(tenant, request)).delete(id, options(request, query));
      sendNothing(reply, 204);
    }

    private async endpoint(tenant: TenantAccess, request: FastifyRequest): Promise<ResourceEndpoint> {
      return new ResourceEndpoint(await this.contexts.of(tenant, request), type.name);
    }
  }
  return ResourceController;
}

function options({ headers }: FastifyRequest, query: RawQuery): RequestOptions {
  const { attributes, excludedAttributes } = parseProjectionQuery(query);
  return {
    attributes,
    excludedAttributes,
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
  };
}
