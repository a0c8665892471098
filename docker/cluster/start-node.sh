#!/bin/bash
# Runs one node of the group: start-node.sh NUMBER [OPTION OF MYSQLD]...
# MYSQL_ROOT_PASSWORD and REPLICATION_PASSWORD are the same on every node: letters and digits.
set -euo pipefail
number=$1
shift
address=10.83.0.1$number
data=${DATA:-/var/lib/mysql}
here=$(cd "$(dirname "$0")" && pwd)

# An empty server joins when there is a group: MySQL would try in vain, for a minute, before form-group.sh has made one.
if [ ! -e "$data/auto.cnf" ]; then
  set -- "$@" --loose-group_replication_start_on_boot=OFF
  chown mysql "$data"
  mysqld --no-defaults --initialize-insecure --user=mysql --datadir="$data" --secure-file-priv=NULL
fi

# Each node makes these users for itself, and not in its binary log: a node with transactions of its own is not let
# into the group.
users=$data/users.sql
(umask 077 && cat > "$users") <<SQL
SET SQL_LOG_BIN = 0;
ALTER USER root@localhost IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
CREATE USER IF NOT EXISTS replication IDENTIFIED BY '$REPLICATION_PASSWORD';
GRANT REPLICATION SLAVE, CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO replication;
SQL
chown mysql "$users"

# MySQL tries to join its group when it starts, and not after it has failed to.
"$here/keep-in-group.sh" $$ "$data/mysqld.sock" &

exec mysqld --defaults-file="$here/my.cnf" --user=mysql --datadir="$data" --socket="$data/mysqld.sock" \
  --pid-file="$data/mysqld.pid" --secure-file-priv=NULL --init-file="$users" --mysqlx=OFF \
  --bind-address="$address" --report-host="$address" --server-id="$number" \
  --loose-group_replication_local_address="$address:33061" "$@"
