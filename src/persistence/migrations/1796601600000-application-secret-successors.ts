import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Upgrade } from './upgrade.js';

/**
 * Which secret of an application replaces another one. Secrets that the previous build rotates during a roll-out do not
 * tell what replaces them.
 */
export class ApplicationSecretSuccessors1796601600000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE application_secrets ADD COLUMN replaced_by VARCHAR(16) NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE application_secrets DROP COLUMN replaced_by');
  }
}
