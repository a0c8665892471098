import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

/** Processes of the last release leave these empty. */
const ADDED = [
  ['console_sessions', 'admin_token_id VARCHAR(16)'],
  ['console_sessions', 'address VARCHAR(64)'],
  ['console_sessions', 'user_agent VARCHAR(255)'],
  ['audit_log', 'actor_id VARCHAR(36)'],
  ['audit_log', 'actor_name VARCHAR(255)'],
] as const;

/** Roles of people, and operators who are told apart. */
export class RolesAndOperators1796342400000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    await runner.query(`CREATE TABLE role_mappings (
      tenant_id VARCHAR(12) NOT NULL,
      position INTEGER NOT NULL,
      group_id VARCHAR(36) NOT NULL,
      group_name VARCHAR(1024) NOT NULL,
      role VARCHAR(64) NOT NULL,
      PRIMARY KEY (tenant_id, position)
    ) ${table}`);
    await runner.query(`CREATE TABLE admin_grants (
      tenant_id VARCHAR(12) NOT NULL,
      kind VARCHAR(8) NOT NULL,
      value VARCHAR(128) NOT NULL,
      name VARCHAR(1024) NOT NULL,
      PRIMARY KEY (tenant_id, kind, value)
    ) ${table}`);
    await runner.query(`CREATE TABLE admin_tokens (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      hint VARCHAR(12) NOT NULL,
      sha256 VARCHAR(64) NOT NULL,
      name VARCHAR(128) NOT NULL,
      role VARCHAR(16) NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      revoked_at BIGINT NULL,
      last_used_at BIGINT NULL
    ) ${table}`);
    await runner.query('CREATE UNIQUE INDEX uq_admin_tokens_hint ON admin_tokens (hint)');
    for (const [on, column] of ADDED) await runner.query(`ALTER TABLE ${on} ADD COLUMN ${column} NULL`);
    await runner.query('CREATE INDEX ix_console_sessions_created ON console_sessions (created_at, hint)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const onTable = runner.dataSource.options.type === 'mysql' ? ' ON console_sessions' : '';
    await runner.query(`DROP INDEX ix_console_sessions_created${onTable}`);
    for (const [on, column] of ADDED)
      await runner.query(`ALTER TABLE ${on} DROP COLUMN ${column.replace(/ .*/, '')}`);
    await runner.query('DROP TABLE admin_tokens');
    await runner.query('DROP TABLE admin_grants');
    await runner.query('DROP TABLE role_mappings');
  }
}
