import { Delete, Get, Inject, Patch, Post, Put, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MaxBodyBytes, USUAL_BYTES } from '../http/body.guard.js';
import { stateOf } from '../http/request-state.js';
import type { ResourceEndpoint } from '../resources/resource-endpoint.js';
import { MAX_BULK_BYTES } from '../scim/bulk.js';
import { looksForNobody } from '../scim/entra.js';
import type { ResourceType } from '../scim/resource-type.js';
import { parseSearchRequest } from '../scim/search-request.js';
import { DescribeOperation, type ResourceExamples } from './describe-operation.decorator.js';
import { parseListQuery } from './list-query.js';
import { sendJson, sendNothing, sendResource } from './scim-answer.js';
import { ScimCalls, type ScimCall } from './scim-call.js';

/**
 * The routes of a resource type, RFC 7644 section 3, as a base class for its controller. Resource types differ only in
 * their definitions and examples.
 */
export function resourceController(type: ResourceType, examples: ResourceExamples): Type<object> {
  // A PUT of a group contains all its members.
  const maxBytes = type.name === 'Group' ? MAX_BULK_BYTES : USUAL_BYTES;
  const endpointOf = (call: ScimCall): ResourceEndpoint => call.resources.of(type.name);

  class ResourceController {
    constructor(@Inject(ScimCalls) private readonly calls: ScimCalls) {}

    @Post()
    @MaxBodyBytes(maxBytes)
    @DescribeOperation('create', type, examples)
    async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      await sendResource(reply, await endpointOf(call).create(call.body, call.options()));
    }

    @Get()
    @DescribeOperation('search', type, examples)
    async search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      const query = parseListQuery(call.query);
      const { json, totalResults } = await endpointOf(call).search(query);
      stateOf(request).isTest = totalResults === 0 && looksForNobody(query.filter ?? '');
      await sendJson(reply, 200, json);
    }

    @Post('.search')
    @DescribeOperation('post-search', type, examples)
    async postSearch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      const { json } = await endpointOf(call).search(parseSearchRequest(call.body));
      await sendJson(reply, 200, json);
    }

    @Get(':id')
    @DescribeOperation('read', type, examples)
    async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      await sendResource(reply, await endpointOf(call).read(call.id, call.options()));
    }

    @Put(':id')
    @MaxBodyBytes(maxBytes)
    @DescribeOperation('replace', type, examples)
    async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      await sendResource(reply, await endpointOf(call).replace(call.id, call.body, call.options()));
    }

    @Patch(':id')
    @MaxBodyBytes(maxBytes)
    @DescribeOperation('patch', type, examples)
    async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      await sendResource(reply, await endpointOf(call).patch(call.id, call.body, call.options()));
    }

    @Delete(':id')
    @DescribeOperation('delete', type, examples)
    async delete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const call = await this.calls.of(request);
      await endpointOf(call).delete(call.id, call.options());
      sendNothing(reply, 204);
    }
  }
  return ResourceController;
}
