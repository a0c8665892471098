import { Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { failureWords } from '../access/failure-words.js';
import type { DirectorySize } from './directory-sizes.js';
import { endingAnswer } from '../endings/ending.dto.js';
import { StatusService } from './status.service.js';
import { TenantReader } from '../http/access.decorators.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { StatusAnswer } from './status.dto.js';

/** The state of a tenant's provisioning. */
@TenantReader()
@AdminController('tenants/:id/status', 'Provisioning log')
export class StatusController {
  constructor(
    private readonly status: StatusService,
    private readonly tenants: TenantsService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'readStatus',
    summary: 'Read whether provisioning works',
    description:
      'With what went wrong and the requests of each hour; warns before Entra quarantines the job.',
  })
  @ApiOkResponse({ type: StatusAnswer })
  @ApiProblem(404, 'No tenant has this id.')
  async get(@Param('id') tenantId: string): Promise<StatusAnswer> {
    const { provisioningEnabled } = await this.tenants.get(tenantId);
    const { health, last, endings, externalIdIsObjectId, size, failures, ignored, hours } =
      await this.status.of(tenantId, provisioningEnabled);
    return {
      health,
      lastRequestAt: timeOf(last.lastRequestAt),
      lastTestConnectionAt: timeOf(last.lastTestAt),
      lastWriteAt: timeOf(last.lastWriteAt),
      lastRefusedSignInAt: timeOf(last.refusedAt),
      ending: endings.map((each) => endingAnswer(each)),
      externalIdIsObjectId,
      directory: size && directoryAnswer(size),
      failures: failures.map(({ kind, reason, count }) => ({
        kind,
        reason,
        ...failureWords(reason, kind === 'sign-in'),
        count,
      })),
      ignoredAttributes: [...ignored],
      hours: hours.map((each) => ({ ...each, hour: each.hour.toISOString() })),
    };
  }
}

function directoryAnswer(size: DirectorySize): NonNullable<StatusAnswer['directory']> {
  const { activeUsers: active, disabledUsers: disabled, groups, memberships, countedAt } = size;
  return { users: { active, disabled }, groups, memberships, countedAt: countedAt.toISOString() };
}

/** 0 stands for never. */
function timeOf(millis: number): string | null {
  return millis === 0 ? null : new Date(millis).toISOString();
}
