import type { Dialect } from '../database/dialect.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';
import { compareIndexed } from '../resources/index-key.js';
import { startsWith } from './comparison-sql.js';

/** One index that a search reads, in its order. */
export interface Order {
  /** The alias of the table with the index: its `tenant_id` begins the index. */
  readonly table: 'r' | 'v';
  readonly key: Sql;
  /** The column that follows the key in the index. */
  readonly tie: Sql;
  readonly from: Sql;
  readonly where: Sql;
  /** Whether it may examine many rows for each that it finds. */
  readonly isLong: boolean;
}

/** A user by state: `active` includes users for whom Entra has sent no state. */
export type UserState = 'active' | 'disabled';

/** A way to find resources of `r`. */
interface Way {
  readonly order: Omit<Order, 'where' | 'isLong'>;
  /** The condition, with which the order is read. */
  readonly where: Sql;
  /** The same condition for a row of `r` alone, by which later ways leave out what this one has found. */
  readonly finds: Sql;
  readonly isLong: boolean;
}

const NAME = { key: trusted('r.user_name_key'), text: null };
const DISPLAY_NAME = { key: trusted('r.display_name_key'), text: trusted('r.display_name_text') };
const EXTERNAL_ID = { key: trusted('r.external_id'), text: trusted('r.external_id_text') };
/** Attributes by whose beginning users are found, besides those with a column. */
const VALUES = ['emails.value', 'name.familyName', 'enterprise:employeeNumber'];

/**
 * The orders of a search for users: those whose `userName` begins with the text, then by display name, e-mail address,
 * family name, employee number and external id; finally those with the text anywhere in `userName` or display name.
 * Each order leaves out what earlier ones have found.
 * @param folded the text in the form of comparison keys; empty for all users
 * @param exact the text in the form of keys of external ids
 */
export function userOrders(
  folded: string,
  exact: string,
  state: UserState | null,
  dialect: Dialect,
): readonly Order[] {
  const users = trusted('users r');
  if (folded === '') return [allUsers(state, dialect)];
  const begins = (columns: typeof DISPLAY_NAME | typeof NAME): Sql =>
    compareIndexed(columns, 'sw', folded, dialect);
  const contains = (columns: typeof DISPLAY_NAME | typeof NAME): Sql =>
    compareIndexed(columns, 'co', folded, dialect);
  const ways: Way[] = [
    byColumn(NAME.key, users, startsWith(NAME.key, folded)),
    byColumn(DISPLAY_NAME.key, users, begins(DISPLAY_NAME)),
    ...VALUES.map((path) => byValue(path, folded, dialect)),
    byColumn(EXTERNAL_ID.key, users, compareIndexed(EXTERNAL_ID, 'sw', exact, dialect)),
    anywhere('users', sql`(${contains(NAME)}) OR (${contains(DISPLAY_NAME)})`, dialect),
  ];
  return eachOnce(ways, ofState(state), state !== null);
}

/**
 * The orders of a search for groups: those whose display name begins with the text, then those with the external id,
 * finally those with the text anywhere in the display name.
 */
export function groupOrders(folded: string, exact: string, dialect: Dialect): readonly Order[] {
  const groups = trusted('`groups` r');
  const byName: Way = {
    order: { table: 'r', key: DISPLAY_NAME.key, tie: trusted('r.external_id_or_none'), from: groups },
    where: compareIndexed(DISPLAY_NAME, 'sw', folded, dialect),
    finds: compareIndexed(DISPLAY_NAME, 'sw', folded, dialect),
    isLong: false,
  };
  const ways = [
    byName,
    byColumn(EXTERNAL_ID.key, groups, compareIndexed(EXTERNAL_ID, 'sw', exact, dialect)),
    anywhere('`groups`', compareIndexed(DISPLAY_NAME, 'co', folded, dialect), dialect),
  ];
  return eachOnce(folded === '' ? [byName] : ways, TRUE, false);
}

function allUsers(state: UserState | null, dialect: Dialect): Order {
  if (state === 'disabled') {
    // Few of many users are disabled: the index has them together, in the order of creation.
    const from = trusted(`users r ${dialect.byIndex('ix_users_active')}`);
    const id = trusted('r.id');
    return { table: 'r', key: id, tie: id, from, where: ofState(state), isLong: false };
  }
  const { order } = byColumn(NAME.key, trusted('users r'), TRUE);
  return { ...order, where: ofState(state), isLong: state !== null };
}

function ofState(state: UserState | null): Sql {
  if (state === null) return TRUE;
  return trusted(state === 'disabled' ? 'r.active = 0' : '(r.active IS NULL OR r.active <> 0)');
}

function byColumn(key: Sql, from: Sql, begins: Sql): Way {
  return {
    order: { table: 'r', key, tie: trusted('r.id'), from },
    where: begins,
    finds: begins,
    isLong: false,
  };
}

/** By rows of `attribute_values`: of several values of a user, the first one counts. */
function byValue(path: string, folded: string, dialect: Dialect): Way {
  const begins = (alias: string): Sql => {
    const columns = { key: trusted(`${alias}.value_key`), text: trusted(`${alias}.value_text`) };
    return compareIndexed(columns, 'sw', folded, dialect);
  };
  const others = (owner: string): Sql =>
    sql`SELECT 1 FROM attribute_values w WHERE w.tenant_id = r.tenant_id AND w.resource_id = ${trusted(owner)}
      AND w.path = ${path} AND ${begins('w')}`;
  return {
    order: {
      table: 'v',
      key: trusted('v.value_key'),
      tie: trusted('v.resource_id'),
      from: trusted(`attribute_values v ${dialect.byIndex('ix_attribute_values_value')}
        ${dialect.joinInOrder} users r ON r.tenant_id = v.tenant_id AND r.id = v.resource_id`),
    },
    where: sql`v.path = ${path} AND ${begins('v')} AND NOT EXISTS (${others('v.resource_id')}
      AND (w.value_key < v.value_key OR (w.value_key = v.value_key AND w.element < v.element)))`,
    finds: sql`EXISTS (${others('r.id')})`,
    isLong: false,
  };
}

/** Reads every resource, in the order of creation. */
function anywhere(table: string, contains: Sql, dialect: Dialect): Way {
  const id = trusted('r.id');
  return {
    order: { table: 'r', key: id, tie: id, from: trusted(`${table} r ${dialect.byKey('PRIMARY')}`) },
    where: contains,
    finds: contains,
    isLong: true,
  };
}

/** @param isRare whether few of the rows may satisfy `all` */
function eachOnce(ways: readonly Way[], all: Sql, isRare: boolean): Order[] {
  return ways.map(({ order, where, isLong }, index) => {
    // NULL, from a column without a value, means not found.
    const notBefore = ways.slice(0, index).map(({ finds }) => sql`COALESCE((${finds}), 0) = 0`);
    const conditions = [sql`(${where})`, all, ...notBefore];
    return {
      ...order,
      where: conditions.reduce((joined, condition) => sql`${joined} AND ${condition}`),
      isLong: isLong || isRare,
    };
  });
}
