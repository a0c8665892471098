import { Body, Get, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import type { Config } from '../config.js';
import { TenantAdmin } from '../http/access.decorators.js';
import { baseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { EntraClouds } from './entra-clouds.js';
import { SetSignIn, SignInAnswer } from './sign-in-rule.dto.js';
import { SignInRules, type SignInChoice } from './sign-in-rules.service.js';

/** Who of a tenant's people may sign in. */
@TenantAdmin()
@AdminController('tenants/:id/sign-in', 'Sign-in')
@ApiProblem(404, 'No tenant has this id.')
export class SignInRulesController {
  constructor(
    private readonly rules: SignInRules,
    private readonly clouds: EntraClouds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'readSignIn', summary: 'Read how people of the tenant sign in' })
  @ApiOkResponse({ type: SignInAnswer })
  async get(@Param('id') tenantId: string, @Req() request: FastifyRequest): Promise<SignInAnswer> {
    return this.answer(tenantId, await this.rules.get(tenantId), request);
  }

  @Put()
  @AuditAs('sign-in.set')
  @ApiOperation({
    operationId: 'setSignIn',
    summary: 'Decide how people of the tenant sign in',
    description: 'What is left out stays as it is. A change signs out everybody of the tenant, at once.',
  })
  @ApiOkResponse({ type: SignInAnswer })
  @ApiProblem(400, 'A member is unknown or not valid; `errors` names each.')
  async set(
    @Param('id') tenantId: string,
    @Body() change: SetSignIn,
    @Req() request: FastifyRequest,
  ): Promise<SignInAnswer> {
    return this.answer(tenantId, await this.rules.set(tenantId, change), request);
  }

  private answer(
    tenantId: string,
    { enabled, matchAttribute, loginHost }: SignInChoice,
    request: FastifyRequest,
  ): SignInAnswer {
    const url = `${baseUrl(request, this.config)}/sso/login?tenant=${tenantId}`;
    const { host } = this.clouds.at(loginHost) ?? this.clouds.first;
    const loginHosts = this.clouds.all.map((cloud) => cloud.host);
    return {
      enabled,
      matchAttribute,
      loginHost: host,
      loginHosts,
      url: this.config.sso === null ? null : url,
    };
  }
}
