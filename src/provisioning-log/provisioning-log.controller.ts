import { Get, Inject, NotFoundException, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { sendPieces } from '../http/write-pieces.js';
import { TenantReader } from '../http/access.decorators.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import type { LogFilter } from './log-filter.js';
import { LogSearch } from './log-search.js';
import { DeferredEntries } from './deferred-entries.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { invalid } from '../admin/admin-validation.js';
import { MEDIA_TYPES } from '../admin/export-file.js';
import { BodyLog } from './bodies/body-log.js';
import { LogEntryDetail, LogEntryList } from './log-entry.dto.js';
import { LogExportQuery, LogPageQuery, type LogQuery } from './log-query.dto.js';
import { exchangeAnswer, logEntryAnswer } from './log-entry-answer.js';
import { exportLog } from './log-export.js';

const BAD_FILTER = 'A parameter is unknown or not valid; `errors` names each.';

/** The writes to a tenant's directory, including refused ones and the reasons. */
@TenantReader()
@AdminController('tenants/:id/provisioning-log', 'Provisioning log')
@ApiProblem(404, 'No tenant, or no entry of it, has this id.')
export class ProvisioningLogController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly tenants: TenantsService,
    private readonly refusals: DeferredEntries,
    private readonly bodies: BodyLog,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listLogEntries',
    summary: 'List what was done and refused',
    description: 'Newest entries first.',
  })
  @ApiOkResponse({ type: LogEntryList })
  @ApiProblem(400, BAD_FILTER)
  async list(@Param('id') tenantId: string, @Query() query: LogPageQuery): Promise<LogEntryList> {
    const filter = filterOf(query);
    const search = await this.searchIn(tenantId);
    const { entries, next } = await search.page(filter, query.cursor ?? null, query.limit);
    return { items: entries.map(logEntryAnswer), nextCursor: next };
  }

  @Get('export')
  @ApiOperation({
    operationId: 'exportLogEntries',
    summary: 'Download what was done and refused',
    description:
      'As CSV or JSON Lines, newest entries first, in one stream of any length. In CSV what a spreadsheet would take for a ' +
      'formula begins with an apostrophe.',
  })
  @ApiProduces(...Object.values(MEDIA_TYPES).map((type) => type.replace(/;.*/, '')))
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblem(400, BAD_FILTER)
  async export(
    @Param('id') tenantId: string,
    @Query() query: LogExportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = filterOf(query);
    const search = await this.searchIn(tenantId);
    const { format } = query;
    await sendPieces(reply, exportLog(search, filter, format), {
      'content-type': MEDIA_TYPES[format],
      'content-disposition': `attachment; filename="provisioning-log.${format}"`,
    });
  }

  @Get(':entryId')
  @ApiOperation({
    operationId: 'readLogEntry',
    summary: 'Read one entry, with request and answer if they were logged',
  })
  @ApiOkResponse({ type: LogEntryDetail })
  async get(@Param('id') tenantId: string, @Param('entryId') entryId: string): Promise<LogEntryDetail> {
    const entry = await (await this.searchIn(tenantId)).find(entryId);
    if (entry === null) throw new NotFoundException('No entry of this tenant has this id');
    const bodies = await this.bodies.find(tenantId, entry);
    return { ...logEntryAnswer(entry), exchange: bodies && exchangeAnswer(bodies) };
  }

  private async searchIn(tenantId: string): Promise<LogSearch> {
    await this.tenants.get(tenantId);
    await this.refusals.flush();
    return new LogSearch(this.database, tenantId);
  }
}

function filterOf(query: LogQuery): LogFilter {
  const { action = null, outcome = null, resource = null, text = null, reason = null } = query;
  const [from, to] = [timeOf(query.from), timeOf(query.to)];
  if (from !== null && to !== null && from > to) {
    throw invalid([{ field: 'from', message: 'expected a time that is not after `to`' }]);
  }
  return { from, to, action, outcome, resource, text, reason };
}

function timeOf(text: string | undefined): number | null {
  return text === undefined ? null : new Date(text).getTime();
}
