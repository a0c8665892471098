import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

/**
 * Sessions of people who sign in with Entra, and what goes before. A process of the last release does not end a session
 * when it disables or deletes a user; but whoever accepts one reads the user, too.
 */
export class PersonSessions1796169600000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    await runner.query(`CREATE TABLE person_sessions (
      hint VARCHAR(12) NOT NULL PRIMARY KEY,
      sha256 VARCHAR(64) NOT NULL,
      tenant_id VARCHAR(12) NOT NULL,
      user_id VARCHAR(36) NOT NULL,
      created_at BIGINT NOT NULL,
      last_used_at BIGINT NOT NULL,
      ends_at BIGINT NOT NULL,
      address VARCHAR(45) NOT NULL,
      user_agent VARCHAR(255) NULL,
      entra_session VARCHAR(255) NULL,
      entra_subject VARCHAR(255) NULL
    ) ${table}`);
    for (const [name, columns] of [
      ['user', 'tenant_id, user_id, created_at'],
      ['entra_session', 'tenant_id, entra_session'],
      ['entra_subject', 'tenant_id, entra_subject'],
      ['ends', 'ends_at'],
      ['used', 'last_used_at'],
    ]) {
      await runner.query(`CREATE INDEX ix_person_sessions_${name} ON person_sessions (${columns})`);
    }
    await runner.query(`CREATE TABLE sign_in_attempts (
      state_sha256 VARCHAR(64) NOT NULL PRIMARY KEY,
      browser_sha256 VARCHAR(64) NOT NULL,
      entra_tenant_id VARCHAR(36) NULL,
      return_to VARCHAR(1024) NOT NULL,
      expires_at BIGINT NOT NULL
    ) ${table}`);
    await runner.query('CREATE INDEX ix_sign_in_attempts_expiry ON sign_in_attempts (expires_at)');
    await runner.query(`CREATE TABLE sign_in_rules (
      tenant_id VARCHAR(12) NOT NULL PRIMARY KEY,
      enabled BOOLEAN NOT NULL,
      match_attribute VARCHAR(255) NOT NULL
    ) ${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_rules');
    await runner.query('DROP TABLE sign_in_attempts');
    await runner.query('DROP TABLE person_sessions');
  }
}
