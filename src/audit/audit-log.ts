import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type SqlValue } from '../persistence/database/database.js';
import { columnsOf, selected } from '../persistence/database/entity-columns.js';
import { AuditLogEntry } from './audit-log-entry.entity.js';

export type AuditOutcome = 'done' | 'refused' | 'failed';

/** An action of the admin API. */
export interface AuditEntry {
  readonly id: string;
  readonly createdAt: Date;
  readonly tenantId: string | null;
  /** Null for a tenant that is deleted. */
  readonly tenantName: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly actorKind: string;
  readonly actorHint: string;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly address: string;
  readonly requestId: string;
  readonly outcome: AuditOutcome;
  /** Status of the answer, when the action was refused or failed. */
  readonly status: number | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** A query on the audit log; times in milliseconds since 1970. */
export interface AuditQuery {
  readonly tenantId: string | null;
  readonly from: number | null;
  /** Exclusive. */
  readonly to: number | null;
  /** Only entries before this one, in the order of time. */
  readonly before: { readonly createdAt: number; readonly id: string } | null;
}

const COLUMNS = columnsOf(AuditLogEntry);
const SELECTED = selected(AuditLogEntry, Object.keys(COLUMNS) as (keyof AuditLogEntry)[]);

/** Reads the entries that `AuditTrail` has written. */
@Injectable()
export class AuditLog {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The newest entries first; a page reads as many index rows as it shows. */
  async find({ tenantId, from, to, before }: AuditQuery, limit: number): Promise<AuditEntry[]> {
    const conditions: [string, SqlValue[]][] = [
      ...(tenantId === null ? [] : [['tenant_id = ?', [tenantId]] as [string, SqlValue[]]]),
      ['created_at >= ?', [from ?? 0]],
      ...(to === null ? [] : [['created_at < ?', [to]] as [string, SqlValue[]]]),
      ...(before === null
        ? []
        : [
            [
              'created_at <= ? AND (created_at < ? OR id < ?)',
              [before.createdAt, before.createdAt, before.id],
            ] as [string, SqlValue[]],
          ]),
    ];
    const rows = await this.database.rows<AuditLogEntry>(
      `SELECT ${SELECTED} FROM audit_log WHERE ${conditions.map(([text]) => text).join(' AND ')}
       ORDER BY created_at DESC, id DESC LIMIT ${limit}`,
      conditions.flatMap(([, params]) => params),
    );
    const names = await this.namesOf(rows.flatMap((row) => row.tenantId ?? []));
    return rows.map((row) => ({
      ...row,
      tenantName: names.get(row.tenantId ?? '') ?? null,
      createdAt: new Date(Number(row.createdAt)),
      status: row.status === null ? null : Number(row.status),
      detail: row.detail === null ? null : (JSON.parse(row.detail) as Record<string, unknown>),
    }));
  }

  private async namesOf(tenantIds: readonly string[]): Promise<Map<string, string>> {
    const ids = [...new Set(tenantIds)];
    if (ids.length === 0) return new Map();
    const rows = await this.database.rows<{ id: string; name: string }>(
      `SELECT id, name FROM tenants WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
