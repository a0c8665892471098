import { disables } from '../../scim/disabling.js';
import { isObject, type ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { CommitBatch } from '../database/database.js';
import { deletingBy } from '../database/dialect.js';
import { placeholders } from '../database/in-list.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';
import {
  indexOfPerson,
  tablesAnnouncingPerson,
  tablesEndingWithPerson,
} from '../database/table.decorator.js';

/** The attribute by which people are recognised when they sign in, unless their tenant has chosen another. */
export const USUAL_MATCH_ATTRIBUTE = 'externalId';

/** An object id of Entra, by which alone anybody is recognised. */
const OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Removes what ends with a person, the rows of every table with `endsWithPerson`, and makes due what tells others of it.
 * @param condition of the tenant, under which alone the person ends
 */
export function endPerson(batch: CommitBatch, tenantId: string, userId: string, condition: Sql = TRUE): void {
  const where =
    condition === TRUE ? sql`tenant_id = ${tenantId}` : sql`tenant_id = ${tenantId} AND ${condition}`;
  for (const table of tablesEndingWithPerson().values()) {
    const deleting = trusted(deletingBy(table, indexOfPerson(table)));
    batch.addKeyedChange({ statement: sql`${deleting} WHERE ${where} AND user_id IN`, key: userId });
  }
  for (const table of tablesAnnouncingPerson().values()) {
    batch.addKeyedChange({
      statement: sql`UPDATE ${trusted(table)} SET due_at = ${batch.at} WHERE due_at IS NULL AND ${where} AND user_id IN`,
      key: userId,
    });
  }
}

/**
 * Like `endPerson`, for a change that disables the person, or after which the person who signed in is not the user any
 * more; any other adds no statement.
 */
export function endIfOver(
  batch: CommitBatch,
  tenantId: string,
  userId: string,
  before: ScimResource,
  after: ScimResource,
  type: ResourceType,
): void {
  if (disables(before, after)) return endPerson(batch, tenantId, userId);
  const changed = changedObjectIds(before, after, type);
  if (changed.length > 0) endPerson(batch, tenantId, userId, matchesBy(tenantId, changed));
}

/** The paths of attributes that held an object id, and hold another or none now. */
function changedObjectIds(before: ScimResource, after: ScimResource, { extensions }: ResourceType): string[] {
  const changed = isAnotherId(before.externalId, after.externalId) ? [USUAL_MATCH_ATTRIBUTE] : [];
  for (const { id, attributes } of extensions) {
    const [was, is] = [before[id], after[id]];
    if (was === is || !isObject(was)) continue;
    for (const { name } of attributes)
      if (isAnotherId(was[name], isObject(is) ? is[name] : undefined)) changed.push(`${id}:${name}`);
  }
  return changed;
}

function isAnotherId(before: unknown, after: unknown): boolean {
  if (before === after || typeof before !== 'string' || !OBJECT_ID.test(before)) return false;
  return typeof after !== 'string' || after.toLowerCase() !== before.toLowerCase();
}

/** Whether the tenant recognises people by one of these attributes. */
function matchesBy(tenantId: string, attributes: readonly string[]): Sql {
  const chosen = sql`COALESCE((SELECT match_attribute FROM sign_in_rules WHERE tenant_id = ${tenantId}), ${USUAL_MATCH_ATTRIBUTE})`;
  return {
    text: `${chosen.text} IN (${placeholders(attributes.length)})`,
    params: [...chosen.params, ...attributes],
  };
}
