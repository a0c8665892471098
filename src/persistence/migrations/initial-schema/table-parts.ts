/** Where the statements of the first schema differ between the databases. */
export interface TableParts {
  /** Follows a table whose rows are stored in the order of the primary key. */
  readonly table: string;
  /** Follows a table whose rows SQLite stores apart from the primary key. */
  readonly rowidTable: string;
  readonly unsigned: string;
  /** Follows an index that is partial on SQLite. */
  readonly where: (condition: string) => string;
}

const TABLE_OPTIONS =
  'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

export const MYSQL: TableParts = {
  table: TABLE_OPTIONS,
  rowidTable: TABLE_OPTIONS,
  unsigned: ' UNSIGNED',
  where: () => '',
};

export const SQLITE: TableParts = {
  table: 'WITHOUT ROWID',
  rowidTable: '',
  unsigned: '',
  where: (condition) => ` WHERE ${condition}`,
};
