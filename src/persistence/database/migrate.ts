import type { DataSource } from 'typeorm';
import { createGeneratedColumnsTable } from './generated-columns.js';
import { whenUnlocked } from '../sqlite/when-unlocked.js';
import { createMigrationLockTable, underMigrationLock } from './migration-lock.js';

/**
 * Applies pending migrations under a lock, so that several processes may start at once.
 * @returns the names of the migrations that were applied
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if (dataSource.options.type === 'mysql') {
      return await underMigrationLock(dataSource, runner, async () => {
        await createGeneratedColumnsTable(runner);
        return (await dataSource.runMigrations()).map(({ name }) => name);
      });
    }
    // SQLite has one connection: its write lock covers all migrations, which run as one transaction.
    await whenUnlocked(() => runner.query('BEGIN IMMEDIATE') as Promise<unknown>);
    try {
      await createMigrationLockTable(runner);
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
