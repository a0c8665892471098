import { Body, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TenantAdmin } from '../../http/access.decorators.js';
import type { Config } from '../../config.js';
import { tokenUrl } from '../../http/base-url.js';
import { CONFIG } from '../../http/injected-config.js';
import { OAuthClientsService } from './oauth-clients.service.js';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { clientAnswer, issuedSecretAnswer } from './credential-answers.js';
import {
  CreatedOAuthClientAnswer,
  CreateOAuthClient,
  CreateSecret,
  IssuedSecretAnswer,
  OAuthClientAnswer,
  OAuthClientList,
} from './oauth-client.dto.js';
import { PageQuery } from '../../admin/page.dto.js';
import { DEFAULT_OVERLAP_SECONDS, RotateAccessCode } from './access-code.dto.js';
import { futureDate } from '../../admin/future-date.js';

/** The OAuth clients of a tenant: Entra's authentication method *OAuth2 client credentials grant*. */
@TenantAdmin()
@AdminController('tenants/:id/oauth-clients', 'OAuth clients')
@ApiProblem(404, 'No tenant, OAuth client or secret has this id.')
export class OAuthClientsController {
  constructor(
    private readonly clients: OAuthClientsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @AuditAs('oauth-client.create')
  @ApiOperation({
    operationId: 'createOAuthClient',
    summary: 'Create an OAuth client with its first secret',
    description: 'The answer is the only place that shows the secret.',
  })
  @ApiBody({ type: CreateOAuthClient, required: false })
  @ApiCreatedResponse({ type: CreatedOAuthClientAnswer })
  @ApiProblem(400, 'A member is unknown or not valid; `errors` names each.')
  @ApiProblem(409, 'The tenant has too many.')
  async create(
    @Param('id') tenantId: string,
    @Body() body: CreateOAuthClient,
    @Req() request: FastifyRequest,
  ): Promise<CreatedOAuthClientAnswer> {
    const { client, issued } = await this.clients.create(
      tenantId,
      body.description ?? null,
      futureDate(body.expiresAt),
    );
    return {
      clientId: client.id,
      description: client.description,
      tokenUrl: tokenUrl(request, this.config),
      createdAt: client.createdAt.toISOString(),
      secret: issuedSecretAnswer(issued),
    };
  }

  @Get()
  @ApiOperation({
    operationId: 'listOAuthClients',
    summary: 'List OAuth clients',
    description: 'In order of creation; never the secrets.',
  })
  @ApiOkResponse({ type: OAuthClientList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(
    @Param('id') tenantId: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
  ): Promise<OAuthClientList> {
    const url = tokenUrl(request, this.config);
    const { items, nextCursor } = await this.clients.list(tenantId, query);
    return { items: items.map((each) => clientAnswer(each, url)), nextCursor };
  }

  @Get(':clientId')
  @ApiOperation({ operationId: 'readOAuthClient', summary: 'Read an OAuth client' })
  @ApiOkResponse({ type: OAuthClientAnswer })
  async get(
    @Param('id') tenantId: string,
    @Param('clientId') clientId: string,
    @Req() request: FastifyRequest,
  ): Promise<OAuthClientAnswer> {
    return clientAnswer(await this.clients.get(tenantId, clientId), tokenUrl(request, this.config));
  }

  @Delete(':clientId')
  @AuditAs('oauth-client.delete')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteOAuthClient',
    summary: 'Delete an OAuth client',
    description: 'Its secrets and access tokens are refused everywhere within 5 seconds.',
  })
  @ApiNoContentResponse()
  async delete(@Param('id') tenantId: string, @Param('clientId') clientId: string): Promise<void> {
    await this.clients.delete(tenantId, clientId);
  }

  @Post(':clientId/secrets')
  @AuditAs('oauth-secret.issue')
  @ApiOperation({
    operationId: 'issueOAuthSecret',
    summary: 'Issue a further secret',
    description: 'Those there are keep working.',
  })
  @ApiBody({ type: CreateSecret, required: false })
  @ApiCreatedResponse({ type: IssuedSecretAnswer })
  @ApiProblem(400, '`expiresAt` is not valid.')
  @ApiProblem(409, 'The client has too many secrets that work.')
  async addSecret(
    @Param('id') tenantId: string,
    @Param('clientId') clientId: string,
    @Body() body: CreateSecret,
  ): Promise<IssuedSecretAnswer> {
    const expiresAt = futureDate(body.expiresAt);
    return issuedSecretAnswer(await this.clients.addSecret(tenantId, clientId, expiresAt));
  }

  @Post(':clientId/secrets/:secretId/rotate')
  @AuditAs('oauth-secret.rotate')
  @ApiOperation({
    operationId: 'rotateOAuthSecret',
    summary: 'Replace a secret',
    description: 'Issues a new secret; the old one keeps working for `overlapSeconds`.',
  })
  @ApiBody({ type: RotateAccessCode, required: false })
  @ApiCreatedResponse({ type: IssuedSecretAnswer })
  @ApiProblem(400, '`overlapSeconds` is not valid.')
  @ApiProblem(409, 'The secret is revoked or has expired.')
  async rotateSecret(
    @Param('id') tenantId: string,
    @Param('clientId') clientId: string,
    @Param('secretId') secretId: string,
    @Body() { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: RotateAccessCode,
  ): Promise<IssuedSecretAnswer> {
    return issuedSecretAnswer(await this.clients.rotateSecret(tenantId, clientId, secretId, overlapSeconds));
  }

  @Delete(':clientId/secrets/:secretId')
  @AuditAs('oauth-secret.revoke')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeOAuthSecret',
    summary: 'Revoke a secret',
    description: 'It and its access tokens are refused everywhere within 5 seconds.',
  })
  @ApiNoContentResponse()
  async revokeSecret(
    @Param('id') tenantId: string,
    @Param('clientId') clientId: string,
    @Param('secretId') secretId: string,
  ): Promise<void> {
    await this.clients.revokeSecret(tenantId, clientId, secretId);
  }
}
