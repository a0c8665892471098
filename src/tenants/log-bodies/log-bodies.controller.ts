import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AdminController, ApiProblem } from '../../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../../admin/audit.interceptor.js';
import { LeastRole, TenantAdmin, TenantReader } from '../../http/access.decorators.js';
import { LogBodies, LogBodiesAnswer } from './log-bodies.dto.js';
import { LogBodiesService } from './log-bodies.service.js';

/** Whether bodies are kept beside the provisioning log. */
@TenantAdmin()
@AdminController('tenants/:id/log-bodies', 'Provisioning log')
@ApiProblem(404, 'No tenant has this id.')
export class LogBodiesController {
  constructor(private readonly bodies: LogBodiesService) {}

  @Get()
  @TenantReader()
  @ApiOperation({ operationId: 'readLogBodies', summary: 'Read until when bodies are logged' })
  @ApiOkResponse({ type: LogBodiesAnswer })
  async get(@Param('id') tenantId: string): Promise<LogBodiesAnswer> {
    return answerOf(await this.bodies.until(tenantId));
  }

  @Put()
  @LeastRole('support')
  @AuditAs('log-bodies.start')
  @ApiOperation({
    operationId: 'startLogBodies',
    summary: 'Log the bodies of requests and answers for some hours',
    description:
      'Of writes, without passwords and secrets, and of each the first 16 KiB. They are shown by `readLogEntry`, and removed after 7 days. ' +
      'In force everywhere within 5 seconds.',
  })
  @ApiOkResponse({ type: LogBodiesAnswer })
  @ApiProblem(400, 'The number of hours is not valid.')
  async start(@Param('id') tenantId: string, @Body() { hours }: LogBodies): Promise<LogBodiesAnswer> {
    return answerOf(await this.bodies.set(tenantId, hours));
  }

  @Delete()
  @HttpCode(204)
  @LeastRole('support')
  @AuditAs('log-bodies.end')
  @ApiOperation({
    operationId: 'endLogBodies',
    summary: 'Log no more bodies',
    description: 'Those that are kept stay until their 7 days are over.',
  })
  @ApiNoContentResponse()
  async end(@Param('id') tenantId: string): Promise<void> {
    await this.bodies.set(tenantId, 0);
  }
}

function answerOf(until: Date | null): LogBodiesAnswer {
  return { until: until?.toISOString() ?? null };
}
