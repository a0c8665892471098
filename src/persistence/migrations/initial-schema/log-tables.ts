import type { TableParts } from './table-parts.js';

/**
 * Ids of the provisioning log are UUIDv7, so the primary key is in the order of time and serves its pages. Every
 * further index costs each write. There are three: for the entries of a resource, for those with an action and an
 * outcome, and for names that no resource has any more (deleted or refused). The audit log outlives its tenants.
 */
export function logTables({ table, rowidTable, unsigned, where }: TableParts): string[] {
  return [
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
      resource_name VARCHAR(1024) NULL,
      name_key VARCHAR(255) NULL,
      external_id VARCHAR(1024) NULL,
      status SMALLINT${unsigned} NOT NULL,
      reason VARCHAR(32) NULL,
      detail VARCHAR(1000) NULL,
      changes MEDIUMTEXT NULL,
      grammar VARCHAR(8) NULL,
      duration_ms DOUBLE NOT NULL,
      left_out INTEGER${unsigned} NULL,
      PRIMARY KEY (tenant_id, id)
    ) ${rowidTable}`,
    'CREATE INDEX ix_provisioning_log_resource ON provisioning_log (tenant_id, resource_id, id)',
    'CREATE INDEX ix_provisioning_log_action ON provisioning_log (tenant_id, outcome, action, id)',
    `CREATE INDEX ix_provisioning_log_name ON provisioning_log (tenant_id, name_key, resource_id, id)${where('name_key IS NOT NULL')}`,
    `CREATE TABLE request_counts (
      tenant_id VARCHAR(12) NOT NULL,
      hour BIGINT NOT NULL,
      kind VARCHAR(16) NOT NULL,
      reason VARCHAR(120) NOT NULL,
      requests BIGINT NOT NULL,
      PRIMARY KEY (tenant_id, hour, kind, reason)
    ) ${table}`,
    `CREATE TABLE tenant_activity (
      tenant_id VARCHAR(12) NOT NULL PRIMARY KEY,
      last_request_at BIGINT NOT NULL,
      last_write_at BIGINT NOT NULL,
      last_test_at BIGINT NOT NULL,
      refused_at BIGINT NOT NULL,
      refused_reason VARCHAR(32) NOT NULL
    ) ${table}`,
    `CREATE TABLE audit_log (
      id VARCHAR(32) NOT NULL PRIMARY KEY,
      created_at BIGINT NOT NULL,
      tenant_id VARCHAR(12) NULL,
      action VARCHAR(40) NOT NULL,
      target VARCHAR(128) NULL,
      actor_kind VARCHAR(16) NOT NULL,
      actor_hint VARCHAR(16) NOT NULL,
      address VARCHAR(64) NOT NULL,
      request_id VARCHAR(64) NOT NULL,
      outcome VARCHAR(8) NOT NULL,
      status INTEGER NULL,
      detail TEXT NULL
    ) ${table}`,
    'CREATE INDEX ix_audit_log_time ON audit_log (created_at, id)',
    'CREATE INDEX ix_audit_log_tenant ON audit_log (tenant_id, created_at, id)',
  ];
}
