import type { Dialect } from '../persistence/database/dialect.js';
import { joinSql, sql, trusted, type Sql } from '../persistence/database/sql.js';
import { LONELY_MS, MANY_FAILURES, MAX_SHARE, MIN_FAILURES, SILENT_AFTER_MS } from './health.js';

/**
 * Whether `judge` finds a tenant in one of the `BROKEN` states: the same rules in SQL, over `tenants t` with the left
 * joins `tenant_activity a` and `tenant_summaries s`.
 */
export function brokenSql(dialect: Dialect, now: number): Sql {
  // As in `lastTimesOf`, a time that is still to come counts as now.
  const past = (column: string): Sql => trusted(dialect.least(`a.${column}`, String(now)));
  const last = past('last_request_at');
  const isRefused = sql`a.refused_at > 0 AND ${past('refused_at')} >= ${last} AND a.refused_reason <> 'switched-off'
    AND (a.refused_reason <> 'wrong-secret' OR ${last} < ${now - LONELY_MS})`;
  const isFailing = sql`s.failed_writes >= ${MIN_FAILURES} AND s.failed_writes > ${MAX_SHARE} * (s.writes + s.failed_writes)
    OR s.failed_writes >= ${MANY_FAILURES}`;
  // Until the job is started in Entra, silence tells nothing.
  const isSilent = sql`${last} <= ${now - SILENT_AFTER_MS} AND (a.last_write_at > 0 OR s.writes + s.failed_writes > 0)`;
  const hasCome = sql`a.last_request_at > 0`;
  return joinSql(
    [
      sql`t.provisioning_enabled = 1`,
      joinSql([isRefused, joinSql([hasCome, joinSql([isFailing, isSilent], 'OR')], 'AND')], 'OR'),
    ],
    'AND',
  );
}
