import { Body, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { LeastRole } from '../http/access.decorators.js';
import { baseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import type { SetupLink } from './setup-link.entity.js';
import { accessOf } from './link-access.js';
import { SetupLinksService } from './setup-links.service.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { invalid } from '../admin/admin-validation.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { PageQuery } from '../admin/page.dto.js';
import {
  CreateSetupLink,
  DEFAULT_HOURS,
  DEFAULT_USES,
  IssuedSetupLinkAnswer,
  MAX_HOURS,
  MAX_READ_HOURS,
  MAX_USES,
  RevokeQuery,
  SetupLinkAnswer,
  SetupLinkList,
} from './setup-link.dto.js';
import { lifeState } from '../tenants/credentials/credential-life.js';
import { futureDate } from '../admin/future-date.js';

const HOUR_MS = 3_600_000;

/** Links that let a customer's IT set up its own tenant without an account. */
@AdminController('tenants/:id/setup-links', 'Set-up links')
@ApiProblem(404, 'No tenant, or no set-up link of it, has this id.')
export class SetupLinksController {
  constructor(
    private readonly links: SetupLinksService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @LeastRole('support')
  @AuditAs('setup-link.create')
  @ApiOperation({
    operationId: 'createSetupLink',
    summary: 'Make a set-up link',
    description:
      'Whoever opens it reaches Settings > Active Directory of this tenant, or with access `read` its status, log, users ' +
      "and groups, and nothing else. The link's secret stands " +
      'behind the `#`, which browsers send to nobody; the answer is the only place that shows it.',
  })
  @ApiBody({ type: CreateSetupLink, required: false })
  @ApiCreatedResponse({ type: IssuedSetupLinkAnswer })
  @ApiProblem(400, 'A member is unknown or not valid; `errors` names each.')
  async create(
    @Param('id') tenantId: string,
    @Body() body: CreateSetupLink,
    @Req() request: FastifyRequest,
  ): Promise<IssuedSetupLinkAnswer> {
    const console = `${baseUrl(request, this.config)}/console/setup`;
    const { link, secret } = await this.links.create(
      tenantId,
      body.description ?? null,
      endOf(body),
      body.maxUses ?? (body.access === 'read' ? MAX_USES : DEFAULT_USES),
      body.access ?? 'set-up',
    );
    return { ...members(link), url: `${console}#${secret}` };
  }

  @Get()
  @ApiOperation({
    operationId: 'listSetupLinks',
    summary: 'List set-up links',
    description: 'In order of creation; never their secrets.',
  })
  @ApiOkResponse({ type: SetupLinkList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(@Param('id') tenantId: string, @Query() query: PageQuery): Promise<SetupLinkList> {
    const { items, nextCursor } = await this.links.list(tenantId, query);
    return { items: items.map((link) => answer(link)), nextCursor };
  }

  @Delete(':linkId')
  @LeastRole('support')
  @AuditAs('setup-link.revoke')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeSetupLink',
    summary: 'Revoke a set-up link',
    description:
      'Whoever has signed in with it is signed out, everywhere at once. With `revokeMade=true` the access codes and ' +
      'client secrets that were made through it are revoked, and the federated credentials deleted; also of a link ' +
      'that was revoked before, or has expired.',
  })
  @ApiNoContentResponse()
  @ApiProblem(400, 'A parameter is unknown or not valid.')
  async revoke(
    @Param('id') tenantId: string,
    @Param('linkId') linkId: string,
    @Query() { revokeMade }: RevokeQuery,
  ): Promise<void> {
    await this.links.revoke(tenantId, linkId, revokeMade === 'true');
  }
}

function endOf({ access, expiresAt, expiresInHours }: CreateSetupLink): Date {
  const isReader = access === 'read';
  const most = isReader ? MAX_READ_HOURS : MAX_HOURS;
  const date = futureDate(expiresAt);
  if (date === null) {
    const hours = expiresInHours ?? (isReader ? MAX_READ_HOURS : DEFAULT_HOURS);
    if (hours <= most) return new Date(Date.now() + hours * HOUR_MS);
    throw invalid([{ field: 'expiresInHours', message: `expected a whole number from 1 to ${most}` }]);
  }
  if (expiresInHours != null) {
    throw invalid([{ field: 'expiresAt', message: 'expected one of expiresAt and expiresInHours' }]);
  }
  if (date.getTime() > Date.now() + most * HOUR_MS) {
    throw invalid([{ field: 'expiresAt', message: `expected a time within ${most} hours` }]);
  }
  return date;
}

function members({ id, hint, description, createdAt, expiresAt, maxUses }: SetupLink) {
  return {
    id,
    hint,
    access: accessOf({ hint }),
    description,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    maxUses,
  };
}

function answer(link: SetupLink): SetupLinkAnswer {
  return {
    ...members(link),
    uses: link.uses,
    lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
    revokedAt: link.revokedAt?.toISOString() ?? null,
    ...lifeState(link, Date.now()),
  };
}
