import type { Member, MembershipSearch } from '../persistence/members/membership-search.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import { groupType, userType, type ResourceType } from '../scim/resource-type.js';
import { locationOf } from './location.js';

/** The values of an association by the id of the resource they belong to, as JSON without the brackets of the list. */
export type Association = ReadonlyMap<string, string>;

/** The attribute of a resource type whose values are rows beside it. */
export function associationOf(type: ResourceType): 'groups' | 'members' {
  return type.name === 'User' ? 'groups' : 'members';
}

/** What the addresses of one answer begin with. */
export interface Addresses {
  /** Of the SCIM endpoints. */
  readonly base: string;
  /** Of users and of groups, as JSON whose quotes are still open. */
  readonly users: string;
  readonly groups: string;
}

export function addressesUnder(base: string): Addresses {
  const open = (type: ResourceType): string => JSON.stringify(locationOf(type, '', base)).slice(0, -1);
  return { base, users: open(userType), groups: open(groupType) };
}

/**
 * Values of `members`, made piece by piece: a template for each of thousands costs a quarter more.
 * @param names what they are called, where that is asked for
 */
export function membersText(
  members: readonly Member[],
  { users, groups }: Addresses,
  names: ReadonlyMap<string, string> | null,
): string {
  let text = '';
  for (const { memberId, memberType } of members) {
    text += text === '' ? '{"value":"' : ',{"value":"';
    text += memberId;
    text += '","$ref":';
    text += memberType === 'User' ? users : groups;
    text += memberId;
    const name = names?.get(memberId);
    if (name !== undefined) text += `","display":${JSON.stringify(name).slice(0, -1)}`;
    text += memberType === 'User' ? '","type":"User"}' : '","type":"Group"}';
  }
  return text;
}

/**
 * `groups` of the users of one answer: as read with them, or in two statements more.
 * @param limit most memberships of all of them; null for any number
 * @returns `null` when there are more
 */
export async function groupsOf(
  users: readonly StoredResource[],
  memberships: MembershipSearch,
  addresses: Addresses,
  limit: number | null,
): Promise<Association | null> {
  const values = new Map<string, string>();
  const others: string[] = [];
  for (const { id, groups } of users) {
    if (groups === null || groups.some(({ nested }) => nested)) {
      others.push(id);
      continue;
    }
    for (const { groupId, groupName } of groups) {
      add(values, id, groupValue(addresses, groupId, groupName, 'direct'));
    }
  }
  const rows = await memberships.groupsOf(others, limit);
  if (rows === null) return null;
  for (const { memberId, groupId, groupName, hops } of rows) {
    const kind = Number(hops) === 0 ? 'direct' : 'indirect';
    add(values, memberId, groupValue(addresses, groupId, groupName, kind));
  }
  return values;
}

/** What members are called, in a statement or two, where a client asks for it by name: every other read is spared. */
export async function requestedNames(
  members: readonly Member[],
  memberships: MembershipSearch,
  projection: Projection,
): Promise<ReadonlyMap<string, string> | null> {
  return projection.names('members', 'display') ? memberships.namesOf(members) : null;
}

/**
 * `members` of the groups of one answer, in one statement, and their names.
 * @param limit most members of all of them
 * @returns `null` when there are more
 */
export async function membersOf(
  groups: readonly StoredResource[],
  memberships: MembershipSearch,
  projection: Projection,
  addresses: Addresses,
  limit: number,
): Promise<Association | null> {
  const [first] = groups;
  if (first !== undefined && groups.length === 1) {
    const members = await memberships.membersAfter(first.id, '', limit + 1);
    if (members.length > limit) return null;
    if (members.length === 0) return new Map();
    const names = await requestedNames(members, memberships, projection);
    return new Map([[first.id, membersText(members, addresses, names)]]);
  }
  const rows = await memberships.membersOf(
    groups.map(({ id }) => id),
    limit,
  );
  if (rows === null) return null;
  const names = await requestedNames(rows, memberships, projection);
  const values = new Map<string, string>();
  for (const row of rows) add(values, row.groupId, membersText([row], addresses, names));
  return values;
}

function groupValue({ groups }: Addresses, id: string, name: string, type: 'direct' | 'indirect'): string {
  return `{"value":"${id}","$ref":${groups}${id}","display":${JSON.stringify(name)},"type":"${type}"}`;
}

function add(values: Map<string, string>, owner: string, value: string): void {
  const before = values.get(owner);
  values.set(owner, before === undefined ? value : `${before},${value}`);
}
