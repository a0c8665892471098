import { Get, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseListQuery } from '../scim-api/list-query.js';
import { ScimCalls } from '../scim-api/scim-call.js';
import { sendJson } from '../scim-api/scim-answer.js';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { ApiScimError, scim } from '../scim-api/describe-operation.decorator.js';
import { listResponse, SEARCH_REQUEST_SCHEMA } from '../scim/messages.js';
import { parseSearchRequest } from '../scim/search-request.js';

const FILTERS = { name: { summary: 'By the beginning of a name', value: 'displayName sw "S"' } };

const CURSOR = 'Empty for the first page (RFC 9865), then the `nextCursor` of the last answer';

/** Documents the answer. */
const Found = (): MethodDecorator =>
  ApiResponse({
    status: 200,
    description: 'A page of users, then groups',
    content: scim('ResourceListResponse', listResponse([], 0, { startIndex: 1 })),
  });

/** Queries on the base URL: across resource types, RFC 7644 sections 3.4.2.1 and 3.4.3. */
@ScimController('', 'Search')
export class RootSearchController {
  constructor(private readonly calls: ScimCalls) {}

  @Get()
  @ApiOperation({ summary: 'Find users and groups by a filter', operationId: 'searchAll' })
  @ApiQuery({ name: 'filter', required: false, schema: { type: 'string' }, examples: FILTERS })
  @ApiQuery({ name: 'count', required: false, schema: { type: 'integer' } })
  @ApiQuery({ name: 'cursor', required: false, schema: { type: 'string' }, description: CURSOR })
  @Found()
  @ApiScimError(400)
  @ApiScimError(401)
  @ApiScimError(403)
  async search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { resources, query } = await this.calls.of(request);
    const { json } = await resources.searchAll(parseListQuery(query));
    await sendJson(reply, 200, json);
  }

  @Post('.search')
  @ApiOperation({
    summary: 'Find users and groups with the query in the body',
    operationId: 'searchAllByPost',
  })
  @ApiBody({
    required: true,
    schema: { $ref: getSchemaPath('SearchRequest') },
    examples: {
      name: {
        summary: 'By the beginning of a name',
        value: { schemas: [SEARCH_REQUEST_SCHEMA], filter: 'displayName sw "S"', count: 10 },
      },
    },
  })
  @Found()
  @ApiScimError(400)
  @ApiScimError(401)
  @ApiScimError(403)
  async postSearch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { resources, body } = await this.calls.of(request);
    const { json } = await resources.searchAll(parseSearchRequest(body));
    await sendJson(reply, 200, json);
  }
}
