import { Get, Inject, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import type { Config } from '../config.js';
import { scimBaseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { tenantAnswer } from '../tenants/tenant-answers.js';
import { TenantList, TenantListQuery } from './tenant-list.dto.js';
import { TenantSearch } from './tenant-search.js';

/** The list of all tenants, for operators. */
@AdminController('tenants', 'Tenants')
export class TenantListController {
  constructor(
    private readonly tenants: TenantSearch,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listTenants',
    summary: 'List customers with their health, or find them by name or Entra tenant id',
    description: 'In order of creation unless asked otherwise. The numbers are right to some seconds.',
  })
  @ApiOkResponse({ type: TenantList })
  @ApiProblem(400, 'A parameter is unknown or not valid; `errors` names each.')
  async list(
    @Query() { order, ...query }: TenantListQuery,
    @Req() request: FastifyRequest,
  ): Promise<TenantList> {
    const tenantUrl = scimBaseUrl(request, this.config);
    const { items, nextCursor } = await this.tenants.page({
      ...query,
      descending: order === 'desc',
    });
    return {
      items: items.map((tenant) => ({
        ...tenantAnswer(tenant, tenantUrl),
        health: tenant.health,
        lastRequestAt: tenant.lastRequestAt === 0 ? null : new Date(tenant.lastRequestAt).toISOString(),
        users: tenant.users,
        failures: tenant.failures,
        endsAt: tenant.endings[0] === undefined ? null : new Date(tenant.endings[0].endsAt).toISOString(),
      })),
      nextCursor,
    };
  }
}
