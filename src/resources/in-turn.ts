import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { TenantContext } from './tenant-context.js';

/** Does a part of a long answer in turn with others of the tenant; all else at once. */
export function inTurn<T>(
  { database, tenantId }: TenantContext['store'],
  isLong: boolean,
  work: () => Promise<T>,
): Promise<T> {
  return isLong ? database.shares.pages.take(tenantId, work) : work();
}

/** Whether an answer needs members that were not read together with their groups: they may be thousands. */
export function mayHaveManyMembers(
  resources: readonly StoredResource[],
  type: ResourceType,
  projection: Projection,
): boolean {
  return (
    type.name === 'Group' &&
    projection.includes('members') &&
    resources.some(({ members }) => members === null)
  );
}
