import type { CheckedFilter, Comparison } from '../../scim/filter/ast.js';
import type { AttributeTarget } from '../../scim/resource-type.js';
import type { Dialect } from '../database/dialect.js';
import { compareIndexed, indexKey, type IndexedColumns } from '../resources/index-key.js';
import { padKeys, placeholders } from '../database/in-list.js';
import { trusted, type Sql } from '../database/sql.js';

/** A condition that an index can answer: a comparison, or `eq` with any of several keys. */
export interface LookUp {
  readonly target: AttributeTarget;
  readonly op: Exclude<Comparison, 'ne'>;
  readonly keys: readonly [string, ...string[]];
}

/** The look-up for a filter that is one comparison, or `a eq x or a eq y`; `null` for any other filter. */
export function lookUpOf(filter: CheckedFilter): LookUp | null {
  if (filter.kind === 'compare') {
    const { target, op, key } = filter;
    return op === 'ne' ? null : { target, op, keys: [key] };
  }
  if (filter.kind !== 'or') return null;
  const [first, ...others] = filter.operands.map(lookUpOf);
  if (first?.op !== 'eq') return null;
  const keys = [...first.keys];
  for (const other of others) {
    if (other?.op !== 'eq' || other.target.path !== first.target.path) return null;
    keys.push(...other.keys);
  }
  return { ...first, keys: keys as [string, ...string[]] };
}

/** The SQL condition on stored keys for a look-up. */
export function lookedUp(columns: IndexedColumns, { op, keys }: LookUp, dialect: Dialect): Sql {
  const [first, ...others] = keys;
  if (others.length === 0) return compareIndexed(columns, op, first, dialect);
  const stored = padKeys(keys.map((key) => (columns.text === null ? key : indexKey(key).key)));
  const { text, params } = columns.key;
  return { text: `${text} IN (${placeholders(stored.length)})`, params: [...params, ...stored] };
}

/**
 * Splits the conditions on one element into the look-up that narrows an index most, and the residual filter.
 * @returns a `driver` of `null` when every condition needs all elements
 */
export function driverOf(filter: CheckedFilter): { driver: LookUp | null; others: readonly CheckedFilter[] } {
  const conditions = conjuncts(filter).map((condition) => ({ condition, lookUp: lookUpOf(condition) }));
  let best: LookUp | null = null;
  for (const { lookUp } of conditions) {
    if (lookUp !== null && (best === null || rank(lookUp) < rank(best))) best = lookUp;
  }
  return {
    driver: best,
    others: conditions
      .filter(({ lookUp }) => lookUp === null || lookUp !== best)
      .map(({ condition }) => condition),
  };
}

/** The conditions of a filter that are joined by `and`. */
export function conjuncts(filter: CheckedFilter): CheckedFilter[] {
  return filter.kind === 'and' ? filter.operands.flatMap(conjuncts) : [filter];
}

/** Whether an attribute has few distinct values, each shared by many resources. */
export function isLabel({ attribute, sub }: AttributeTarget): boolean {
  const { canonicalValues, type } = sub ?? attribute;
  return canonicalValues !== undefined || type === 'boolean';
}

/** A comparison with an attribute. */
export type Condition = { readonly op: Comparison; readonly target: AttributeTarget };

/** Whether an index is likely to find few values for a condition. */
export function narrows({ op, target }: Condition): boolean {
  return (op === 'eq' || op === 'sw') && !isLabel(target);
}

/**
 * The beginning of a subquery for a condition. A condition that an index does not narrow is materialised once;
 * otherwise MySQL may scan all rows for each resource when there are several such subqueries. SQLite, which
 * materialises by itself, ignores the comment.
 */
export function selectFor(condition: Condition | null): Sql {
  const isNarrow = condition !== null && narrows(condition);
  return trusted(isNarrow ? 'SELECT' : 'SELECT /*+ SEMIJOIN(MATERIALIZATION) */');
}

/**
 * The beginning of a subquery that is evaluated for each resource: without the hint, MySQL spends long on planning the
 * joins of many such subqueries.
 */
export const LOOKING = trusted('SELECT /*+ NO_SEMIJOIN() */');

/** Equality before prefixes before the rest, and a value before a label such as `type`. */
function rank({ op, target }: LookUp): number {
  const byOperator = op === 'eq' ? 0 : op === 'sw' ? 2 : 4;
  return byOperator + (isLabel(target) ? 1 : 0);
}
