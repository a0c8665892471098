import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import { TenantAdmin } from '../../http/access.decorators.js';
import { AccessCodesService } from './access-codes.service.js';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { issuedCodeAnswer, accessCodeAnswer } from '../tenant-answers.js';
import { PageQuery } from '../../admin/page.dto.js';
import {
  CreateAccessCode,
  DEFAULT_OVERLAP_SECONDS,
  IssuedCodeAnswer,
  RotateAccessCode,
  AccessCodeList,
} from './access-code.dto.js';
import { futureDate } from '../../admin/future-date.js';

/** The access codes of a tenant, which Entra calls *Secret Token*. */
@TenantAdmin()
@AdminController('tenants/:id/tokens', 'Access codes')
@ApiProblem(404, 'No tenant, or no access code of it, has this id.')
export class AccessCodesController {
  constructor(private readonly tokens: AccessCodesService) {}

  @Post()
  @AuditAs('access-code.issue')
  @ApiOperation({
    operationId: 'issueAccessCode',
    summary: 'Issue an access code',
    description: 'The answer is the only place that shows it.',
  })
  @ApiBody({ type: CreateAccessCode, required: false })
  @ApiCreatedResponse({ type: IssuedCodeAnswer })
  @ApiProblem(400, 'A member is unknown or not valid; `errors` names each.')
  async issue(@Param('id') tenantId: string, @Body() body: CreateAccessCode): Promise<IssuedCodeAnswer> {
    const description = body.description ?? null;
    const expiresAt = futureDate(body.expiresAt);
    return issuedCodeAnswer(await this.tokens.issue(tenantId, { description, expiresAt }));
  }

  @Get()
  @ApiOperation({
    operationId: 'listAccessCodes',
    summary: 'List access codes',
    description: 'In order of creation; never the codes themselves.',
  })
  @ApiOkResponse({ type: AccessCodeList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(@Param('id') tenantId: string, @Query() query: PageQuery): Promise<AccessCodeList> {
    const { items, nextCursor } = await this.tokens.list(tenantId, query);
    return { items: items.map((token) => accessCodeAnswer(token)), nextCursor };
  }

  @Post(':tokenId/rotate')
  @AuditAs('access-code.rotate')
  @ApiOperation({
    operationId: 'rotateAccessCode',
    summary: 'Replace an access code',
    description:
      'Issues a new code; the old one keeps working for `overlapSeconds`, time to paste the new one.',
  })
  @ApiBody({ type: RotateAccessCode, required: false })
  @ApiCreatedResponse({ type: IssuedCodeAnswer })
  @ApiProblem(400, '`overlapSeconds` is not valid.')
  @ApiProblem(409, 'The code is revoked or has expired.')
  async rotate(
    @Param('id') tenantId: string,
    @Param('tokenId') tokenId: string,
    @Body() { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: RotateAccessCode,
  ): Promise<IssuedCodeAnswer> {
    return issuedCodeAnswer(await this.tokens.rotate(tenantId, tokenId, overlapSeconds));
  }

  @Delete(':tokenId')
  @AuditAs('access-code.revoke')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeAccessCode',
    summary: 'Revoke an access code',
    description: 'Refused everywhere within 5 seconds. Revoking it again changes nothing.',
  })
  @ApiNoContentResponse()
  async revoke(@Param('id') tenantId: string, @Param('tokenId') tokenId: string): Promise<void> {
    await this.tokens.revoke(tenantId, tokenId);
  }
}
