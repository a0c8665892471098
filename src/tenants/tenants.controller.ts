import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { LeastRole, TenantAdmin, TenantReader } from '../http/access.decorators.js';
import type { Config } from '../config.js';
import { scimBaseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { TenantDeletion } from './tenant-deletion.js';
import { TenantsService } from './tenants.service.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { tenantAnswer } from './tenant-answers.js';
import {
  CreateTenant,
  ProvisioningAnswer,
  SetProvisioning,
  TenantAnswer,
  UpdateTenant,
} from './tenant.dto.js';

/** The tenants, and the toggle of Settings > Active Directory. */
@AdminController('tenants', 'Tenants')
export class TenantsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly deletion: TenantDeletion,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @AuditAs('tenant.create')
  @ApiOperation({
    operationId: 'createTenant',
    summary: 'Add a customer',
    description: 'Provisioning is switched off at first.',
  })
  @ApiCreatedResponse({ type: TenantAnswer })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(409, 'Another tenant has this `entraTenantId`.')
  async create(
    @Body() { name, entraTenantId }: CreateTenant,
    @Req() request: FastifyRequest,
  ): Promise<TenantAnswer> {
    const tenantUrl = scimBaseUrl(request, this.config);
    return tenantAnswer(await this.tenants.create(name, entraTenantId), tenantUrl);
  }

  @Get(':id')
  @TenantReader()
  @ApiOperation({ operationId: 'readTenant', summary: 'Read a customer' })
  @ApiOkResponse({ type: TenantAnswer })
  @ApiProblem(404, 'No tenant has this id.')
  async get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<TenantAnswer> {
    const tenantUrl = scimBaseUrl(request, this.config);
    return tenantAnswer(await this.tenants.get(id), tenantUrl);
  }

  @Patch(':id')
  @AuditAs('tenant.update')
  @ApiOperation({
    operationId: 'updateTenant',
    summary: "Change a customer's name or Entra tenant id",
    description: 'What is left out stays.',
  })
  @ApiOkResponse({ type: TenantAnswer })
  @ApiProblem(400, 'A member is unknown or not valid; `errors` names each.')
  @ApiProblem(404, 'No tenant has this id.')
  @ApiProblem(409, 'Another tenant has this `entraTenantId`.')
  async update(
    @Param('id') id: string,
    @Body() change: UpdateTenant,
    @Req() request: FastifyRequest,
  ): Promise<TenantAnswer> {
    const tenantUrl = scimBaseUrl(request, this.config);
    return tenantAnswer(await this.tenants.update(id, change), tenantUrl);
  }

  @Delete(':id')
  @AuditAs('tenant.delete')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteTenant',
    summary: 'Delete a customer with all its users, groups and access codes',
  })
  @ApiNoContentResponse()
  @ApiProblem(404, 'No tenant has this id.')
  @ApiProblem(409, 'Provisioning is switched on.')
  async delete(@Param('id') id: string): Promise<void> {
    await this.deletion.delete(id);
  }

  @Put(':id/provisioning')
  @LeastRole('support')
  @AuditAs('provisioning.switch')
  @TenantAdmin()
  @ApiOperation({
    operationId: 'setProvisioning',
    summary: 'Switch provisioning on or off',
    description:
      'The toggle of Settings > Active Directory. Off refuses Entra at once (other processes: within 5 seconds) and ' +
      'keeps all data. On issues an access code when the tenant has none that works.',
  })
  @ApiOkResponse({ type: ProvisioningAnswer })
  @ApiProblem(400, '`enabled` is missing or not a boolean.')
  @ApiProblem(404, 'No tenant has this id.')
  async setProvisioning(
    @Param('id') id: string,
    @Body() { enabled }: SetProvisioning,
    @Req() request: FastifyRequest,
  ): Promise<ProvisioningAnswer> {
    const tenantUrl = scimBaseUrl(request, this.config);
    const { provisioningEnabled, accessCode } = await this.tenants.setProvisioning(id, enabled);
    return { provisioningEnabled, tenantUrl, ...(accessCode === null ? {} : { accessCode }) };
  }
}
