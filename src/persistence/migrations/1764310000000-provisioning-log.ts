import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The provisioning log, one row a write or a refused request. Its ids are in the order of time (UUIDv7), so the
 * primary key serves pages by time. Every further index costs each write: one finds the entries of a resource,
 * one those of an action and outcome, one what was deleted or refused by its name, which no resource has any more.
 */
export class ProvisioningLog1764310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.connection.options.type === 'mysql';
    for (const statement of mysql ? MYSQL : SQLITE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE provisioning_log');
  }
}

const MYSQL = [
  `CREATE TABLE provisioning_log (
    tenant_id VARCHAR(12) NOT NULL,
    id VARCHAR(36) NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor VARCHAR(64) NOT NULL,
    action VARCHAR(16) NOT NULL,
    outcome VARCHAR(8) NOT NULL,
    resource_type VARCHAR(5) NULL,
    resource_id VARCHAR(64) NULL,
    resource_name VARCHAR(255) NULL,
    name_key VARCHAR(255) NULL,
    external_id VARCHAR(255) NULL,
    status SMALLINT UNSIGNED NOT NULL,
    reason VARCHAR(32) NULL,
    detail VARCHAR(1000) NULL,
    changes MEDIUMTEXT NULL,
    grammar VARCHAR(8) NULL,
    duration_ms DOUBLE NOT NULL,
    left_out INT UNSIGNED NULL,
    PRIMARY KEY (tenant_id, id),
    KEY ix_provisioning_log_resource (tenant_id, resource_id, id),
    KEY ix_provisioning_log_action (tenant_id, outcome, action, id),
    KEY ix_provisioning_log_name (tenant_id, name_key, resource_id, id)
  ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin ROW_FORMAT=DYNAMIC`,
];

const SQLITE = [
  `CREATE TABLE provisioning_log (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    resource_type TEXT NULL,
    resource_id TEXT NULL,
    resource_name TEXT NULL,
    name_key TEXT NULL,
    external_id TEXT NULL,
    status INTEGER NOT NULL,
    reason TEXT NULL,
    detail TEXT NULL,
    changes TEXT NULL,
    grammar TEXT NULL,
    duration_ms REAL NOT NULL,
    left_out INTEGER NULL,
    PRIMARY KEY (tenant_id, id)
  )`,
  `CREATE INDEX ix_provisioning_log_resource ON provisioning_log (tenant_id, resource_id, id)`,
  `CREATE INDEX ix_provisioning_log_action ON provisioning_log (tenant_id, outcome, action, id)`,
  `CREATE INDEX ix_provisioning_log_name ON provisioning_log (tenant_id, name_key, resource_id, id) WHERE name_key IS NOT NULL`,
];
