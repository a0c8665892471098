import type { DataSource } from 'typeorm';

/** What a server tells of itself. */
export interface ServerVersion {
  readonly version: string;
  readonly comment: string;
  /** Whether it has the variables of Aurora. */
  readonly isAurora: boolean;
}

/** Servers that speak MySQL's protocol without being MySQL. */
const NOT_MYSQL = /tidb|vitess|planetscale|mariadb/i;

/** The dialect of a server, from what it tells of itself. A server that passes for MySQL is taken for one. */
export async function dialectOf(dataSource: Pick<DataSource, 'query'>): Promise<'mysql' | 'portable'> {
  const [told] = await dataSource.query<{ version: string; comment: string }[]>(
    'SELECT VERSION() AS version, @@version_comment AS comment',
  );
  const aurora = await dataSource.query<unknown[]>("SHOW VARIABLES LIKE 'aurora_version'");
  return dialectFor({
    version: told?.version ?? '',
    comment: told?.comment ?? '',
    isAurora: aurora.length > 0,
  });
}

export function dialectFor({ version, comment, isAurora }: ServerVersion): 'mysql' | 'portable' {
  return isAurora || NOT_MYSQL.test(`${version} ${comment}`) ? 'portable' : 'mysql';
}
