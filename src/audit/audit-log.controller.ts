import { Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { sendPieces } from '../http/write-pieces.js';
import { AuditLog, type AuditEntry, type AuditQuery } from './audit-log.js';
import { exportFile, MEDIA_TYPES, type CsvColumns } from '../admin/export-file.js';
import { decodeCursor, pageOf, type Position } from '../admin/page.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import {
  AuditEntryAnswer,
  AuditExportQuery,
  AuditFilter,
  AuditLogPage,
  AuditQueryParams,
} from './audit-log.dto.js';

const ENTRIES_AT_ONCE = 200;

/** The columns of the CSV file. */
const COLUMNS: CsvColumns<AuditEntryAnswer> = {
  time: ({ at }) => at,
  id: ({ id }) => id,
  requestId: ({ requestId }) => requestId,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  status: ({ status }) => status,
  actorKind: ({ actor }) => actor.kind,
  actor: ({ actor }) => actor.hint,
  person: ({ actor }) => actor.name,
  personId: ({ actor }) => actor.userId,
  address: ({ address }) => address,
  tenantId: ({ tenantId }) => tenantId,
  tenant: ({ tenantName }) => tenantName,
  target: ({ target }) => target,
  detail: ({ detail }) => detail && JSON.stringify(detail),
};

/** The actions of the admin API and who performed them. */
@AdminController('audit-log', 'Audit log')
export class AuditLogController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @ApiOperation({
    operationId: 'listAuditEntries',
    summary: 'List what was done in the admin API, and what was refused',
    description: 'The newest first. What only reads is not in it.',
  })
  @ApiOkResponse({ type: AuditLogPage })
  @ApiProblem(400, 'A parameter is unknown or not valid; `errors` names each.')
  async list(@Query() { cursor, limit, ...filter }: AuditQueryParams): Promise<AuditLogPage> {
    const before = cursor === undefined ? null : decodeCursor(cursor);
    const entries = await this.log.find(queryOf(filter, before), limit + 1);
    const { items, nextCursor } = pageOf(entries, limit);
    return { items: items.map(answer), nextCursor };
  }

  @Get('export')
  @ApiOperation({
    operationId: 'exportAuditEntries',
    summary: 'Download what was done in the admin API, and what was refused',
    description:
      'As CSV or JSON Lines, newest entries first, in one stream of any length. In CSV what a spreadsheet would take for a ' +
      'formula begins with an apostrophe.',
  })
  @ApiProduces(...Object.values(MEDIA_TYPES).map((type) => type.replace(/;.*/, '')))
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblem(400, 'A parameter is unknown or not valid; `errors` names each.')
  async export(@Query() { format, ...filter }: AuditExportQuery, @Res() reply: FastifyReply): Promise<void> {
    await sendPieces(reply, exportFile(COLUMNS, format, this.pagesOf(filter)), {
      'content-type': MEDIA_TYPES[format],
      'content-disposition': `attachment; filename="audit-log.${format}"`,
    });
  }

  private async *pagesOf(filter: AuditFilter): AsyncGenerator<AuditEntryAnswer[], void> {
    for (let before: Position | null = null; ;) {
      const entries: AuditEntry[] = await this.log.find(queryOf(filter, before), ENTRIES_AT_ONCE);
      yield entries.map(answer);
      const last = entries.at(-1);
      if (last === undefined || entries.length < ENTRIES_AT_ONCE) return;
      before = { createdAt: last.createdAt.getTime(), id: last.id };
    }
  }
}

function queryOf({ tenant, from, to }: AuditFilter, before: Position | null): AuditQuery {
  return { tenantId: tenant ?? null, from: millis(from), to: millis(to), before };
}

function millis(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time);
}

function answer(entry: AuditEntry): AuditEntryAnswer {
  const { id, createdAt, action, outcome, status, actorKind, actorHint, actorId, actorName } = entry;
  const { address, tenantId, tenantName, target, detail, requestId } = entry;
  return {
    id,
    at: createdAt.toISOString(),
    action,
    outcome,
    status,
    actor: { kind: actorKind, hint: actorHint, userId: actorId, name: actorName },
    address,
    tenantId,
    tenantName,
    target,
    detail,
    requestId,
  };
}
