import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each tenant decides of the protocol; the defaults are for tenants that processes of before add meanwhile. */
export class TenantSettings1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = runner.connection.options.type === 'mysql' ? 'TINYINT' : 'INTEGER';
    for (const [column, usual] of COLUMNS) {
      await runner.query(`ALTER TABLE tenants ADD COLUMN ${column} ${type} NOT NULL DEFAULT ${usual}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [column] of COLUMNS) await runner.query(`ALTER TABLE tenants DROP COLUMN ${column}`);
  }
}

const COLUMNS = [
  ['unique_group_names', 1],
  ['strict', 0],
  ['schemas_for_entra', 1],
] as const;
