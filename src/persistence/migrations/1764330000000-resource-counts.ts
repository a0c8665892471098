import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many users and groups each tenant has, so that the total of a list costs the same for any number. */
export class ResourceCounts1764330000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    await runner.query(mysql ? MYSQL : SQLITE);
    for (const [table, type] of [
      ['users', 'User'],
      ['groups', 'Group'],
    ] as const) {
      const name = runner.connection.driver.escape(table);
      await runner.query(
        `INSERT INTO resource_counts (tenant_id, resource_type, slot, resources)
         SELECT tenant_id, '${type}', 0, COUNT(*) FROM ${name} GROUP BY tenant_id`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE resource_counts');
  }
}

const MYSQL = `CREATE TABLE resource_counts (
    tenant_id VARCHAR(12) NOT NULL,
    resource_type VARCHAR(5) NOT NULL,
    slot TINYINT UNSIGNED NOT NULL,
    resources INT NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, slot)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC`;

const SQLITE = `CREATE TABLE resource_counts (
    tenant_id TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    slot INTEGER NOT NULL,
    resources INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, slot)
  ) WITHOUT ROWID`;
