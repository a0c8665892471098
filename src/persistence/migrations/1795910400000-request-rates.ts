import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

/** The rate of each tenant's requests: a limit of its own, and how much of it is used up. */
export class RequestRates1795910400000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    await runner.query('ALTER TABLE tenants ADD COLUMN rate_limit INTEGER NULL');
    await runner.query(
      `CREATE TABLE request_rates (tenant_id VARCHAR(12) NOT NULL PRIMARY KEY, full_at BIGINT NOT NULL) ${table}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE request_rates');
    await runner.query('ALTER TABLE tenants DROP COLUMN rate_limit');
  }
}
