import { Entity } from 'typeorm';

/**
 * What TypeORM writes behind each table that it creates on MySQL. Texts compare byte by byte: rules of case and
 * Unicode are applied to keys before they are stored.
 */
const MYSQL_TABLE = 'InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

/** What the deletion of a tenant does to the rows with its `tenant_id`. */
export type AtTenantDeletion =
  /** They go in batches, after the tenant itself: there may be very many. */
  | 'removed-later'
  /** They go in one transaction with the tenant. */
  | 'removed-with-it'
  | 'kept'
  /** There are none: it has no `tenant_id`. */
  | 'of-no-tenant';

export interface TableOptions {
  /** `removed-later` when not given. A table without `tenant_id` has to say `of-no-tenant`. */
  readonly atTenantDeletion?: AtTenantDeletion;
  /** Whether SQLite stores the rows apart from the primary key, which suits those with a long document. */
  readonly rowid?: boolean;
}

type EntityClass = abstract new () => object;

const RULES = new Map<unknown, AtTenantDeletion>();

/**
 * The entity of a table. Its columns are declared with the types of MySQL, which SQLite takes by their affinity (see
 * `ServiceDataSource`).
 */
export function Table(
  name: string,
  { atTenantDeletion = 'removed-later', rowid = false }: TableOptions = {},
): ClassDecorator {
  return (target) => {
    RULES.set(target, atTenantDeletion);
    Entity(name, { engine: MYSQL_TABLE, withoutRowid: !rowid })(target);
  };
}

/** @param target an entity; `undefined` for one that `Table` has not made */
export function atTenantDeletion(target: unknown): AtTenantDeletion | undefined {
  return RULES.get(target);
}

/** Every entity whose file has been loaded. */
export function declaredEntities(): EntityClass[] {
  return [...RULES.keys()] as EntityClass[];
}
