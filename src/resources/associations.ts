import type { MembershipRepository } from '../persistence/membership.repository.js';
import type { Projection } from '../scim/projection.js';
import { groupType, userType, type ResourceType } from '../scim/resource-type.js';
import { locationOf } from './location.js';

/** The values of an association by the id of the resource they belong to. */
export interface Association {
  readonly name: string;
  readonly values: ReadonlyMap<string, readonly Record<string, unknown>[]>;
}

/**
 * Reads the association of a resource type, `members` of groups or `groups` of users, for the resources of one
 * answer in one statement; `null` when the answer does not hold it.
 * @param baseUrl of the SCIM endpoints, for `$ref`
 */
export async function readAssociation(
  type: ResourceType,
  ids: readonly string[],
  memberships: MembershipRepository,
  projection: Projection,
  baseUrl: string,
): Promise<Association | null> {
  const name = type.name === 'User' ? 'groups' : 'members';
  if (ids.length === 0 || !projection.includes(name)) return null;
  const values = new Map<string, Record<string, unknown>[]>();
  const add = (owner: string, value: Record<string, unknown>): void => {
    const list = values.get(owner);
    if (list === undefined) values.set(owner, [value]);
    else list.push(value);
  };
  if (type.name === 'User') {
    for (const { memberId, groupId, groupName, hops } of await memberships.groupsOf(ids)) {
      add(memberId, {
        value: groupId,
        $ref: locationOf(groupType, groupId, baseUrl),
        display: groupName,
        type: Number(hops) === 0 ? 'direct' : 'indirect',
      });
    }
  } else {
    for (const { groupId, memberId, memberType } of await memberships.membersOf(ids)) {
      const memberOf = memberType === 'User' ? userType : groupType;
      add(groupId, { value: memberId, $ref: locationOf(memberOf, memberId, baseUrl), type: memberType });
    }
  }
  return { name, values };
}
