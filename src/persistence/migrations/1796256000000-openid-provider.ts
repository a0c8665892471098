import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import type { Upgrade } from './upgrade.js';

/** The applications that people sign in to, and what the OpenID Provider stores. The last release knows neither. */
export class OpenIdProvider1796256000000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    const { table } = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE ${name} (${columns}) ${table}`);
    }
    for (const [table, name, columns] of INDEXES) {
      await runner.query(`CREATE INDEX ix_${table}_${name} ON ${table} (${columns})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES)) await runner.query(`DROP TABLE ${name}`);
  }
}

const TABLES: Readonly<Record<string, string>> = {
  applications: `
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    redirect_uris TEXT NOT NULL,
    post_logout_redirect_uris TEXT NOT NULL,
    backchannel_logout_uri VARCHAR(2000) NULL,
    authentication VARCHAR(16) NOT NULL,
    jwks TEXT NULL,
    jwks_uri VARCHAR(2000) NULL,
    created_at BIGINT NOT NULL`,
  application_secrets: `
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    application_id VARCHAR(16) NOT NULL,
    hint VARCHAR(12) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    retires_at BIGINT NULL,
    revoked_at BIGINT NULL,
    last_used_at BIGINT NULL`,
  oidc_signing_keys: `
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    private_key VARCHAR(8000) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL`,
  oidc_artifacts: `
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NULL,
    user_id VARCHAR(36) NULL,
    kind VARCHAR(32) NOT NULL,
    grant_id VARCHAR(64) NULL,
    session_uid VARCHAR(64) NULL,
    payload TEXT NOT NULL,
    consumed_at BIGINT NULL,
    expires_at BIGINT NOT NULL`,
  application_sign_ins: `
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    application_id VARCHAR(16) NOT NULL,
    issuer VARCHAR(2000) NOT NULL,
    due_at BIGINT NULL,
    attempts INTEGER NOT NULL,
    expires_at BIGINT NOT NULL`,
};

const INDEXES = [
  ['application_secrets', 'application', 'application_id, id'],
  ['application_secrets', 'expiry', 'expires_at'],
  ['oidc_signing_keys', 'expiry', 'expires_at'],
  ['oidc_artifacts', 'user', 'tenant_id, user_id'],
  ['oidc_artifacts', 'grant', 'grant_id'],
  ['oidc_artifacts', 'session', 'session_uid'],
  ['oidc_artifacts', 'expiry', 'expires_at'],
  ['application_sign_ins', 'user', 'tenant_id, user_id'],
  ['application_sign_ins', 'due', 'due_at'],
  ['application_sign_ins', 'expiry', 'expires_at'],
] as const;
