import { Body, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOperation } from '@nestjs/swagger';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { futureDate } from '../../admin/future-date.js';
import { DEFAULT_OVERLAP_SECONDS, RotateAccessCode } from '../../tenants/credentials/access-code.dto.js';
import { issuedSecretAnswer } from '../../tenants/credentials/credential-answers.js';
import { CreateSecret, IssuedSecretAnswer } from '../../tenants/credentials/oauth-client.dto.js';
import { ApplicationSecretsService } from './application-secrets.service.js';

/** The secrets with which applications prove their identity. */
@AdminController('applications/:applicationId/secrets', 'Applications')
@ApiProblem(404, 'No application or secret has this id.')
export class ApplicationSecretsController {
  constructor(private readonly secrets: ApplicationSecretsService) {}

  @Post()
  @AuditAs('application-secret.issue')
  @ApiOperation({
    operationId: 'issueApplicationSecret',
    summary: 'Issue a further secret',
    description: 'Those there are keep working.',
  })
  @ApiBody({ type: CreateSecret, required: false })
  @ApiCreatedResponse({ type: IssuedSecretAnswer })
  @ApiProblem(400, '`expiresAt` is not valid.')
  @ApiProblem(409, 'The application has too many secrets that work, or signs with a key of its own.')
  async add(
    @Param('applicationId') applicationId: string,
    @Body() body: CreateSecret,
  ): Promise<IssuedSecretAnswer> {
    return issuedSecretAnswer(await this.secrets.add(applicationId, futureDate(body.expiresAt)));
  }

  @Post(':secretId/rotate')
  @AuditAs('application-secret.rotate')
  @ApiOperation({
    operationId: 'rotateApplicationSecret',
    summary: 'Replace a secret',
    description: 'Issues a new secret; the old one keeps working for `overlapSeconds`.',
  })
  @ApiBody({ type: RotateAccessCode, required: false })
  @ApiCreatedResponse({ type: IssuedSecretAnswer })
  @ApiProblem(400, '`overlapSeconds` is not valid.')
  @ApiProblem(409, 'The secret is revoked or has expired.')
  async rotate(
    @Param('applicationId') applicationId: string,
    @Param('secretId') secretId: string,
    @Body() { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: RotateAccessCode,
  ): Promise<IssuedSecretAnswer> {
    return issuedSecretAnswer(await this.secrets.rotate(applicationId, secretId, overlapSeconds));
  }

  @Delete(':secretId')
  @AuditAs('application-secret.revoke')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeApplicationSecret',
    summary: 'Revoke a secret',
    description: 'It is refused everywhere at once.',
  })
  @ApiNoContentResponse()
  async revoke(
    @Param('applicationId') applicationId: string,
    @Param('secretId') secretId: string,
  ): Promise<void> {
    await this.secrets.revoke(applicationId, secretId);
  }
}
