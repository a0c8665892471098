import type { EntityManager } from 'typeorm';
import { invalid } from '../admin/admin-validation.js';
import type { Statements } from '../persistence/database/database.js';
import { inChunks } from '../persistence/database/id-chunks.js';
import type { SqlValue } from '../persistence/database/database.js';

/** A group that a setting refers to. */
export interface ChosenGroup {
  readonly groupId: string;
  /** The present name; for a deleted group, the name that it had when it was chosen. */
  readonly groupName: string;
  readonly exists: boolean;
}

type Reader = Pick<Statements, 'rows'>;

/** Reads within the transaction of an `EntityManager`. */
export function readerOf(manager: EntityManager): Reader {
  return { rows: (sql, params: readonly SqlValue[] = []) => manager.query(sql, [...params]) };
}

/** The present names of groups, by id; deleted groups are left out. */
export async function groupNames(
  reader: Reader,
  tenantId: string,
  groupIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await inChunks<{ id: string; name: string }>(
    reader,
    tenantId,
    [...new Set(groupIds)],
    (marks) => `SELECT id, display_name AS name FROM \`groups\` WHERE tenant_id = ? AND id IN (${marks})`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Stored references with what has become of the groups. */
export function withPresentNames<T extends { readonly groupId: string; readonly groupName: string }>(
  stored: readonly T[],
  names: ReadonlyMap<string, string>,
): (T & ChosenGroup)[] {
  return stored.map((each) => ({
    ...each,
    groupName: names.get(each.groupId) ?? each.groupName,
    exists: names.has(each.groupId),
  }));
}

/**
 * The names to store with references to groups. A reference to a deleted group may stay, but not be added.
 * @param before the names stored so far, by group id
 * @param fieldOf the name of the member with the reference at this place, for errors
 * @throws BadRequestException that names each reference to a group which the tenant does not have
 */
export async function namesToStore(
  reader: Reader,
  tenantId: string,
  groupIds: readonly string[],
  before: ReadonlyMap<string, string>,
  fieldOf: (index: number) => string,
): Promise<string[]> {
  const names = await groupNames(reader, tenantId, groupIds);
  const found = groupIds.map((id) => names.get(id) ?? before.get(id));
  const unknown = found.flatMap((name, index) =>
    name === undefined
      ? [{ field: fieldOf(index), message: 'expected the id of a group of the tenant' }]
      : [],
  );
  if (unknown.length > 0) throw invalid(unknown);
  return found as string[];
}
