import type { MigrationInterface, QueryRunner } from 'typeorm';

/** OAuth clients with their secrets and access tokens, trust in Entra's own tokens, and the assertions used up. */
export class Credentials1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const options = runner.connection.options.type === 'mysql' ? MYSQL : SQLITE;
    for (const table of TABLES) await runner.query(`${table} ${options}`);
    for (const index of INDEXES) await runner.query(index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of NAMES) await runner.query(`DROP TABLE ${name}`);
  }
}

const NAMES = [
  'used_assertions',
  'entra_trusts',
  'federated_credentials',
  'oauth_access_tokens',
  'oauth_secrets',
  'oauth_clients',
];

const MYSQL = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';
const SQLITE = 'WITHOUT ROWID';

/** The types mean the same to both databases. */
const TABLES = [
  `CREATE TABLE oauth_clients (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    description VARCHAR(255) NULL,
    created_at BIGINT NOT NULL
  )`,
  `CREATE TABLE oauth_secrets (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    client_id VARCHAR(16) NOT NULL,
    hint VARCHAR(12) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    retires_at BIGINT NULL,
    revoked_at BIGINT NULL,
    last_used_at BIGINT NULL,
    CONSTRAINT uq_oauth_secrets_hint UNIQUE (hint),
    CONSTRAINT uq_oauth_secrets_sha256 UNIQUE (sha256)
  )`,
  `CREATE TABLE oauth_access_tokens (
    hint VARCHAR(12) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    credential_id VARCHAR(16) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    expires_at BIGINT NOT NULL
  )`,
  `CREATE TABLE federated_credentials (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    description VARCHAR(255) NULL,
    issuer VARCHAR(255) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    audiences TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NULL
  )`,
  `CREATE TABLE entra_trusts (
    id VARCHAR(16) NOT NULL PRIMARY KEY,
    tenant_id VARCHAR(12) NOT NULL,
    audiences TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NULL,
    CONSTRAINT uq_entra_trusts_tenant UNIQUE (tenant_id)
  )`,
  `CREATE TABLE used_assertions (
    tenant_id VARCHAR(12) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sha256)
  )`,
];

const INDEXES = [
  'CREATE INDEX ix_oauth_clients_tenant ON oauth_clients (tenant_id, id)',
  'CREATE INDEX ix_oauth_secrets_client ON oauth_secrets (tenant_id, client_id, id)',
  'CREATE INDEX ix_oauth_access_tokens_expiry ON oauth_access_tokens (tenant_id, expires_at)',
  'CREATE INDEX ix_federated_credentials_tenant ON federated_credentials (tenant_id, id)',
  'CREATE INDEX ix_used_assertions_expiry ON used_assertions (tenant_id, expires_at)',
];
