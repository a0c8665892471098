#!/bin/bash
# Makes the group, with this node as its first member, and what the service needs: run it on one node, once, or after
# all nodes were down at the same time, on the one with the most transactions. The others join by themselves.
set -euo pipefail
export MYSQL_PWD=$MYSQL_ROOT_PASSWORD
ask() { mysql --no-defaults --user=root --socket="${DATA:-/var/lib/mysql}/mysqld.sock" --batch --skip-column-names "$@"; }

members=$(ask --execute "SELECT COUNT(*) FROM performance_schema.replication_group_members
  WHERE MEMBER_STATE IN ('ONLINE', 'RECOVERING')")
if [ "$members" != 0 ]; then
  echo "This node is in a group of $members already." >&2
  exit 1
fi

ask <<SQL
STOP GROUP_REPLICATION;
CHANGE REPLICATION SOURCE TO SOURCE_USER = 'replication', SOURCE_PASSWORD = '$REPLICATION_PASSWORD'
  FOR CHANNEL 'group_replication_recovery';
SET GLOBAL group_replication_bootstrap_group = ON;
START GROUP_REPLICATION;
SET GLOBAL group_replication_bootstrap_group = OFF;
SET GLOBAL offline_mode = OFF;
SQL

# Replicated to the others.
ask <<SQL
CREATE DATABASE IF NOT EXISTS invitedesk;
CREATE USER IF NOT EXISTS invitedesk IDENTIFIED BY '$MYSQL_PASSWORD';
GRANT ALL ON invitedesk.* TO invitedesk;
GRANT SELECT ON performance_schema.replication_group_members TO invitedesk;
GRANT SELECT ON performance_schema.replication_group_member_stats TO invitedesk;
CREATE USER IF NOT EXISTS haproxy IDENTIFIED BY '' WITH MAX_USER_CONNECTIONS 20;
GRANT SELECT ON performance_schema.replication_group_members TO haproxy;
SQL
