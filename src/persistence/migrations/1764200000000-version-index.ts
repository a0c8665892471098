import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['users', 'groups'];

/** An index behind filters on `meta.version`. */
export class VersionIndex1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      const name = runner.connection.driver.escape(table);
      const columns = runner.connection.options.type === 'mysql' ? '' : ', id';
      await runner.query(`CREATE INDEX ix_${table}_version ON ${name} (tenant_id, version${columns})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const table of TABLES) {
      const on = mysql ? ` ON ${runner.connection.driver.escape(table)}` : '';
      await runner.query(`DROP INDEX ix_${table}_version${on}`);
    }
  }
}
