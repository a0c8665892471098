import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many requests each tenant sends, hour by hour, and when it sent the last ones: what its status is made of. */
export class TenantActivity1764320000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const statement of mysql ? MYSQL : SQLITE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tenant_activity');
    await runner.query('DROP TABLE request_counts');
  }
}

const TABLE_OPTIONS =
  'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

const MYSQL = [
  `CREATE TABLE request_counts (
    tenant_id VARCHAR(12) NOT NULL,
    hour BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    reason VARCHAR(32) NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hour, kind, reason)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE tenant_activity (
    tenant_id VARCHAR(12) NOT NULL PRIMARY KEY,
    last_request_at BIGINT NOT NULL,
    last_write_at BIGINT NOT NULL,
    last_test_at BIGINT NOT NULL,
    refused_at BIGINT NOT NULL,
    refused_reason VARCHAR(32) NOT NULL
  ) ${TABLE_OPTIONS}`,
];

const SQLITE = [
  `CREATE TABLE request_counts (
    tenant_id TEXT NOT NULL,
    hour INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hour, kind, reason)
  ) WITHOUT ROWID`,
  `CREATE TABLE tenant_activity (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    last_request_at INTEGER NOT NULL,
    last_write_at INTEGER NOT NULL,
    last_test_at INTEGER NOT NULL,
    refused_at INTEGER NOT NULL,
    refused_reason TEXT NOT NULL
  ) WITHOUT ROWID`,
];
