import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';

const LOCK_NAME = 'invitedesk_migrations';
const LOCK_WAIT_SECONDS = 300;

/** The lease outlives a failover; that of a process that has died keeps others waiting for so long. */
const LEASE_SECONDS = 30;
const RENEW_EVERY_MS = 5000;
const ASK_AGAIN_MS = 200;

/**
 * Runs `work` while no other process migrates the database. MySQL's own lock ends with its connection, and the new
 * primary knows nothing of it after a failover: so there is a lease too, in a row, which is renewed meanwhile.
 * @throws Error when others hold the lock for 5 minutes
 */
export async function underMigrationLock<T>(
  dataSource: DataSource,
  runner: QueryRunner,
  work: () => Promise<T>,
): Promise<T> {
  const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS held', [LOCK_NAME, LOCK_WAIT_SECONDS])) as [
    { held: number | null },
  ];
  if (Number(row.held) !== 1) throw new Error(tooLong());
  try {
    const holder = await takeLease(runner);
    const renewal = setInterval(() => void renew(dataSource, holder), RENEW_EVERY_MS);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await dataSource
        .query('UPDATE migration_lock SET held_until = NOW(3) WHERE holder = ?', [holder])
        .catch(() => undefined);
    }
  } finally {
    // Where the connection is lost, so is the lock.
    await runner.query('SELECT RELEASE_LOCK(?)', [LOCK_NAME]).catch(() => undefined);
  }
}

/** The table is there before the first migration; on SQLite for the sake of one schema, and empty. */
export async function createMigrationLockTable(runner: QueryRunner): Promise<void> {
  await runner.query(
    `CREATE TABLE IF NOT EXISTS migration_lock (
      name VARCHAR(64) NOT NULL PRIMARY KEY,
      holder CHAR(36) NOT NULL,
      held_until DATETIME(3) NOT NULL
    )`,
  );
}

async function takeLease(runner: QueryRunner): Promise<string> {
  await createMigrationLockTable(runner);
  await runner.query(`INSERT IGNORE INTO migration_lock (name, holder, held_until) VALUES (?, '', NOW(3))`, [
    LOCK_NAME,
  ]);
  const holder = randomUUID();
  const deadline = performance.now() + LOCK_WAIT_SECONDS * 1000;
  for (;;) {
    const { affectedRows } = (await runner.query(
      `UPDATE migration_lock SET holder = ?, held_until = NOW(3) + INTERVAL ${LEASE_SECONDS} SECOND
       WHERE name = ? AND held_until <= NOW(3)`,
      [holder, LOCK_NAME],
    )) as { affectedRows: number };
    if (affectedRows === 1) return holder;
    if (performance.now() > deadline) throw new Error(tooLong());
    await sleep(ASK_AGAIN_MS);
  }
}

/** A failover may be under way: the next renewal, or the end of the lease, follows. */
async function renew(dataSource: DataSource, holder: string): Promise<void> {
  await dataSource
    .query(
      `UPDATE migration_lock SET held_until = NOW(3) + INTERVAL ${LEASE_SECONDS} SECOND
       WHERE holder = ? AND held_until > NOW(3)`,
      [holder],
    )
    .catch(() => undefined);
}

function tooLong(): string {
  return `Another process has been migrating the database for ${LOCK_WAIT_SECONDS / 60} minutes`;
}
