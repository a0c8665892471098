import { Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import { LeastRole } from '../http/access.decorators.js';
import { sendPieces } from '../http/write-pieces.js';
import { TENANT_FILE_TYPE } from './tenant-file.js';
import { TenantExports } from './tenant-exports.service.js';

/** A tenant as a file for another deployment. */
@AdminController('tenants/:id/export', 'Tenants')
export class TenantExportController {
  constructor(private readonly exports: TenantExports) {}

  @Get()
  @LeastRole('owner')
  @AuditAs('tenant.export')
  @ApiOperation({
    operationId: 'exportTenant',
    summary: 'Export a customer',
    description:
      'All of it as JSON Lines, for `npm run tenant:import` of another deployment: settings, custom schemas, users, groups and ' +
      'memberships, of one moment. The last line has counts and digests: without it the file is truncated. Credentials, ' +
      'set-up links and the provisioning log are not in it.',
  })
  @ApiProduces(TENANT_FILE_TYPE.replace(/;.*/, ''))
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblem(404, 'No tenant has this id.')
  @ApiProblem(409, 'An export of this tenant is under way.')
  @ApiProblem(503, 'Two exports are under way: try again later.')
  async export(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { manifest, pieces, end } = await this.exports.begin(id);
    const day = manifest.exportedAt.slice(0, 10);
    await sendPieces(reply, pieces, {
      'content-type': TENANT_FILE_TYPE,
      'content-disposition': `attachment; filename="tenant-${id}-${day}.jsonl"`,
    }).finally(end);
  }
}
