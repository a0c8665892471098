import { Body, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { PageQuery } from '../admin/page.dto.js';
import { TenantAdmin } from '../http/access.decorators.js';
import { stateOf } from '../http/request-state.js';
import { AdminAccessAnswer, SetAdminAccess, TenantAdminList } from './admin-access.dto.js';
import { AdminList } from './admin-list.js';
import { TenantAdmins, type AdminGrants } from './tenant-admins.service.js';

/** Which of a tenant's people are its admins. */
@TenantAdmin()
@AdminController('tenants/:id/admin-access', 'Roles')
@ApiProblem(404, 'No tenant has this id.')
export class AdminAccessController {
  constructor(
    private readonly admins: TenantAdmins,
    private readonly found: AdminList,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'readAdminAccess', summary: 'Read which groups and roles make an admin' })
  @ApiOkResponse({ type: AdminAccessAnswer })
  async read(@Param('id') tenantId: string): Promise<AdminAccessAnswer> {
    return answer(await this.admins.read(tenantId));
  }

  @Put()
  @AuditAs('admin-access.set')
  @ApiOperation({
    operationId: 'setAdminAccess',
    summary: 'Decide anew which groups and roles make an admin',
    description:
      'An admin signs in to the console with Entra and reaches this tenant alone. In force within 5 seconds.',
  })
  @ApiOkResponse({ type: AdminAccessAnswer })
  @ApiProblem(400, 'A member is missing or not valid, or the tenant has no such group; `errors` names each.')
  @ApiProblem(409, 'The caller would no longer be an admin.')
  async set(
    @Param('id') tenantId: string,
    @Body() body: SetAdminAccess,
    @Req() request: FastifyRequest,
  ): Promise<AdminAccessAnswer> {
    const { admin } = stateOf(request);
    const changedBy = admin?.role === null ? admin.userId : null;
    return answer(await this.admins.set(tenantId, body, changedBy));
  }

  @Get('admins')
  @ApiOperation({
    operationId: 'listTenantAdmins',
    summary: 'List who is an admin at present',
    description: 'A page may have fewer items than asked for, and another one after it.',
  })
  @ApiOkResponse({ type: TenantAdminList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async listAdmins(@Param('id') tenantId: string, @Query() query: PageQuery): Promise<TenantAdminList> {
    await this.admins.read(tenantId);
    return this.found.page(tenantId, query);
  }
}

function answer({ groups, roles }: AdminGrants): AdminAccessAnswer {
  return {
    groups: groups.map(({ groupId, groupName, exists }) => ({ groupId, groupName, groupExists: exists })),
    roles: [...roles],
  };
}
