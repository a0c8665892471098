import { getMetadataArgsStorage } from 'typeorm';

type EntityClass<T> = abstract new () => T;
type Property<T> = keyof T & string;

/** The column names of an entity by property, in the order of declaration. */
export function columnsOf<T>(entity: EntityClass<T>): Readonly<Record<Property<T>, string>> {
  const names = declared(entity).map(({ propertyName, options }) => [
    propertyName,
    options.name ?? propertyName,
  ]);
  return Object.fromEntries(names) as Record<Property<T>, string>;
}

/** Columns of an entity as SQL returns them: stored values, without TypeORM's conversions. */
export type StoredColumns<T, Names extends keyof T> = {
  readonly [Name in Names]: Stored<T[Name]>;
};
type Stored<Value> = Value extends Date ? number : Value extends readonly string[] ? string : Value;

/**
 * A select list that names columns after their properties: `request_id AS requestId, …`.
 * @param alias of the table in the statement
 */
export function selected<T>(entity: EntityClass<T>, properties: readonly Property<T>[], alias = ''): string {
  const columns = columnsOf(entity);
  const prefix = alias === '' ? '' : `${alias}.`;
  return properties
    .map((name) => prefix + (columns[name] === name ? name : `${columns[name]} AS ${name}`))
    .join(', ');
}

/** The maximum length of a text column, in characters. */
export function lengthOf<T>(entity: EntityClass<T>, property: Property<T>): number {
  return Number(declared(entity).find(({ propertyName }) => propertyName === property)?.options.length);
}

function declared<T>(entity: EntityClass<T>) {
  return getMetadataArgsStorage().filterColumns(withAncestors(entity));
}

/** Columns are inherited. */
function withAncestors(entity: abstract new () => unknown): (abstract new () => unknown)[] {
  const parent = Object.getPrototypeOf(entity) as typeof entity;
  return parent === Function.prototype ? [entity] : [entity, ...withAncestors(parent)];
}
