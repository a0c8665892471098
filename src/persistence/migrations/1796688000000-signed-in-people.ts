import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Upgrade } from './upgrade.js';

const ADDED = [
  ['users', 'has_signed_in TINYINT NOT NULL DEFAULT 0'],
  ['sign_in_rules', 'login_host VARCHAR(255) NULL'],
  ['sign_in_attempts', 'login_host VARCHAR(255) NULL'],
  ['oidc_artifacts', 'person_session VARCHAR(12) NULL'],
  ['tenants', 'origin_id VARCHAR(12) NULL'],
] as const;
/** Whose rows are of people who have signed in. */
const SIGNED_IN = ['person_sessions', 'oidc_artifacts', 'application_sign_ins'];

interface Person {
  readonly tenantId: string;
  readonly userId: string;
}

/**
 * Who has ever signed in, in which cloud of Entra, and through which session to an application; in the last release,
 * nobody does. Where an imported tenant comes from: those of before are taken for tenants of this deployment.
 */
export class SignedInPeople1796688000000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column] of ADDED) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column}`);
    await runner.query('CREATE INDEX ix_oidc_artifacts_person_session ON oidc_artifacts (person_session)');
    await runner.query('CREATE UNIQUE INDEX uq_tenants_origin ON tenants (origin_id)');
    for (const table of SIGNED_IN) {
      const people = (await runner.query(
        `SELECT DISTINCT tenant_id AS tenantId, user_id AS userId FROM ${table} WHERE user_id IS NOT NULL`,
      )) as Person[];
      for (const { tenantId, userId } of people)
        await runner.query('UPDATE users SET has_signed_in = 1 WHERE tenant_id = ? AND id = ?', [
          tenantId,
          userId,
        ]);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const isMysql = runner.dataSource.options.type === 'mysql';
    for (const [table, index] of [
      ['oidc_artifacts', 'ix_oidc_artifacts_person_session'],
      ['tenants', 'uq_tenants_origin'],
    ]) {
      await runner.query(`DROP INDEX ${index}${isMysql ? ` ON ${table}` : ''}`);
    }
    for (const [table, column] of ADDED)
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column.replace(/ .*/, '')}`);
  }
}
