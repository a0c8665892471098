import { selected } from '../persistence/database/entity-columns.js';
import type { LastTimes } from './request-counts.js';
import { TenantActivity } from './tenant-activity.entity.js';

/**
 * The columns of `LastTimes` as a select list.
 * @param alias of `tenant_activity` in the statement
 */
export function timeColumns(alias = ''): string {
  return selected(
    TenantActivity,
    ['lastRequestAt', 'lastWriteAt', 'lastTestAt', 'refusedAt', 'refusedReason'],
    alias,
  );
}

/**
 * The times of a row with `timeColumns`; all never when the row has none. A clock that has jumped back may have left
 * times that are still to come: they become `now`.
 */
export function lastTimesOf(
  row: { readonly [Name in keyof LastTimes]: LastTimes[Name] | null },
  now: number,
): LastTimes {
  return {
    lastRequestAt: Math.min(Number(row.lastRequestAt), now),
    lastWriteAt: Math.min(Number(row.lastWriteAt), now),
    lastTestAt: Math.min(Number(row.lastTestAt), now),
    refusedAt: Math.min(Number(row.refusedAt), now),
    refusedReason: row.refusedReason ?? '',
  };
}
