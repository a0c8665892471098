import type { Config } from '../../config.js';

/** What is run instead on MySQL. */
const ON_MYSQL = {
  backup: 'mysqldump --single-transaction --set-gtid-purged=OFF DATABASE > FILE',
  restore: 'mysql DATABASE < FILE, into an empty database',
};

/**
 * The file that a script was given, and the path of the SQLite database.
 * @param args of the command line
 * @throws Error that says how to call it, or what to run on MySQL
 */
export function fileArgument(
  script: keyof typeof ON_MYSQL,
  args: readonly string[],
  { database }: Config,
): { readonly file: string; readonly path: string } {
  if (database.kind === 'mysql') {
    throw new Error(`npm run ${script} is for SQLite; on MySQL run ${ON_MYSQL[script]} (docs/operations.md)`);
  }
  const [file, ...more] = args;
  if (file === undefined || more.length > 0) throw new Error(`expected npm run ${script} -- FILE`);
  return { file, path: database.path };
}
