import type { TableParts } from './table-parts.js';

/** Column defaults serve tenants that processes of the previous build create during a roll-out. */
export function tenantTables({ table }: TableParts): string[] {
  return [
    `CREATE TABLE tenants (
      id VARCHAR(12) NOT NULL PRIMARY KEY,
      name VARCHAR(255) NOT NULL,
      entra_tenant_id VARCHAR(36) NOT NULL,
      provisioning_enabled BOOLEAN NOT NULL,
      schemas_revision VARCHAR(36) NULL,
      unique_group_names BOOLEAN NOT NULL DEFAULT 1,
      strict BOOLEAN NOT NULL DEFAULT 0,
      schemas_for_entra BOOLEAN NOT NULL DEFAULT 1,
      created_at BIGINT NOT NULL
    ) ${table}`,
    'CREATE UNIQUE INDEX uq_tenants_entra_tenant_id ON tenants (entra_tenant_id)',
    `CREATE TABLE tenant_schemas (
      tenant_id VARCHAR(12) NOT NULL,
      urn_key VARCHAR(128) NOT NULL,
      resource_type VARCHAR(5) NOT NULL,
      definition MEDIUMTEXT NOT NULL,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (tenant_id, urn_key)
    ) ${table}`,
    `CREATE TABLE service_settings (
      name VARCHAR(64) NOT NULL PRIMARY KEY,
      value VARCHAR(255) NOT NULL
    ) ${table}`,
  ];
}
