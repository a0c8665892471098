import { Delete, Get, HttpCode, Param, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { LeastRole, TenantAdmin } from '../http/access.decorators.js';
import { stateOf } from '../http/request-state.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { PersonSessionList, PersonSessionsQuery } from './session-list.dto.js';
import { SessionList } from './session-list.js';
import { sessionMembers } from './session-members.js';

/** Which of a tenant's people are signed in with Entra, and from where. */
@TenantAdmin()
@AdminController('tenants/:id/person-sessions', 'Roles')
@ApiProblem(404, 'No tenant, or no session of its people, has this id.')
export class PersonSessionsController {
  constructor(
    private readonly sessions: SessionList,
    private readonly tenants: TenantsService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listPersonSessions',
    summary: 'List who is signed in with Entra',
    description: 'Newest first.',
  })
  @ApiOkResponse({ type: PersonSessionList })
  @ApiProblem(400, 'A parameter is unknown or not valid.')
  async list(
    @Param('id') tenantId: string,
    @Query() { userId, ...page }: PersonSessionsQuery,
    @Req() request: FastifyRequest,
  ): Promise<PersonSessionList> {
    await this.tenants.get(tenantId);
    const { items, nextCursor } = await this.sessions.ofPeople(tenantId, userId ?? null, page);
    const own = stateOf(request).admin?.hint;
    return {
      items: items.map((session) => {
        const { userId: of, userName, id } = session;
        return { ...sessionMembers(session), userId: of, userName, isOwn: id === own };
      }),
      nextCursor,
    };
  }

  @Delete(':sessionId')
  @LeastRole('support')
  @AuditAs('person-session.end')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'endPersonSession',
    summary: 'Sign a person out',
    description: 'Everywhere at once.',
  })
  @ApiNoContentResponse()
  async end(@Param('id') tenantId: string, @Param('sessionId') id: string): Promise<void> {
    await this.sessions.endOfPerson(tenantId, id);
  }
}
