import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AuditLog, type AuditEntry } from './audit-log.js';
import { decodeCursor, pageOf } from '../admin/page.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditEntryAnswer, AuditLogPage, AuditQueryParams } from './audit-log.dto.js';

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
  async list(@Query() { tenant, from, to, cursor, limit }: AuditQueryParams): Promise<AuditLogPage> {
    const entries = await this.log.find(
      {
        tenantId: tenant ?? null,
        from: millis(from),
        to: millis(to),
        before: cursor === undefined ? null : decodeCursor(cursor),
      },
      limit + 1,
    );
    const { items, nextCursor } = pageOf(entries, limit);
    return { items: items.map(answer), nextCursor };
  }
}

function millis(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time);
}

function answer(entry: AuditEntry): AuditEntryAnswer {
  const { id, createdAt, action, outcome, status, actorKind, actorHint, actorId, actorName } = entry;
  const { address, tenantId, target, detail, requestId } = entry;
  return {
    id,
    at: createdAt.toISOString(),
    action,
    outcome,
    status,
    actor: { kind: actorKind, hint: actorHint, userId: actorId, name: actorName },
    address,
    tenantId,
    target,
    detail,
    requestId,
  };
}
