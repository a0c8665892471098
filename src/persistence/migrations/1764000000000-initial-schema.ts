import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The whole data model. Every key of tenant-owned data starts with `tenant_id`, so the schema can be
 * sharded by it; keys compare byte by byte (binary collation), case rules are applied before storing.
 */
export class InitialSchema1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const statement of mysql ? MYSQL : SQLITE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${runner.connection.driver.escape(table)}`);
  }
}

const TABLES = [
  'attribute_values',
  'group_members',
  'groups',
  'users',
  'service_settings',
  'access_tokens',
  'tenants',
];

const TABLE_OPTIONS =
  'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC';

const MYSQL = [
  `CREATE TABLE tenants (
    id VARCHAR(12) NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    entra_tenant_id VARCHAR(36) NOT NULL,
    provisioning_enabled TINYINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE KEY uq_tenants_entra_tenant_id (entra_tenant_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE access_tokens (
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
    UNIQUE KEY uq_access_tokens_hint (hint),
    UNIQUE KEY uq_access_tokens_sha256 (sha256),
    KEY ix_access_tokens_tenant (tenant_id, id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE service_settings (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value VARCHAR(255) NOT NULL
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE users (
    tenant_id VARCHAR(12) NOT NULL,
    id VARCHAR(36) NOT NULL,
    user_name VARCHAR(255) NOT NULL,
    user_name_key VARCHAR(255) NOT NULL,
    external_id VARCHAR(255) NULL,
    display_name_key VARCHAR(255) NULL,
    active TINYINT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    version INT UNSIGNED NOT NULL,
    document MEDIUMTEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY uq_users_user_name (tenant_id, user_name_key),
    KEY ix_users_external_id (tenant_id, external_id),
    KEY ix_users_display_name (tenant_id, display_name_key),
    KEY ix_users_active (tenant_id, active),
    KEY ix_users_created (tenant_id, created_at),
    KEY ix_users_modified (tenant_id, modified_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE \`groups\` (
    tenant_id VARCHAR(12) NOT NULL,
    id VARCHAR(36) NOT NULL,
    display_name VARCHAR(255) NOT NULL,
    display_name_key VARCHAR(255) NOT NULL,
    external_id VARCHAR(255) NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    version INT UNSIGNED NOT NULL,
    document MEDIUMTEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY uq_groups_display_name (tenant_id, display_name_key),
    KEY ix_groups_external_id (tenant_id, external_id),
    KEY ix_groups_created (tenant_id, created_at),
    KEY ix_groups_modified (tenant_id, modified_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE group_members (
    tenant_id VARCHAR(12) NOT NULL,
    group_id VARCHAR(36) NOT NULL,
    member_id VARCHAR(36) NOT NULL,
    member_type VARCHAR(5) NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id),
    KEY ix_group_members_member (tenant_id, member_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE attribute_values (
    tenant_id VARCHAR(12) NOT NULL,
    resource_id VARCHAR(36) NOT NULL,
    path VARCHAR(255) NOT NULL,
    element INT UNSIGNED NOT NULL,
    value_key VARCHAR(255) NOT NULL,
    value_text MEDIUMTEXT NULL,
    PRIMARY KEY (tenant_id, resource_id, path, element),
    KEY ix_attribute_values_value (tenant_id, path, value_key)
  ) ${TABLE_OPTIONS}`,
];

/** Its indexes end with the id, as those of InnoDB do by themselves: they then serve the order of a page too. */
const SQLITE = [
  `CREATE TABLE tenants (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    entra_tenant_id TEXT NOT NULL CONSTRAINT uq_tenants_entra_tenant_id UNIQUE,
    provisioning_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE access_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    hint TEXT NOT NULL CONSTRAINT uq_access_tokens_hint UNIQUE,
    sha256 TEXT NOT NULL CONSTRAINT uq_access_tokens_sha256 UNIQUE,
    description TEXT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NULL,
    retires_at INTEGER NULL,
    revoked_at INTEGER NULL,
    last_used_at INTEGER NULL
  ) WITHOUT ROWID`,
  `CREATE INDEX ix_access_tokens_tenant ON access_tokens (tenant_id, id)`,
  `CREATE TABLE service_settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE users (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL,
    external_id TEXT NULL,
    display_name_key TEXT NULL,
    active INTEGER NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_users_user_name UNIQUE (tenant_id, user_name_key)
  )`,
  `CREATE INDEX ix_users_external_id ON users (tenant_id, external_id, id)`,
  `CREATE INDEX ix_users_display_name ON users (tenant_id, display_name_key, id)`,
  `CREATE INDEX ix_users_active ON users (tenant_id, active, id)`,
  `CREATE INDEX ix_users_created ON users (tenant_id, created_at, id)`,
  `CREATE INDEX ix_users_modified ON users (tenant_id, modified_at, id)`,
  `CREATE TABLE groups (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    display_name_key TEXT NOT NULL,
    external_id TEXT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_groups_display_name UNIQUE (tenant_id, display_name_key)
  )`,
  `CREATE INDEX ix_groups_external_id ON groups (tenant_id, external_id, id)`,
  `CREATE INDEX ix_groups_created ON groups (tenant_id, created_at, id)`,
  `CREATE INDEX ix_groups_modified ON groups (tenant_id, modified_at, id)`,
  `CREATE TABLE group_members (
    tenant_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    member_type TEXT NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id)
  ) WITHOUT ROWID`,
  `CREATE INDEX ix_group_members_member ON group_members (tenant_id, member_id)`,
  `CREATE TABLE attribute_values (
    tenant_id TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    path TEXT NOT NULL,
    element INTEGER NOT NULL,
    value_key TEXT NOT NULL,
    value_text TEXT NULL,
    PRIMARY KEY (tenant_id, resource_id, path, element)
  ) WITHOUT ROWID`,
  `CREATE INDEX ix_attribute_values_value ON attribute_values (tenant_id, path, value_key)`,
];
