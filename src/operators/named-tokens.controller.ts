import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { PageQuery } from '../admin/page.dto.js';
import { LeastRole } from '../http/access.decorators.js';
import {
  CreateNamedToken,
  DEFAULT_DAYS,
  IssuedNamedTokenAnswer,
  NamedTokenAnswer,
  NamedTokenList,
} from './named-token.dto.js';
import type { NamedToken } from './named-token.entity.js';
import { lifeState } from '../tenants/credentials/credential-life.js';
import { NamedTokens } from './named-tokens.service.js';

const DAY_MS = 86_400_000;

/** Admin tokens with a name, beside the one of the settings. */
@LeastRole('owner')
@AdminController('admin-tokens', 'Operators')
export class NamedTokensController {
  constructor(private readonly tokens: NamedTokens) {}

  @Post()
  @AuditAs('admin-token.issue')
  @ApiOperation({
    operationId: 'issueAdminToken',
    summary: 'Issue an admin token with a name and a role',
    description: 'The answer is the only place that shows it.',
  })
  @ApiCreatedResponse({ type: IssuedNamedTokenAnswer })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(409, 'There are too many tokens that work.')
  async issue(@Body() body: CreateNamedToken): Promise<IssuedNamedTokenAnswer> {
    const { name, role, expiresInDays = DEFAULT_DAYS } = body;
    const end = new Date(Date.now() + expiresInDays * DAY_MS);
    const { token, secret } = await this.tokens.issue(name, role, end);
    return { ...members(token), adminToken: secret };
  }

  @Get()
  @ApiOperation({
    operationId: 'listAdminTokens',
    summary: 'List the admin tokens with a name',
    description: 'In order of creation; never the tokens themselves.',
  })
  @ApiOkResponse({ type: NamedTokenList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(@Query() query: PageQuery): Promise<NamedTokenList> {
    const { items, nextCursor } = await this.tokens.list(query);
    return { items: items.map(answer), nextCursor };
  }

  @Delete(':tokenId')
  @AuditAs('admin-token.revoke')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeAdminToken',
    summary: 'Revoke an admin token',
    description: 'Refused everywhere at once, with the sessions that were opened with it.',
  })
  @ApiNoContentResponse()
  @ApiProblem(404, 'No admin token has this id.')
  async revoke(@Param('tokenId') id: string): Promise<void> {
    await this.tokens.revoke(id);
  }
}

function members({ id, hint, name, role, createdAt, expiresAt }: NamedToken) {
  const [created, expires] = [createdAt.toISOString(), expiresAt.toISOString()];
  return { id, hint, name, role, createdAt: created, expiresAt: expires };
}

function answer(token: NamedToken): NamedTokenAnswer {
  return {
    ...members(token),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
    ...lifeState(token, Date.now()),
  };
}
