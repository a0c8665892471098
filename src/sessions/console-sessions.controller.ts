import { Delete, Get, HttpCode, Param, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { PageQuery } from '../admin/page.dto.js';
import { LeastRole } from '../http/access.decorators.js';
import { stateOf } from '../http/request-state.js';
import { ConsoleSessionAnswer, ConsoleSessionList } from './session-list.dto.js';
import { SessionList, type ListedConsoleSession } from './session-list.js';
import { sessionMembers } from './session-members.js';

/** Who is signed in to the console with a token or a set-up link. */
@LeastRole('owner')
@AdminController('console-sessions', 'Operators')
export class ConsoleSessionsController {
  constructor(private readonly sessions: SessionList) {}

  @Get()
  @ApiOperation({
    operationId: 'listConsoleSessions',
    summary: 'List who is signed in to the console with a token or a set-up link',
    description: 'Newest first. Sessions of people are listed with their tenant.',
  })
  @ApiOkResponse({ type: ConsoleSessionList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<ConsoleSessionList> {
    const { items, nextCursor } = await this.sessions.ofConsole(query);
    const own = stateOf(request).admin?.hint;
    return { items: items.map((session) => answer(session, own)), nextCursor };
  }

  @Delete(':sessionId')
  @AuditAs('session.end')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'endConsoleSession',
    summary: 'Sign somebody out of the console',
    description: 'Everywhere at once.',
  })
  @ApiNoContentResponse()
  @ApiProblem(404, 'No session has this id.')
  async end(@Param('sessionId') id: string): Promise<void> {
    await this.sessions.endOfConsole(id);
  }
}

function answer(session: ListedConsoleSession, own: string | undefined): ConsoleSessionAnswer {
  const { tenantId, tenantName, linkHint, tokenName } = session;
  return {
    ...sessionMembers(session),
    kind: tenantId !== null ? 'setup-link' : tokenName === null ? 'admin-token' : 'named-token',
    name: tenantId === null ? tokenName : linkHint,
    tenant: tenantId === null ? null : { id: tenantId, name: tenantName ?? '' },
    isOwn: session.id === own,
  };
}
