import type { MembershipRepository } from '../persistence/membership.repository.js';
import type { StoredResource } from '../persistence/stored-resource.js';
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
 * The association of a resource type, `members` of groups or `groups` of users, for the resources of one answer:
 * from the resources where it was read with them, else in one statement. `null` when the answer does not hold it.
 * @param baseUrl of the SCIM endpoints, for `$ref`
 */
export async function readAssociation(
  type: ResourceType,
  resources: readonly StoredResource[],
  memberships: MembershipRepository,
  projection: Projection,
  baseUrl: string,
): Promise<Association | null> {
  const name = associationOf(type);
  if (resources.length === 0 || !projection.includes(name)) return null;
  const values = new Map<string, string>();
  const add = (owner: string, value: string): void => {
    const before = values.get(owner);
    values.set(owner, before === undefined ? value : `${before},${value}`);
  };
  const [users = '', groups = ''] = [userType, groupType].map((each) =>
    JSON.stringify(locationOf(each, '', baseUrl)).slice(0, -1),
  );
  const ids: string[] = [];
  for (const { id, groups: direct } of resources) {
    if (type.name === 'Group' || direct === null || direct.some(({ nested }) => nested)) {
      ids.push(id);
      continue;
    }
    for (const { groupId, groupName } of direct) add(id, groupValue(groups, groupId, groupName, 'direct'));
  }
  if (type.name === 'User') {
    for (const { memberId, groupId, groupName, hops } of await memberships.groupsOf(ids)) {
      add(memberId, groupValue(groups, groupId, groupName, Number(hops) === 0 ? 'direct' : 'indirect'));
    }
  } else {
    for (const { groupId, memberId, memberType } of await memberships.membersOf(ids)) {
      const place = memberType === 'User' ? users : groups;
      add(groupId, `{"value":"${memberId}","$ref":${place}${memberId}","type":"${memberType}"}`);
    }
  }
  return { name, values };
}

/** @param place the beginning of a group's address, in quotes that are still open */
function groupValue(place: string, id: string, name: string, type: 'direct' | 'indirect'): string {
  return `{"value":"${id}","$ref":${place}${id}","display":${JSON.stringify(name)},"type":"${type}"}`;
}
