import { Body, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { TenantAdmin } from '../../http/access.decorators.js';
import { SettingsService } from './settings.service.js';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { SetSettings, SettingsAnswer } from './settings.dto.js';

/** A tenant's settings of the protocol. */
@TenantAdmin()
@AdminController('tenants/:id/settings', 'Settings')
@ApiProblem(404, 'No tenant has this id.')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  @Get()
  @ApiOperation({ operationId: 'readSettings', summary: 'Read what the tenant has decided of the protocol' })
  @ApiOkResponse({ type: SettingsAnswer })
  get(@Param('id') tenantId: string): Promise<SettingsAnswer> {
    return this.settings.get(tenantId);
  }

  @Put()
  @AuditAs('settings.set')
  @ApiOperation({
    operationId: 'setSettings',
    summary: 'Decide it anew',
    description: 'What is left out stays as it is. In force everywhere within 5 seconds.',
  })
  @ApiOkResponse({ type: SettingsAnswer })
  @ApiProblem(400, 'A member is unknown or not a boolean; `errors` names each.')
  @ApiProblem(409, 'Names of groups are to be unique, and some groups share one; the answer names them.')
  set(@Param('id') tenantId: string, @Body() change: SetSettings): Promise<SettingsAnswer> {
    return this.settings.set(tenantId, change);
  }
}
