import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests are counted by the names of attributes that they held in vain, too. SQLite's texts have no length. */
export class LongerReasons1764730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type !== 'mysql') return;
    await runner.query('ALTER TABLE request_counts MODIFY reason VARCHAR(120) NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type !== 'mysql') return;
    await runner.query("DELETE FROM request_counts WHERE kind = 'ignored'");
    await runner.query('ALTER TABLE request_counts MODIFY reason VARCHAR(32) NOT NULL');
  }
}
