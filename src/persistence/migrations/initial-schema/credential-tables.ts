import type { TableParts } from './table-parts.js';

/** Tables of credentials. A credential is found by its hint, before its tenant is known. */
export function credentialTables({ table }: TableParts): string[] {
  return [
    `CREATE TABLE access_codes (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      hint VARCHAR(12) NOT NULL,
      sha256 VARCHAR(64) NOT NULL,
      description VARCHAR(255) NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NULL,
      retires_at BIGINT NULL,
      revoked_at BIGINT NULL,
      last_used_at BIGINT NULL,
      made_by VARCHAR(12) NULL
    ) ${table}`,
    'CREATE UNIQUE INDEX uq_access_codes_hint ON access_codes (hint)',
    'CREATE UNIQUE INDEX uq_access_codes_sha256 ON access_codes (sha256)',
    'CREATE INDEX ix_access_codes_tenant ON access_codes (tenant_id, id)',
    `CREATE TABLE oauth_clients (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      description VARCHAR(255) NULL,
      created_at BIGINT NOT NULL
    ) ${table}`,
    'CREATE INDEX ix_oauth_clients_tenant ON oauth_clients (tenant_id, id)',
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
      made_by VARCHAR(12) NULL
    ) ${table}`,
    'CREATE UNIQUE INDEX uq_oauth_secrets_hint ON oauth_secrets (hint)',
    'CREATE UNIQUE INDEX uq_oauth_secrets_sha256 ON oauth_secrets (sha256)',
    'CREATE INDEX ix_oauth_secrets_client ON oauth_secrets (tenant_id, client_id, id)',
    `CREATE TABLE oauth_access_tokens (
      hint VARCHAR(12) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      credential_id VARCHAR(16) NOT NULL,
      sha256 VARCHAR(64) NOT NULL,
      expires_at BIGINT NOT NULL
    ) ${table}`,
    'CREATE INDEX ix_oauth_access_tokens_expiry ON oauth_access_tokens (tenant_id, expires_at)',
    `CREATE TABLE federated_credentials (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      description VARCHAR(255) NULL,
      issuer VARCHAR(255) NOT NULL,
      subject VARCHAR(255) NOT NULL,
      audiences TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      last_used_at BIGINT NULL,
      made_by VARCHAR(12) NULL
    ) ${table}`,
    'CREATE INDEX ix_federated_credentials_tenant ON federated_credentials (tenant_id, id)',
    `CREATE TABLE entra_trusts (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      audiences TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      last_used_at BIGINT NULL
    ) ${table}`,
    'CREATE UNIQUE INDEX uq_entra_trusts_tenant ON entra_trusts (tenant_id)',
    `CREATE TABLE used_assertions (
      tenant_id VARCHAR(12) NOT NULL,
      sha256 VARCHAR(64) NOT NULL,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (tenant_id, sha256)
    ) ${table}`,
    'CREATE INDEX ix_used_assertions_expiry ON used_assertions (tenant_id, expires_at)',
    `CREATE TABLE setup_links (
      id VARCHAR(16) NOT NULL PRIMARY KEY,
      tenant_id VARCHAR(12) NOT NULL,
      hint VARCHAR(12) NOT NULL,
      sha256 VARCHAR(64) NOT NULL,
      description VARCHAR(255) NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      revoked_at BIGINT NULL,
      last_used_at BIGINT NULL,
      max_uses INTEGER NOT NULL DEFAULT 10,
      uses INTEGER NOT NULL DEFAULT 0
    ) ${table}`,
    'CREATE UNIQUE INDEX uq_setup_links_hint ON setup_links (hint)',
    'CREATE INDEX ix_setup_links_tenant ON setup_links (tenant_id, id)',
    `CREATE TABLE console_sessions (
      hint VARCHAR(12) NOT NULL PRIMARY KEY,
      sha256 VARCHAR(64) NOT NULL,
      tenant_id VARCHAR(12) NULL,
      setup_link_id VARCHAR(16) NULL,
      admin_token VARCHAR(64) NULL,
      created_at BIGINT NOT NULL,
      last_seen_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    ) ${table}`,
    'CREATE INDEX ix_console_sessions_tenant ON console_sessions (tenant_id)',
    'CREATE INDEX ix_console_sessions_expiry ON console_sessions (expires_at)',
    'CREATE INDEX ix_console_sessions_seen ON console_sessions (last_seen_at)',
  ];
}
