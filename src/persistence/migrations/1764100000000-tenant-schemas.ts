import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Extension schemas that tenants register, and on the tenant which state of them is in force. */
export class TenantSchemas1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    await runner.query(mysql ? MYSQL : SQLITE);
    await runner.query('ALTER TABLE tenants ADD COLUMN schemas_revision VARCHAR(36) NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tenants DROP COLUMN schemas_revision');
    await runner.query('DROP TABLE tenant_schemas');
  }
}

const MYSQL = `CREATE TABLE tenant_schemas (
    tenant_id VARCHAR(12) NOT NULL,
    urn_key VARCHAR(128) NOT NULL,
    resource_type VARCHAR(5) NOT NULL,
    definition MEDIUMTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, urn_key)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC`;

const SQLITE = `CREATE TABLE tenant_schemas (
    tenant_id TEXT NOT NULL,
    urn_key TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, urn_key)
  ) WITHOUT ROWID`;
