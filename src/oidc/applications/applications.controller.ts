import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { futureDate } from '../../admin/future-date.js';
import { PageQuery } from '../../admin/page.dto.js';
import type { Config } from '../../config.js';
import { issuerUrl } from '../../http/base-url.js';
import { CONFIG } from '../../http/injected-config.js';
import { applicationAnswer, createdAnswer } from './application-answers.js';
import {
  ApplicationAnswer,
  ApplicationList,
  CreateApplication,
  CreatedApplicationAnswer,
  UpdateApplication,
} from './application.dto.js';
import { ApplicationsService } from './applications.service.js';
import { SigningKeys } from '../keys/signing-keys.js';

/** The applications that people sign in to. */
@AdminController('applications', 'Applications')
export class ApplicationsController {
  constructor(
    private readonly applications: ApplicationsService,
    private readonly signingKeys: SigningKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @AuditAs('application.create')
  @ApiOperation({
    operationId: 'createApplication',
    summary: 'Register an application',
    description:
      'People sign in to it with the session that they have through Entra. The answer is the only place that shows its ' +
      'secret.',
  })
  @ApiCreatedResponse({ type: CreatedApplicationAnswer })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(409, 'There are too many, or `SECRETS_KEY` is needed first.')
  async create(
    @Body() body: CreateApplication,
    @Req() request: FastifyRequest,
  ): Promise<CreatedApplicationAnswer> {
    await this.signingKeys.require();
    const { application, issued } = await this.applications.create(
      {
        name: body.name,
        redirectUris: body.redirectUris,
        postLogoutRedirectUris: body.postLogoutRedirectUris ?? [],
        backchannelLogoutUri: body.backchannelLogoutUri ?? null,
        authentication: body.authentication ?? 'client_secret',
        jwks: body.jwks ?? null,
        jwksUri: body.jwksUri ?? null,
      },
      futureDate(body.expiresAt),
    );
    return createdAnswer(application, issued, issuerUrl(request, this.config));
  }

  @Get()
  @ApiOperation({
    operationId: 'listApplications',
    summary: 'List applications',
    description: 'In order of creation; never their secrets.',
  })
  @ApiOkResponse({ type: ApplicationList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async list(@Query() query: PageQuery, @Req() request: FastifyRequest): Promise<ApplicationList> {
    const issuer = issuerUrl(request, this.config);
    const { items, nextCursor } = await this.applications.list(query);
    return { items: items.map((each) => applicationAnswer(each, issuer)), nextCursor };
  }

  @Get(':applicationId')
  @ApiOperation({ operationId: 'readApplication', summary: 'Read an application' })
  @ApiOkResponse({ type: ApplicationAnswer })
  @ApiProblem(404, 'No application has this id.')
  async get(@Param('applicationId') id: string, @Req() request: FastifyRequest): Promise<ApplicationAnswer> {
    return applicationAnswer(await this.applications.get(id), issuerUrl(request, this.config));
  }

  @Patch(':applicationId')
  @AuditAs('application.update')
  @ApiOperation({
    operationId: 'updateApplication',
    summary: 'Change an application',
    description: 'What is left out stays.',
  })
  @ApiOkResponse({ type: ApplicationAnswer })
  @ApiProblem(400, 'A member is unknown or not valid; `errors` names each.')
  @ApiProblem(404, 'No application has this id.')
  async update(
    @Param('applicationId') id: string,
    @Body() change: UpdateApplication,
    @Req() request: FastifyRequest,
  ): Promise<ApplicationAnswer> {
    return applicationAnswer(await this.applications.update(id, change), issuerUrl(request, this.config));
  }

  @Delete(':applicationId')
  @AuditAs('application.delete')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteApplication',
    summary: 'Delete an application',
    description: 'Nobody can sign in to it any more, and its tokens are refused at once.',
  })
  @ApiNoContentResponse()
  @ApiProblem(404, 'No application has this id.')
  async delete(@Param('applicationId') id: string): Promise<void> {
    await this.applications.delete(id);
  }
}
