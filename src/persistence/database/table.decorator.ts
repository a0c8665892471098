import { Entity } from 'typeorm';

/**
 * Table options that TypeORM appends on MySQL. Texts compare byte by byte: case and Unicode rules are applied to keys
 * before they are stored.
 */
const MYSQL_TABLE = 'InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

/** What deleting a tenant does to the rows with its `tenant_id`. */
export type AtTenantDeletion =
  /** Rows are removed in batches after the tenant itself, since there may be very many. */
  | 'removed-later'
  /** Rows are removed in the same transaction as the tenant. */
  | 'removed-with-it'
  | 'kept'
  /** The table has no `tenant_id`. */
  | 'of-no-tenant';

export interface TableOptions {
  /** Default: `removed-later`. A table without `tenant_id` must say `of-no-tenant`. */
  readonly atTenantDeletion?: AtTenantDeletion;
  /**
   * Whether rows are removed in the same transaction in which a write disables or deletes the user that they name. Rows
   * that are `announced` stay, and their `due_at` becomes the time of the change: others are yet to be told.
   */
  readonly endsWithPerson?: boolean | 'announced';
  /** Whether SQLite stores the rows apart from the primary key, which suits rows with a long document. */
  readonly rowid?: boolean;
}

type EntityClass = abstract new () => object;

const RULES = new Map<unknown, AtTenantDeletion>();
const ENDING_WITH_PERSON = new Map<unknown, string>();
const ANNOUNCED = new Map<unknown, string>();

/**
 * Declares the entity of a table. Columns are declared with MySQL's types, which SQLite accepts by affinity (see
 * `ServiceDataSource`).
 */
export function Table(
  name: string,
  { atTenantDeletion = 'removed-later', endsWithPerson = false, rowid = false }: TableOptions = {},
): ClassDecorator {
  return (target) => {
    RULES.set(target, atTenantDeletion);
    if (endsWithPerson !== false)
      (endsWithPerson === 'announced' ? ANNOUNCED : ENDING_WITH_PERSON).set(target, name);
    Entity(name, { engine: MYSQL_TABLE, withoutRowid: !rowid })(target);
  };
}

/**
 * @param target an entity
 * @returns `undefined` for an entity without the `Table` decorator
 */
export function atTenantDeletion(target: unknown): AtTenantDeletion | undefined {
  return RULES.get(target);
}

/** The names of the tables whose rows end with the person, by entity. */
export function tablesEndingWithPerson(): ReadonlyMap<unknown, string> {
  return ENDING_WITH_PERSON;
}

/** The names of the tables by which others are told of a person's end, by entity. */
export function tablesAnnouncingPerson(): ReadonlyMap<unknown, string> {
  return ANNOUNCED;
}

/** The index by which the rows of a person are found: on the tenant and the user. */
export function indexOfPerson(table: string): string {
  return `ix_${table}_user`;
}

/** Every entity whose file has been imported. */
export function declaredEntities(): EntityClass[] {
  return [...RULES.keys()] as EntityClass[];
}
