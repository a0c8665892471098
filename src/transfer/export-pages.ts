import type { ResourceType } from '../scim/resource-type.js';
import type { Snapshot } from '../persistence/database/snapshot.js';
import { boundedColumns, isWhole, type BoundedRow } from '../persistence/resources/resource-batches.js';
import { tableOf } from '../persistence/resources/storage-map.js';
import type { ResourceRow } from '../persistence/resources/stored-resource.js';
import { MEMBERS_A_LINE } from './tenant-file.js';

const RESOURCES_A_PAGE = 100;

/** The resources of one type in the order of their ids, one large document in memory at a time. */
export async function* storedResources(
  { dialect, rows }: Snapshot,
  tenantId: string,
  type: ResourceType,
): AsyncGenerator<ResourceRow> {
  const table = `${tableOf(type).table.text} r ${dialect.byKey('PRIMARY')}`;
  let last = '';
  for (;;) {
    const page = await rows<BoundedRow>(
      `SELECT ${boundedColumns(dialect)} FROM ${table} WHERE r.tenant_id = ? AND r.id > ?
       ORDER BY r.id LIMIT ${RESOURCES_A_PAGE}`,
      [tenantId, last],
    );
    for (const row of page) {
      const whole = isWhole(row) ? row : { ...row, document: await documentOf(row.id) };
      yield whole;
    }
    const end = page.at(-1);
    if (end === undefined) return;
    last = end.id;
  }

  async function documentOf(id: string): Promise<string> {
    const [row] = await rows<{ document: string }>(
      `SELECT r.document FROM ${table} WHERE r.tenant_id = ? AND r.id = ?`,
      [tenantId, id],
    );
    return row?.document ?? '';
  }
}

export interface StoredMember {
  readonly member_id: string;
  readonly member_type: 'User' | 'Group';
}

/** The members of each group in pieces, in the order of the ids. */
export async function* storedMembers(
  { dialect, rows }: Snapshot,
  tenantId: string,
): AsyncGenerator<{ readonly group: string; readonly members: readonly StoredMember[] }> {
  const table = `group_members ${dialect.byKey('PRIMARY')}`;
  let group = '';
  for (;;) {
    const [next] = await rows<{ id: string }>(
      `SELECT group_id AS id FROM ${table} WHERE tenant_id = ? AND group_id > ?
       ORDER BY group_id, member_id LIMIT 1`,
      [tenantId, group],
    );
    if (next === undefined) return;
    group = next.id;
    for (let last = ''; ;) {
      const members = await rows<StoredMember>(
        `SELECT member_id, member_type FROM ${table} WHERE tenant_id = ? AND group_id = ? AND member_id > ?
         ORDER BY member_id LIMIT ${MEMBERS_A_LINE}`,
        [tenantId, group, last],
      );
      const end = members.at(-1);
      if (end === undefined) break;
      yield { group, members };
      if (members.length < MEMBERS_A_LINE) break;
      last = end.member_id;
    }
  }
}
