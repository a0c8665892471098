import type { MembershipRepository } from '../persistence/membership.repository.js';
import type { Projection } from '../scim/projection.js';
import { groupType, userType, type ResourceType } from '../scim/resource-type.js';
import { locationOf } from './location.js';

/** The values of an association by the id of the resource they belong to. */
export interface Association {
  readonly name: string;
  /** Each resource's values as JSON, without the brackets of the list. */
  readonly values: ReadonlyMap<string, string>;
}

/** The attribute of a resource type whose values are rows beside it. */
export function associationOf(type: ResourceType): 'groups' | 'members' {
  return type.name === 'User' ? 'groups' : 'members';
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
  const name = associationOf(type);
  if (ids.length === 0 || !projection.includes(name)) return null;
  const [users, groups] = [userType, groupType].map((each) =>
    JSON.stringify(locationOf(each, '', baseUrl)).slice(0, -1),
  );
  const values = new Map<string, string>();
  const add = (owner: string, value: string): void => {
    const before = values.get(owner);
    values.set(owner, before === undefined ? value : `${before},${value}`);
  };
  if (type.name === 'User') {
    for (const { memberId, groupId, groupName, hops } of await memberships.groupsOf(ids)) {
      const kind = Number(hops) === 0 ? 'direct' : 'indirect';
      add(
        memberId,
        `{"value":"${groupId}","$ref":${groups}${groupId}","display":${JSON.stringify(groupName)},"type":"${kind}"}`,
      );
    }
  } else {
    for (const { groupId, memberId, memberType } of await memberships.membersOf(ids)) {
      const place = memberType === 'User' ? users : groups;
      add(groupId, `{"value":"${memberId}","$ref":${place}${memberId}","type":"${memberType}"}`);
    }
  }
  return { name, values };
}
