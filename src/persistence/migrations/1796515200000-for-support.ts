import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

/**
 * Bodies of requests and answers beside the provisioning log, for a tenant and a time; the domains of tenants; since when
 * somebody is in a group. Memberships that the previous build adds during a roll-out do not tell.
 */
export class ForSupport1796515200000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table, rowidTable } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    await runner.query('ALTER TABLE group_members ADD COLUMN added_at BIGINT NULL');
    await runner.query('ALTER TABLE tenants ADD COLUMN log_bodies_until BIGINT NULL');
    await runner.query(`CREATE TABLE logged_bodies (
      tenant_id VARCHAR(12) NOT NULL,
      id VARCHAR(36) NOT NULL,
      request_id VARCHAR(64) NOT NULL,
      method VARCHAR(8) NOT NULL,
      path VARCHAR(2048) NOT NULL,
      headers TEXT NOT NULL,
      request MEDIUMTEXT NULL,
      answer MEDIUMTEXT NULL,
      PRIMARY KEY (tenant_id, id)
    ) ${rowidTable}`);
    await runner.query('CREATE INDEX ix_logged_bodies_request ON logged_bodies (tenant_id, request_id, id)');
    await runner.query('ALTER TABLE tenant_summaries ADD COLUMN domains_at BIGINT NOT NULL DEFAULT 0');
    await runner.query(`CREATE TABLE tenant_domains (
      tenant_id VARCHAR(12) NOT NULL,
      domain VARCHAR(253) NOT NULL,
      uses INTEGER NOT NULL,
      PRIMARY KEY (tenant_id, domain)
    ) ${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['tenant_domains', 'logged_bodies']) await runner.query(`DROP TABLE ${name}`);
    await runner.query('ALTER TABLE tenant_summaries DROP COLUMN domains_at');
    await runner.query('ALTER TABLE group_members DROP COLUMN added_at');
    await runner.query('ALTER TABLE tenants DROP COLUMN log_bodies_until');
  }
}
