import { batchSize } from '../persistence/database/batch-size.js';
import type { Database, SqlValue } from '../persistence/database/database.js';
import { hourOf, type RequestCounts } from './request-counts.js';

const ROWS_A_STATEMENT = 64;
const TIMES = ['last_request_at', 'last_write_at', 'last_test_at', 'refused_at'] as const;

/**
 * Adds counts to the stored ones, in the order of the keys, so that processes that do so cannot deadlock. Times in the
 * future, which a clock that has jumped back since leaves, become `now`.
 */
export async function writeRequestCounts(
  database: Database,
  notes: RequestCounts,
  now = Date.now(),
): Promise<void> {
  const { dialect } = database;
  const counts = [...notes.counts].map(({ tenantId, hour, kind, reason, requests }): SqlValue[] => [
    tenantId,
    Math.min(hour, hourOf(now)),
    kind,
    reason,
    requests,
  ]);
  const times = [...notes.lastTimes].map(([tenantId, last]): SqlValue[] => [
    tenantId,
    Math.min(last.lastRequestAt, now),
    Math.min(last.lastWriteAt, now),
    Math.min(last.lastTestAt, now),
    Math.min(last.refusedAt, now),
    last.refusedReason,
  ]);
  const addCounts = dialect.merging(['tenant_id', 'hour', 'kind', 'reason'], (added) => [
    `requests = request_counts.requests + ${added('requests')}`,
  ]);
  const past = (name: string): string => dialect.least(`tenant_activity.${name}`, String(now));
  // The reason first: MySQL assigns from left to right, and this assignment depends on the stored time.
  const keepLatest = dialect.merging(['tenant_id'], (added) => [
    `refused_reason = CASE WHEN ${added('refused_at')} > ${past('refused_at')} THEN ${added('refused_reason')} ELSE tenant_activity.refused_reason END`,
    ...TIMES.map((name) => `${name} = ${dialect.greatest(past(name), added(name))}`),
  ]);
  await database.transaction(async (tx) => {
    const write = async (into: string, rows: SqlValue[][], merge: string): Promise<void> => {
      for (const chunk of chunks(rows.sort(byKey))) {
        const marks = chunk.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
        await tx.run(`INSERT INTO ${into} VALUES ${marks}${merge}`, chunk.flat());
      }
    };
    await write('request_counts (tenant_id, hour, kind, reason, requests)', counts, addCounts);
    await write(`tenant_activity (tenant_id, ${TIMES.join(', ')}, refused_reason)`, times, keepLatest);
  });
}

function byKey(a: readonly SqlValue[], b: readonly SqlValue[]): number {
  const [left, right] = [a.slice(0, 4).join(' '), b.slice(0, 4).join(' ')];
  return left < right ? -1 : left > right ? 1 : 0;
}

function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length;) {
    const size = batchSize(rows.length - start, ROWS_A_STATEMENT);
    yield rows.slice(start, start + size);
    start += size;
  }
}
