import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a set-up link opens the console, and which credentials were made through one. */
export class CredentialBounds1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE setup_links ADD COLUMN max_uses INT NOT NULL DEFAULT 10');
    await runner.query('ALTER TABLE setup_links ADD COLUMN uses INT NOT NULL DEFAULT 0');
    for (const table of MADE) await runner.query(`ALTER TABLE ${table} ADD COLUMN made_by VARCHAR(12) NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of MADE) await runner.query(`ALTER TABLE ${table} DROP COLUMN made_by`);
    await runner.query('ALTER TABLE setup_links DROP COLUMN uses');
    await runner.query('ALTER TABLE setup_links DROP COLUMN max_uses');
  }
}

const MADE = ['access_tokens', 'oauth_secrets', 'federated_credentials'];
