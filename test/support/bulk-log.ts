import { v7 as uuidv7 } from 'uuid';
import type { Database, SqlValue } from '../../src/persistence/database/database.js';
import { insertRows } from './bulk-rows.js';

/** The columns of the provisioning log that filters examine. */
export interface LogRow {
  readonly action: string;
  readonly outcome: string;
  readonly resource_id: string | null;
  readonly resource_name: string | null;
  readonly name_key: string | null;
  readonly external_id: string | null;
  readonly detail: string | null;
}

const DEFAULTS = {
  request_id: 'request',
  actor_kind: 'access-code',
  actor: 'idk_filler00',
  action: 'update',
  outcome: 'success',
  resource_type: 'User',
  resource_id: null,
  resource_name: null,
  name_key: null,
  external_id: null,
  status: 200,
  detail: null,
  changes: null,
  duration_ms: 1.5,
} satisfies Record<string, SqlValue>;

/**
 * Inserts log entries directly into the database, a millisecond apart, the last of them now.
 * @param row returns the columns that differ from an update without changes, for the number of an entry
 */
export async function insertLogRows(
  storage: Database,
  tenantId: string,
  count: number,
  row: (i: number) => Partial<LogRow> = () => ({}),
  end = Date.now(),
): Promise<void> {
  const columns = ['tenant_id', 'id', ...Object.keys(DEFAULTS)];
  const rows = Array.from({ length: count }, (_, i) => [
    tenantId,
    uuidv7({ msecs: end - count + i }),
    ...Object.values<SqlValue>({ ...DEFAULTS, ...row(i) }),
  ]);
  await insertRows(storage, 'provisioning_log', columns, rows);
}
