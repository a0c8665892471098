import { Body, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { TenantAdmin } from '../http/access.decorators.js';
import { RoleMappingsAnswer, SetRoleMappings } from './role-mapping.dto.js';
import { RoleMappingsService, type ListedMapping } from './role-mappings.service.js';

/** The roles that a tenant gives to members of its groups. */
@TenantAdmin()
@AdminController('tenants/:id/role-mappings', 'Roles')
@ApiProblem(404, 'No tenant has this id.')
export class RoleMappingsController {
  constructor(private readonly mappings: RoleMappingsService) {}

  @Get()
  @ApiOperation({ operationId: 'readRoleMappings', summary: 'Read which groups give which roles' })
  @ApiOkResponse({ type: RoleMappingsAnswer })
  async read(@Param('id') tenantId: string): Promise<RoleMappingsAnswer> {
    return answer(await this.mappings.list(tenantId));
  }

  @Put()
  @AuditAs('role-mappings.set')
  @ApiOperation({
    operationId: 'setRoleMappings',
    summary: 'Decide anew which groups give which roles',
    description: 'Replaces the whole list. In force within 5 seconds.',
  })
  @ApiOkResponse({ type: RoleMappingsAnswer })
  @ApiProblem(400, 'A member is missing or not valid, or the tenant has no such group; `errors` names each.')
  async set(
    @Param('id') tenantId: string,
    @Body() { mappings }: SetRoleMappings,
  ): Promise<RoleMappingsAnswer> {
    return answer(await this.mappings.set(tenantId, mappings));
  }
}

function answer(mappings: readonly ListedMapping[]): RoleMappingsAnswer {
  return {
    mappings: mappings.map(({ groupId, groupName, exists, role }) => ({
      groupId,
      groupName,
      groupExists: exists,
      role,
    })),
  };
}
