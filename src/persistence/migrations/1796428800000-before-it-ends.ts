import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

const REPLACED = ['access_codes', 'oauth_secrets'];

/**
 * Which credential replaces another one; contacts of tenants and what is sent to them. Credentials that the previous
 * build rotates during a roll-out do not tell what replaces them.
 */
export class BeforeItEnds1796428800000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    for (const name of REPLACED)
      await runner.query(`ALTER TABLE ${name} ADD COLUMN replaced_by VARCHAR(16) NULL`);
    await runner.query(`CREATE TABLE tenant_contacts (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      address VARCHAR(254) NOT NULL,
      address_key VARCHAR(254) NOT NULL,
      created_at BIGINT NOT NULL,
      unsubscribed_at BIGINT NULL
    ) ${table}`);
    await runner.query(
      'CREATE UNIQUE INDEX uq_tenant_contacts_address ON tenant_contacts (tenant_id, address_key)',
    );
    await runner.query(`CREATE TABLE contact_notices (
      tenant_id VARCHAR(12) NOT NULL,
      address_key VARCHAR(254) NOT NULL,
      reason VARCHAR(16) NOT NULL,
      day INTEGER NOT NULL,
      state VARCHAR(8) NOT NULL,
      attempts INTEGER NOT NULL,
      next_attempt_at BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (tenant_id, address_key, reason, day)
    ) ${table}`);
    await runner.query('CREATE INDEX ix_contact_notices_created ON contact_notices (created_at)');
    await runner.query(`CREATE TABLE broken_tenants (
      tenant_id VARCHAR(12) NOT NULL PRIMARY KEY,
      broken_since BIGINT NOT NULL
    ) ${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['broken_tenants', 'contact_notices', 'tenant_contacts'])
      await runner.query(`DROP TABLE ${name}`);
    for (const name of REPLACED) await runner.query(`ALTER TABLE ${name} DROP COLUMN replaced_by`);
  }
}
