import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Set-up links for customers, and the sessions of the console. */
export class ConsoleSessions1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const options = runner.connection.options.type === 'mysql' ? MYSQL : SQLITE;
    for (const table of TABLES) await runner.query(`${table} ${options}`);
    for (const index of INDEXES) await runner.query(index);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE console_sessions');
    await runner.query('DROP TABLE setup_links');
  }
}

const MYSQL = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';
const SQLITE = 'WITHOUT ROWID';

/** The types mean the same to both databases. */
const TABLES = [
  `CREATE TABLE setup_links (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    hint VARCHAR(12) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    description VARCHAR(255) NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NULL,
    last_used_at BIGINT NULL,
    CONSTRAINT uq_setup_links_hint UNIQUE (hint)
  )`,
  `CREATE TABLE console_sessions (
    hint VARCHAR(12) NOT NULL PRIMARY KEY,
    sha256 VARCHAR(64) NOT NULL,
    tenant_id VARCHAR(12) NULL,
    setup_link_id VARCHAR(16) NULL,
    admin_token VARCHAR(64) NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
  )`,
];

const INDEXES = [
  'CREATE INDEX ix_setup_links_tenant ON setup_links (tenant_id, id)',
  'CREATE INDEX ix_console_sessions_tenant ON console_sessions (tenant_id)',
  'CREATE INDEX ix_console_sessions_expiry ON console_sessions (expires_at)',
  'CREATE INDEX ix_console_sessions_seen ON console_sessions (last_seen_at)',
];
