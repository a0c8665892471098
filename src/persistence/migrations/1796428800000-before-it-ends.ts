import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Upgrade } from './upgrade.js';

const REPLACED = ['access_codes', 'oauth_secrets'];

/** Which credential replaces another one. Those that the previous build rotates during a roll-out do not tell it. */
export class BeforeItEnds1796428800000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    for (const table of REPLACED)
      await runner.query(`ALTER TABLE ${table} ADD COLUMN replaced_by VARCHAR(16) NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of REPLACED) await runner.query(`ALTER TABLE ${table} DROP COLUMN replaced_by`);
  }
}
