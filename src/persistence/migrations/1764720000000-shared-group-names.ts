import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A tenant may let groups share a name. Whatever it lets, no two groups have one name and one external id; and of those
 * that are marked as alone with their name, as all are that processes of before add, no two have one name.
 */
export class SharedGroupNames1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const statement of mysql ? MYSQL : SQLITE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const statement of mysql ? BACK_MYSQL : BACK_SQLITE) await runner.query(statement);
  }
}

const MYSQL = [
  'ALTER TABLE `groups` ADD COLUMN shares_name TINYINT NOT NULL DEFAULT 0',
  'ALTER TABLE `groups` ADD COLUMN unique_name VARCHAR(255) GENERATED ALWAYS AS (CASE shares_name WHEN 0 THEN display_name_key END) VIRTUAL',
  "ALTER TABLE `groups` ADD COLUMN external_id_or_none VARCHAR(255) GENERATED ALWAYS AS (COALESCE(external_id, '')) VIRTUAL",
  'ALTER TABLE `groups` ADD UNIQUE KEY uq_groups_unique_name (tenant_id, unique_name)',
  'ALTER TABLE `groups` ADD UNIQUE KEY uq_groups_name_and_external_id (tenant_id, display_name_key, external_id_or_none)',
  'ALTER TABLE `groups` DROP KEY uq_groups_display_name',
];

const BACK_MYSQL = [
  'ALTER TABLE `groups` ADD UNIQUE KEY uq_groups_display_name (tenant_id, display_name_key)',
  'ALTER TABLE `groups` DROP KEY uq_groups_name_and_external_id',
  'ALTER TABLE `groups` DROP KEY uq_groups_unique_name',
  'ALTER TABLE `groups` DROP COLUMN external_id_or_none',
  'ALTER TABLE `groups` DROP COLUMN unique_name',
  'ALTER TABLE `groups` DROP COLUMN shares_name',
];

const COLUMNS = `tenant_id, id, display_name, display_name_key, external_id, created_at, modified_at, version, document,
    display_name_text, external_id_text`;

const DEFINITIONS = `tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    display_name_key TEXT NOT NULL,
    external_id TEXT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    display_name_text TEXT NULL,
    external_id_text TEXT NULL`;

/** SQLite takes a constraint away with its table only. */
function remade(definitions: string): string[] {
  return [
    `CREATE TABLE groups_next (${definitions})`,
    `INSERT INTO groups_next (${COLUMNS}) SELECT ${COLUMNS} FROM groups`,
    'DROP TABLE groups',
    'ALTER TABLE groups_next RENAME TO groups',
    'CREATE INDEX ix_groups_external_id ON groups (tenant_id, external_id, id)',
    'CREATE INDEX ix_groups_created ON groups (tenant_id, created_at, id)',
    'CREATE INDEX ix_groups_modified ON groups (tenant_id, modified_at, id)',
    'CREATE INDEX ix_groups_version ON groups (tenant_id, version, id)',
  ];
}

const SQLITE = remade(`${DEFINITIONS},
    shares_name INTEGER NOT NULL DEFAULT 0,
    unique_name TEXT GENERATED ALWAYS AS (CASE shares_name WHEN 0 THEN display_name_key END) VIRTUAL,
    external_id_or_none TEXT GENERATED ALWAYS AS (COALESCE(external_id, '')) VIRTUAL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_groups_unique_name UNIQUE (tenant_id, unique_name),
    CONSTRAINT uq_groups_name_and_external_id UNIQUE (tenant_id, display_name_key, external_id_or_none)`);

const BACK_SQLITE = remade(`${DEFINITIONS},
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_groups_display_name UNIQUE (tenant_id, display_name_key)`);
