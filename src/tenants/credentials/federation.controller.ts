import { Body, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TenantAdmin } from '../../http/access.decorators.js';
import type { Config } from '../../config.js';
import { tokenUrl } from '../../http/base-url.js';
import { CONFIG } from '../../http/injected-config.js';
import { EntraTrustService } from './entra-trust.service.js';
import { FederatedCredentialsService } from './federated-credentials.service.js';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { entraTokensAnswer, federatedAnswer } from './credential-answers.js';
import {
  CreateFederatedCredential,
  EntraTokensAnswer,
  FederatedCredentialAnswer,
  FederatedCredentialList,
  SetEntraTokens,
} from './federation.dto.js';
import { PageQuery } from '../../admin/page.dto.js';

/** A tenant's trust in tokens signed by Entra, without a shared secret. */
@TenantAdmin()
@AdminController('tenants/:id', 'Federation')
export class FederationController {
  constructor(
    private readonly credentials: FederatedCredentialsService,
    private readonly trust: EntraTrustService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('federated-credentials')
  @AuditAs('federated-credential.create')
  @ApiOperation({
    operationId: 'createFederatedCredential',
    summary: 'Trust a workload identity',
    description:
      'Entra signs an assertion for it, and the token endpoint gives an access token in return (RFC 7523). The assertion ' +
      "must be from the tenant's own Entra tenant.",
  })
  @ApiCreatedResponse({ type: FederatedCredentialAnswer })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(404, 'No tenant has this id.')
  @ApiProblem(409, 'The tenant has too many.')
  async create(
    @Param('id') tenantId: string,
    @Body() body: CreateFederatedCredential,
    @Req() request: FastifyRequest,
  ): Promise<FederatedCredentialAnswer> {
    const { description = null, issuer = null, subject, audiences } = body;
    const made = await this.credentials.create(tenantId, { description, issuer, subject, audiences });
    return federatedAnswer(made, tokenUrl(request, this.config));
  }

  @Get('federated-credentials')
  @ApiOperation({
    operationId: 'listFederatedCredentials',
    summary: 'List trusted workload identities',
    description: 'In order of creation.',
  })
  @ApiOkResponse({ type: FederatedCredentialList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  @ApiProblem(404, 'No tenant has this id.')
  async list(
    @Param('id') tenantId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
  ): Promise<FederatedCredentialList> {
    const url = tokenUrl(request, this.config);
    const { items, nextCursor } = await this.credentials.list(tenantId, query);
    return { items: items.map((each) => federatedAnswer(each, url)), nextCursor };
  }

  @Delete('federated-credentials/:clientId')
  @AuditAs('federated-credential.delete')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteFederatedCredential',
    summary: 'Trust a workload identity no longer',
    description: 'Its access tokens are refused everywhere within 5 seconds.',
  })
  @ApiNoContentResponse()
  @ApiProblem(404, 'No tenant, or no federated credential of it, has this id.')
  async delete(@Param('id') tenantId: string, @Param('clientId') clientId: string): Promise<void> {
    await this.credentials.delete(tenantId, clientId);
  }

  @Get('entra-tokens')
  @ApiOperation({
    operationId: 'readEntraTokens',
    summary: 'Whether tokens that Entra has signed are taken as they are',
  })
  @ApiOkResponse({ type: EntraTokensAnswer })
  @ApiProblem(404, 'No tenant has this id.')
  async entraTokens(@Param('id') tenantId: string): Promise<EntraTokensAnswer> {
    return entraTokensAnswer(await this.trust.get(tenantId));
  }

  @Put('entra-tokens')
  @AuditAs('entra-tokens.set')
  @ApiOperation({
    operationId: 'setEntraTokens',
    summary: 'Take tokens that Entra has signed, or take them no longer',
    description:
      'What Entra sends when _Secret Token_ is left blank: for tests. Taken when `tid` is the Entra tenant of this tenant, ' +
      '`appid` is that of the provisioning service, and `aud` is one of `audiences`.',
  })
  @ApiOkResponse({ type: EntraTokensAnswer })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(404, 'No tenant has this id.')
  async setEntraTokens(
    @Param('id') tenantId: string,
    @Body() { enabled, audiences }: SetEntraTokens,
  ): Promise<EntraTokensAnswer> {
    return entraTokensAnswer(await this.trust.set(tenantId, enabled, audiences ?? null));
  }
}
