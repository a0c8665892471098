import type { Member } from '../persistence/members/member-list.js';
import type { MembershipSearch } from '../persistence/members/membership-search.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import { groupType, userType, type ResourceType } from '../scim/resource-type.js';
import { locationOf } from './location.js';

/**
 * The values of an association as JSON without the brackets of the array, by the id of the resource that they belong
 * to.
 */
export type Association = ReadonlyMap<string, string>;

/** The attribute of a resource type whose values are rows beside the document. */
export function associationOf(type: ResourceType): 'groups' | 'members' {
  return type.name === 'User' ? 'groups' : 'members';
}

/** The prefixes of the addresses in one answer. */
export interface Addresses {
  /** The base URL of the SCIM endpoints. */
  readonly base: string;
  /** The endpoints of users and groups, as JSON strings without the closing quote. */
  readonly users: string;
  readonly groups: string;
}

/** Nearly all requests have the same base URL. */
let lastAddresses: Addresses | null = null;

export function addressesUnder(base: string): Addresses {
  if (lastAddresses?.base === base) return lastAddresses;
  const open = (type: ResourceType): string => JSON.stringify(locationOf(type, '', base)).slice(0, -1);
  lastAddresses = { base, users: open(userType), groups: open(groupType) };
  return lastAddresses;
}

/**
 * The JSON of `members`, by concatenation: a template for each of thousands of members costs a quarter more.
 * @param names their `display`, where requested
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
 * `groups` of the users in one answer: as read together with the users, or by two more statements.
 * @param limit maximum number of memberships of all users together; null for no limit
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
  if (others.length === 0) return values;
  const rows = await memberships.groupsOf(others, limit);
  if (rows === null) return null;
  for (const { memberId, groupId, groupName, hops } of rows) {
    const kind = Number(hops) === 0 ? 'direct' : 'indirect';
    add(values, memberId, groupValue(addresses, groupId, groupName, kind));
  }
  return values;
}

/** The `display` of members, by one or two statements, if the client requests it by name; other reads do without. */
export async function requestedNames(
  members: readonly Member[],
  memberships: MembershipSearch,
  projection: Projection,
): Promise<ReadonlyMap<string, string> | null> {
  return projection.names('members', 'display') ? memberships.namesOf(members) : null;
}

/**
 * `members` of the groups in one answer, as read together with the group or by one statement, and their names.
 * @param limit maximum number of members of all groups together
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
    const members = first.members ?? (await memberships.membersAfter(first.id, '', limit + 1));
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
