import { Entity } from 'typeorm';

/**
 * What TypeORM writes behind each table that it creates on MySQL. Texts compare byte by byte: rules of case and
 * Unicode are applied to keys before they are stored.
 */
export const MYSQL_TABLE = 'InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

export interface TableOptions {
  /** On SQLite: rows lie apart from the primary key, which suits those with a long document. */
  readonly rowid?: boolean;
}

/**
 * The entity of a table, stored in the order of its primary key on both databases. Columns are declared with the types
 * of MySQL, which SQLite takes by their affinity (see `acceptMysqlTypes`).
 */
export function Table(name: string, { rowid = false }: TableOptions = {}): ClassDecorator {
  return Entity(name, { engine: MYSQL_TABLE, withoutRowid: !rowid });
}
