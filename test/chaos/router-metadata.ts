/** The user whom Router asks with. */
export const ROUTER_USER = 'router';
export const ROUTER_PASSWORD = 'chaosrouter';

const SCHEMA = 'mysql_innodb_cluster_metadata';
const CLUSTER_ID = '6a5d3f0e-2f5e-4d0c-9f44-6f0c1f5f1a01';

export interface Server {
  readonly uuid: string;
  readonly address: string;
}

/**
 * As much of the metadata of an InnoDB Cluster as Router reads while it runs. MySQL Shell makes them, which Debian does
 * not have.
 */
export function groupMetadata(cluster: string, group: string, servers: readonly Server[]): string[] {
  const view = (name: string, columns: string) =>
    `CREATE SQL SECURITY INVOKER VIEW ${SCHEMA}.${name} AS SELECT ${columns}`;
  return [
    `DROP DATABASE IF EXISTS ${SCHEMA}`,
    `CREATE DATABASE ${SCHEMA}`,
    view('schema_version', '2 AS major, 2 AS minor, 0 AS patch'),
    `CREATE TABLE ${SCHEMA}.clusters (cluster_id CHAR(36) PRIMARY KEY, cluster_name VARCHAR(63), group_name CHAR(36))`,
    `CREATE TABLE ${SCHEMA}.instances
      (instance_id INT PRIMARY KEY, cluster_id CHAR(36), address VARCHAR(265), mysql_server_uuid CHAR(36))`,
    `CREATE TABLE ${SCHEMA}.routers (router_id INT PRIMARY KEY, cluster_id CHAR(36), router_name VARCHAR(265),
      product_name VARCHAR(128), address VARCHAR(256), version VARCHAR(12), last_check_in TIMESTAMP NULL,
      attributes JSON, options JSON, clusterset_id VARCHAR(36))`,
    view(
      'v2_clusters',
      `'gr' AS cluster_type, 'pm' AS primary_mode, cluster_id, cluster_name, NULL AS router_options
       FROM ${SCHEMA}.clusters`,
    ),
    view(
      'v2_gr_clusters',
      `'gr' AS cluster_type, 'pm' AS primary_mode, cluster_id, cluster_name, group_name, NULL AS attributes,
       NULL AS options, NULL AS router_options, NULL AS description, NULL AS clusterset_id FROM ${SCHEMA}.clusters`,
    ),
    view(
      'v2_instances',
      `instance_id, cluster_id, address AS label, mysql_server_uuid, address, address AS endpoint, NULL AS xendpoint,
       '{}' AS attributes, 'group-member' AS instance_type FROM ${SCHEMA}.instances`,
    ),
    view('v2_routers', `* FROM ${SCHEMA}.routers`),
    view('v2_router_options', `router_id, '{}' AS router_options FROM ${SCHEMA}.routers`),
    // The cluster is part of no set of clusters.
    `CREATE TABLE ${SCHEMA}.v2_cs_members (cluster_id CHAR(36) PRIMARY KEY, clusterset_id VARCHAR(36))`,
    view(
      'v2_this_instance',
      `i.cluster_id, i.instance_id, c.cluster_name, 'gr' AS cluster_type
       FROM ${SCHEMA}.instances i JOIN ${SCHEMA}.clusters c ON c.cluster_id = i.cluster_id
       WHERE i.mysql_server_uuid = (SELECT VARIABLE_VALUE FROM performance_schema.global_variables
         WHERE VARIABLE_NAME = 'server_uuid')`,
    ),
    `INSERT INTO ${SCHEMA}.clusters VALUES ('${CLUSTER_ID}', '${cluster}', '${group}')`,
    `INSERT INTO ${SCHEMA}.routers (router_id, cluster_id, options) VALUES (1, '${CLUSTER_ID}', '{}')`,
    ...servers.map(
      ({ address, uuid }, index) =>
        `INSERT INTO ${SCHEMA}.instances VALUES (${index + 1}, '${CLUSTER_ID}', '${address}', '${uuid}')`,
    ),
    `CREATE USER IF NOT EXISTS ${ROUTER_USER} IDENTIFIED BY '${ROUTER_PASSWORD}'`,
    `GRANT SELECT, UPDATE ON ${SCHEMA}.* TO ${ROUTER_USER}`,
    ...['replication_group_members', 'replication_group_member_stats', 'global_variables'].map(
      (table) => `GRANT SELECT ON performance_schema.${table} TO ${ROUTER_USER}`,
    ),
  ];
}
