import type { TableParts } from './table-parts.js';

/** Generated columns of `groups` with their expressions. Unique keys contain them. */
export const GENERATED_COLUMNS = [
  ['unique_name', 'CASE shares_name WHEN 0 THEN display_name_key END'],
  ['external_id_or_none', "COALESCE(external_id, '')"],
] as const;

/**
 * Names and external ids have up to 1,024 characters, an index 255. For a longer value the key column holds its
 * beginning and a digest, and the column beside it (`_text`) the whole key. Indexes end with the id, which InnoDB
 * appends anyway: so they also serve the order of a page.
 */
export function resourceTables({ table, rowidTable, unsigned }: TableParts): string[] {
  return [
    `CREATE TABLE users (
      tenant_id VARCHAR(12) NOT NULL,
      id VARCHAR(36) NOT NULL,
      user_name VARCHAR(255) NOT NULL,
      user_name_key VARCHAR(255) NOT NULL,
      external_id VARCHAR(255) NULL,
      external_id_text VARCHAR(1024) NULL,
      display_name_key VARCHAR(255) NULL,
      display_name_text VARCHAR(1024) NULL,
      active TINYINT NULL,
      created_at BIGINT NOT NULL,
      modified_at BIGINT NOT NULL,
      version INTEGER${unsigned} NOT NULL,
      document MEDIUMTEXT NOT NULL,
      PRIMARY KEY (tenant_id, id)
    ) ${rowidTable}`,
    'CREATE UNIQUE INDEX uq_users_user_name ON users (tenant_id, user_name_key)',
    'CREATE INDEX ix_users_external_id ON users (tenant_id, external_id, id)',
    'CREATE INDEX ix_users_display_name ON users (tenant_id, display_name_key, id)',
    'CREATE INDEX ix_users_active ON users (tenant_id, active, id)',
    'CREATE INDEX ix_users_created ON users (tenant_id, created_at, id)',
    'CREATE INDEX ix_users_modified ON users (tenant_id, modified_at, id)',
    'CREATE INDEX ix_users_version ON users (tenant_id, version, id)',
    `CREATE TABLE \`groups\` (
      tenant_id VARCHAR(12) NOT NULL,
      id VARCHAR(36) NOT NULL,
      display_name VARCHAR(1024) NOT NULL,
      display_name_key VARCHAR(255) NOT NULL,
      display_name_text VARCHAR(1024) NULL,
      external_id VARCHAR(255) NULL,
      external_id_text VARCHAR(1024) NULL,
      shares_name TINYINT NOT NULL DEFAULT 0,
      ${GENERATED_COLUMNS.map(([name, expression]) => `${name} VARCHAR(255) AS (${expression}) VIRTUAL,`).join('\n')}
      created_at BIGINT NOT NULL,
      modified_at BIGINT NOT NULL,
      version INTEGER${unsigned} NOT NULL,
      document MEDIUMTEXT NOT NULL,
      PRIMARY KEY (tenant_id, id)
    ) ${rowidTable}`,
    // A tenant may allow groups to share a name. In any case, no two groups have the same name and the same external
    // id, and no two groups with `shares_name = 0` have the same name.
    'CREATE UNIQUE INDEX uq_groups_unique_name ON `groups` (tenant_id, unique_name)',
    'CREATE UNIQUE INDEX uq_groups_name_and_external_id ON `groups` (tenant_id, display_name_key, external_id_or_none)',
    'CREATE INDEX ix_groups_external_id ON `groups` (tenant_id, external_id, id)',
    'CREATE INDEX ix_groups_created ON `groups` (tenant_id, created_at, id)',
    'CREATE INDEX ix_groups_modified ON `groups` (tenant_id, modified_at, id)',
    'CREATE INDEX ix_groups_version ON `groups` (tenant_id, version, id)',
    `CREATE TABLE group_members (
      tenant_id VARCHAR(12) NOT NULL,
      group_id VARCHAR(36) NOT NULL,
      member_id VARCHAR(36) NOT NULL,
      member_type VARCHAR(5) NOT NULL,
      PRIMARY KEY (tenant_id, group_id, member_id)
    ) ${table}`,
    'CREATE INDEX ix_group_members_member ON group_members (tenant_id, member_id)',
    `CREATE TABLE attribute_values (
      tenant_id VARCHAR(12) NOT NULL,
      resource_id VARCHAR(36) NOT NULL,
      path VARCHAR(255) NOT NULL,
      element INTEGER${unsigned} NOT NULL,
      value_key VARCHAR(255) NOT NULL,
      value_text MEDIUMTEXT NULL,
      PRIMARY KEY (tenant_id, resource_id, path, element)
    ) ${table}`,
    'CREATE INDEX ix_attribute_values_value ON attribute_values (tenant_id, path, value_key)',
    `CREATE TABLE resource_counts (
      tenant_id VARCHAR(12) NOT NULL,
      resource_type VARCHAR(5) NOT NULL,
      slot TINYINT${unsigned} NOT NULL,
      resources INTEGER NOT NULL,
      PRIMARY KEY (tenant_id, resource_type, slot)
    ) ${table}`,
  ];
}
