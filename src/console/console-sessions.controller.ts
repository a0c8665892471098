import { Delete, Get, HttpCode, Param, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { PageQuery } from '../admin/page.dto.js';
import { OperatorSessions } from '../auth/operator-sessions.js';
import { LeastRole } from '../http/access.decorators.js';
import { stateOf } from '../http/request-state.js';
import { ConsoleSessionAnswer, ConsoleSessionList } from '../sessions/session-list.dto.js';
import type { ListedConsoleSession } from '../sessions/session-list.js';
import { sessionMembers } from '../sessions/session-members.js';

/** Who is signed in to the console with a token, a set-up link, or as one of InviteDesk's own people. */
@LeastRole('owner')
@AdminController('console-sessions', 'Operators')
export class ConsoleSessionsController {
  constructor(private readonly sessions: OperatorSessions) {}

  @Get()
  @ApiOperation({
    operationId: 'listConsoleSessions',
    summary: 'List who is signed in to the console',
    description:
      'Newest first: with a token, with a set-up link, and operators with Entra. Other people are listed with their tenant. ' +
      'A page may have fewer items than asked for.',
  })
  @ApiOkResponse({ type: ConsoleSessionList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<ConsoleSessionList> {
    const { items, nextCursor } = await this.sessions.page(query);
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
    await this.sessions.end(id);
  }
}

function answer(session: ListedConsoleSession, own: string | undefined): ConsoleSessionAnswer {
  const { tenantId, tenantName, linkHint, tokenName, userName } = session;
  return {
    ...sessionMembers(session),
    kind: kindOf(session),
    name: userName ?? (tenantId === null ? tokenName : linkHint),
    tenant: tenantId === null ? null : { id: tenantId, name: tenantName ?? '' },
    isOwn: session.id === own,
  };
}

function kindOf({ tenantId, tokenName, userId }: ListedConsoleSession): ConsoleSessionAnswer['kind'] {
  if (userId !== null) return 'person';
  if (tenantId !== null) return 'setup-link';
  return tokenName === null ? 'admin-token' : 'named-token';
}
