import type { Dialect } from '../database/dialect.js';

export interface Member {
  readonly memberId: string;
  readonly memberType: 'User' | 'Group';
}

/** Maximum number of members that are read in one statement with their group. Larger groups take another one. */
export const MEMBERS_BESIDE = 500;

/** Follows the id of a member that is a group. */
const GROUP_MARK = '*';
const ITEM = `CASE WHEN member_type = 'User' THEN member_id ELSE CONCAT(member_id, '${GROUP_MARK}') END`;

/**
 * What follows `SELECT` to read members as one text, `members`, for `parseMemberList`: with a row for each, the driver
 * takes most of the time of a request. Null where the database cannot.
 * @param where the condition of the rows of `group_members`, and their limit
 */
export function memberList({ listOf }: Dialect, where: string): string | null {
  if (listOf === null) return null;
  return `${listOf('item')} AS members FROM (SELECT ${ITEM} AS item FROM group_members WHERE ${where}) l`;
}

/**
 * A column for `SELECT … FROM groups r` with the members of each group, one more than `MEMBERS_BESIDE` at most. Null
 * where the database cannot.
 */
export function membersColumn(dialect: Dialect): string | null {
  const where = `tenant_id = r.tenant_id AND group_id = r.id ORDER BY member_id LIMIT ${MEMBERS_BESIDE + 1}`;
  const list = memberList(dialect, where);
  return list === null ? null : `, (SELECT ${list}) AS members`;
}

/**
 * Parses a `memberList`.
 * @returns the members ordered by id; null when the database has cut the list off
 */
export function parseMemberList(list: unknown): Member[] | null {
  const text = typeof list === 'string' ? list : '';
  const start = text.indexOf(';') + 1;
  const count = Number(text.slice(0, Math.max(0, start - 1)));
  if (count === 0) return [];
  const items = text.slice(start).split(',');
  if (items.length !== count) return null;
  // No database promises that it keeps the order in which the rows came.
  if (!isSorted(items)) items.sort();
  return items.map((item) =>
    item.endsWith(GROUP_MARK)
      ? { memberId: item.slice(0, -GROUP_MARK.length), memberType: 'Group' }
      : { memberId: item, memberType: 'User' },
  );
}

/** Parses `membersColumn`; null when there are more members than it holds. */
export function parseMembersColumn(list: unknown): Member[] | null {
  const members = parseMemberList(list);
  return members !== null && members.length <= MEMBERS_BESIDE ? members : null;
}

function isSorted(items: readonly string[]): boolean {
  let before = '';
  for (const item of items) {
    if (item < before) return false;
    before = item;
  }
  return true;
}
