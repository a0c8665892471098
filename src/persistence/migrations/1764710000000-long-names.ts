import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Names and external ids of up to 1,024 characters. An index holds 255 of them, so of a longer one its column has the
 * beginning and a digest, and the column beside it the whole key.
 */
export class LongNames1764710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const table of ['users', 'groups']) {
      for (const column of ['display_name_text', 'external_id_text']) {
        await runner.query(
          `ALTER TABLE \`${table}\` ADD COLUMN ${column} ${mysql ? 'VARCHAR(1024)' : 'TEXT'} NULL`,
        );
      }
    }
    // SQLite knows no lengths.
    if (mysql) await runner.query(lengthened(1024));
    if (mysql) await runner.query(lengthenedLog(1024));
  }

  async down(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    if (mysql) await runner.query(lengthenedLog(255));
    if (mysql) await runner.query(lengthened(255));
    for (const table of ['users', 'groups']) {
      for (const column of ['display_name_text', 'external_id_text']) {
        await runner.query(`ALTER TABLE \`${table}\` DROP COLUMN ${column}`);
      }
    }
  }
}

function lengthened(length: number): string {
  return `ALTER TABLE \`groups\` MODIFY display_name VARCHAR(${length}) NOT NULL`;
}

function lengthenedLog(length: number): string {
  return `ALTER TABLE provisioning_log MODIFY resource_name VARCHAR(${length}) NULL, MODIFY external_id VARCHAR(${length}) NULL`;
}
