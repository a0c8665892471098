import { subAttribute } from '../../scim/attribute.js';
import { ScimError } from '../../scim/errors.js';
import type { Sort } from '../../scim/sort.js';
import type { AttributeTarget, ResourceType } from '../../scim/resource-type.js';
import { READABLE_KEY_LENGTH, wholeKey } from '../resources/index-key.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';
import { rowPath, storageOf, tableOf, type Storage } from '../resources/storage-map.js';

/**
 * The SQL expression of `sortKey`: the value that a resource `r` is sorted by, NULL when it has none. For attributes
 * without a column, only the beginning of a very long value counts.
 * @throws ScimError invalidValue for an attribute that is computed for each answer
 */
export function sortExpression({ target }: Sort, type: ResourceType, tenantId: string): Sql {
  const association =
    target.extension === null ? tableOf(type).associations[target.attribute.name] : undefined;
  if (association !== undefined) {
    const [source] = association;
    const storage = source.sub(target.sub?.name ?? 'value');
    const first = source.sub('value');
    const selected =
      storage.kind === 'column'
        ? sortedBy(storage)
        : storage.kind === 'constant'
          ? sql`${storage.value}`
          : null;
    if (selected === null || first.kind !== 'column') throw unsortable(target);
    return sql`(SELECT ${selected} FROM ${source.from(tenantId)} WHERE m.tenant_id = ${tenantId} AND ${source.owner} = r.id ORDER BY ${first.column} LIMIT 1)`;
  }
  const storage = storageOf(target, type);
  switch (storage.kind) {
    case 'column':
      return sortedBy(storage);
    case 'rows':
      return rowsExpression(target, storage.path, tenantId);
    case 'constant':
    case 'schemas':
      return sql`NULL`;
    case 'location':
      return trusted('r.id');
    case 'version':
      // In the order of the text that clients see.
      return trusted("CONCAT(r.version, '')");
    case 'unfilterable':
      throw unsortable(target);
  }
}

function sortedBy({ column, text }: Extract<Storage, { kind: 'column' }>): Sql {
  return wholeKey({ key: column, text });
}

function rowsExpression(target: AttributeTarget, path: string, tenantId: string): Sql {
  // The digest of a longer key, which has no meaningful order, follows these characters.
  const readable = trusted(`SUBSTR(v.value_key, 1, ${READABLE_KEY_LENGTH})`);
  return sql`(SELECT ${readable} FROM attribute_values v WHERE v.tenant_id = ${tenantId} AND v.resource_id = r.id AND v.path = ${path} AND ${chosenOf(target, tenantId)})`;
}

/** Of the values `v` of a resource `r`, the one that it is sorted by. */
export function chosenOf(target: AttributeTarget, tenantId: string): Sql {
  if (!target.attribute.multiValued) return TRUE;
  const primary = subAttribute(target.attribute, 'primary');
  if (primary === undefined) return sql`v.element = 0`;
  const primaryPath = rowPath({ ...target, sub: primary });
  return sql`v.element = COALESCE((SELECT p.element FROM attribute_values p WHERE p.tenant_id = ${tenantId} AND p.resource_id = r.id AND p.path = ${primaryPath} AND p.value_key = ${'true'}), 0)`;
}

function unsortable(target: AttributeTarget): ScimError {
  return ScimError.invalidValue(
    `"sortBy": "${target.path}" is computed for each answer, so it cannot be sorted by`,
  );
}

/**
 * A position in an order, such as `{ key: 'anna@example.com', id: '0198…' }`: a page begins after (or before) this row.
 */
export interface Position {
  /** As returned by the database; `null` for a resource without a value. */
  readonly key: string | number | null;
  readonly id: string;
}

/**
 * The condition that a row follows a position in an order by `sort_key` (missing values last, or first when descending)
 * and then by id; or that it precedes the position when `backwards`.
 */
export function beyond({ key, id }: Position, descending: boolean, backwards: boolean): Sql {
  const idBeyond = sql`id ${trusted(backwards ? '<' : '>')} ${id}`;
  // Reading an order backwards is reading the opposite order, which has missing values at its other end.
  const nullsAhead = descending === backwards;
  if (key === null) {
    const same = sql`sort_key IS NULL AND ${idBeyond}`;
    return nullsAhead ? same : sql`(${same}) OR sort_key IS NOT NULL`;
  }
  const further = sql`sort_key ${trusted(descending === backwards ? '>' : '<')} ${key} OR (sort_key = ${key} AND ${idBeyond})`;
  return nullsAhead ? sql`${further} OR sort_key IS NULL` : further;
}

/** The `ORDER BY` that `beyond` continues. */
export function orderBy(descending: boolean, backwards: boolean): string {
  const missing = descending === backwards ? 'ASC' : 'DESC';
  const keys = descending === backwards ? 'ASC' : 'DESC';
  return `ORDER BY sort_key IS NULL ${missing}, sort_key ${keys}, id ${backwards ? 'DESC' : 'ASC'}`;
}
