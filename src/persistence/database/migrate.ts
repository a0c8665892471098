import type { DataSource } from 'typeorm';
import { createGeneratedColumnsTable } from './generated-columns.js';

const LOCK_NAME = 'invitedesk_migrations';
const LOCK_WAIT_SECONDS = 300;

/**
 * Applies pending migrations under a lock, so that several processes may start at once.
 * @returns the names of the migrations that were applied
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if (dataSource.options.type === 'mysql') {
      const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS held', [LOCK_NAME, LOCK_WAIT_SECONDS])) as [
        { held: number | null },
      ];
      if (Number(row.held) !== 1)
        throw new Error('Another process has been migrating the database for 5 minutes');
      try {
        await createGeneratedColumnsTable(runner);
        return (await dataSource.runMigrations()).map(({ name }) => name);
      } finally {
        await runner.query('SELECT RELEASE_LOCK(?)', [LOCK_NAME]);
      }
    }
    // SQLite has one connection: its write lock covers all migrations, which run as one transaction.
    await runner.query('BEGIN IMMEDIATE');
    try {
      const applied = await dataSource.runMigrations({ transaction: 'none' });
      await runner.query('COMMIT');
      return applied.map(({ name }) => name);
    } catch (error) {
      await runner.query('ROLLBACK');
      throw error;
    }
  } finally {
    await runner.release();
  }
}
