import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

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
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE role_mappings');
  }
}
