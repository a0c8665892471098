import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

/**
 * What the list of tenants is searched and sorted by. Both are filled when the list is first read: the default of
 * `name_key` serves tenants that processes of the previous build add during a roll-out, too.
 */
export class TenantSummaries1796083200000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    await runner.query("ALTER TABLE tenants ADD COLUMN name_key VARCHAR(255) NOT NULL DEFAULT ''");
    await runner.query('CREATE INDEX ix_tenants_created ON tenants (created_at, id)');
    await runner.query('CREATE INDEX ix_tenants_name ON tenants (name_key, id)');
    await runner.query(`CREATE TABLE tenant_summaries (
      tenant_id VARCHAR(12) NOT NULL PRIMARY KEY,
      last_request_at BIGINT NOT NULL,
      users INTEGER NOT NULL,
      writes BIGINT NOT NULL,
      failed_writes BIGINT NOT NULL,
      commonest VARCHAR(120) NULL,
      commonest_count BIGINT NOT NULL,
      failures BIGINT NOT NULL,
      summed_at BIGINT NOT NULL
    ) ${table}`);
    for (const [name, column] of [
      ['last_request', 'last_request_at'],
      ['users', 'users'],
      ['failures', 'failures'],
    ]) {
      await runner.query(
        `CREATE INDEX ix_tenant_summaries_${name} ON tenant_summaries (${column}, tenant_id)`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tenant_summaries');
    const onTable = runner.dataSource.options.type === 'mysql' ? ' ON tenants' : '';
    await runner.query(`DROP INDEX ix_tenants_name${onTable}`);
    await runner.query(`DROP INDEX ix_tenants_created${onTable}`);
    await runner.query('ALTER TABLE tenants DROP COLUMN name_key');
  }
}
