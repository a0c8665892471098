import type { ScimResource } from '../../scim/resource.js';
import { disables } from '../../scim/disabling.js';
import type { CommitBatch } from '../database/database.js';
import { deletingBy } from '../database/dialect.js';
import { sql, trusted } from '../database/sql.js';
import {
  indexOfPerson,
  tablesAnnouncingPerson,
  tablesEndingWithPerson,
} from '../database/table.decorator.js';

/**
 * Removes what ends with a person, the rows of every table with `endsWithPerson`, and makes due what tells others of it.
 */
export function endPerson(batch: CommitBatch, tenantId: string, userId: string): void {
  for (const table of tablesEndingWithPerson().values()) {
    const deleting = trusted(deletingBy(table, indexOfPerson(table)));
    batch.addKeyedChange({
      statement: sql`${deleting} WHERE tenant_id = ${tenantId} AND user_id IN`,
      key: userId,
    });
  }
  for (const table of tablesAnnouncingPerson().values()) {
    batch.addKeyedChange({
      statement: sql`UPDATE ${trusted(table)} SET due_at = ${batch.at} WHERE due_at IS NULL AND tenant_id = ${tenantId} AND user_id IN`,
      key: userId,
    });
  }
}

/** Like `endPerson`, for a change that disables the person; any other adds no statement. */
export function endIfDisabled(
  batch: CommitBatch,
  tenantId: string,
  userId: string,
  before: ScimResource,
  after: ScimResource,
): void {
  if (disables(before, after)) endPerson(batch, tenantId, userId);
}
