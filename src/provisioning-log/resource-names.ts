import type { Database } from '../persistence/database/database.js';
import { padKeys, placeholders } from '../persistence/database/in-list.js';
import type { StoredEntry } from './stored-entry.js';

/** Maximum number of deleted resources that one page looks up, and of their last entries that may contain the name. */
const MAX_DELETED = 50;
const LAST_ENTRIES = 3;

/**
 * Adds names to entries that know their resources by id alone: changing the members of a group does not read the group,
 * so the entry has no name. Names are current ones, or those at deletion.
 */
export async function withNames(
  database: Database,
  tenantId: string,
  entries: readonly StoredEntry[],
): Promise<StoredEntry[]> {
  const wanted = new Set<string>();
  for (const { resourceId, resourceName, changes } of entries) {
    if (resourceId !== null && resourceName === null) wanted.add(resourceId);
    for (const list of [changes?.added, changes?.removed]) for (const id of list?.ids ?? []) wanted.add(id);
    if (changes?.holderId !== undefined) wanted.add(changes.holderId);
  }
  if (wanted.size === 0) return [...entries];
  const names = await namesOf(database, tenantId, [...wanted]);
  return entries.map((entry) => ({
    ...entry,
    resourceName: entry.resourceName ?? names.get(entry.resourceId ?? '') ?? null,
    names,
  }));
}

async function namesOf(
  database: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const keys = padKeys(ids);
  const marks = placeholders(keys.length);
  const rows = await database.rows<{ id: string; name: string }>(
    `SELECT id, user_name AS name FROM users WHERE tenant_id = ? AND id IN (${marks})
     UNION ALL SELECT id, display_name FROM \`groups\` WHERE tenant_id = ? AND id IN (${marks})`,
    [tenantId, ...keys, tenantId, ...keys],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const deleted = ids.filter((id) => !names.has(id)).slice(0, MAX_DELETED);
  if (deleted.length === 0) return names;
  const last = `SELECT resource_id, resource_name FROM provisioning_log ${database.dialect.byIndex('ix_provisioning_log_resource')}
    WHERE tenant_id = ? AND resource_id = ? ORDER BY id DESC LIMIT ${LAST_ENTRIES}`;
  const logged = await database.rows<{ resource_id: string; resource_name: string | null }>(
    deleted.map((_, i) => `SELECT * FROM (${last}) d${i}`).join(' UNION ALL '),
    deleted.flatMap((id) => [tenantId, id]),
  );
  for (const { resource_id: id, resource_name: name } of logged) {
    if (name !== null && !names.has(id)) names.set(id, name);
  }
  return names;
}
