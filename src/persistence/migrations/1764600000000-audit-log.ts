import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has done what in the admin API. It outlives the tenants that it tells of. */
export class AuditLog1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    await runner.query(`${TABLE} ${mysql ? MYSQL : 'WITHOUT ROWID'}`);
    for (const index of INDEXES) await runner.query(index);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log');
  }
}

const MYSQL = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

/** The types mean the same to both databases. */
const TABLE = `CREATE TABLE audit_log (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    tenant_id VARCHAR(12) NULL,
    action VARCHAR(40) NOT NULL,
    target VARCHAR(128) NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor_hint VARCHAR(16) NOT NULL,
    address VARCHAR(64) NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    outcome VARCHAR(8) NOT NULL,
    status INT NULL,
    detail TEXT NULL
  )`;

const INDEXES = [
  'CREATE INDEX ix_audit_log_time ON audit_log (created_at, id)',
  'CREATE INDEX ix_audit_log_tenant ON audit_log (tenant_id, created_at, id)',
];
