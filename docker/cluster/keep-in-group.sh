#!/bin/bash
# Joins the group whenever the server is outside it, for as long as the server runs: keep-in-group.sh PID SOCKET
# It never makes a group: form-group.sh does.
set -uo pipefail
server=$1
socket=$2
export MYSQL_PWD=$MYSQL_ROOT_PASSWORD

ask() { mysql --no-defaults --user=root --socket="$socket" --batch --skip-column-names --execute "$1" 2> /dev/null; }

# Whether another node takes part in a group, or tries to.
group_is_near() {
  local seed
  for seed in $(ask "SELECT REPLACE(@@GLOBAL.group_replication_group_seeds, ',', ' ')"); do
    timeout 1 bash -c "< /dev/tcp/${seed/://}" 2> /dev/null && return
  done
  return 1
}

while sleep 5 && kill -0 "$server" 2> /dev/null; do
  state=$(ask "SELECT MEMBER_STATE FROM performance_schema.replication_group_members
    WHERE MEMBER_ID = @@GLOBAL.server_uuid") || continue
  [ "$state" = OFFLINE ] || [ "$state" = ERROR ] || continue
  group_is_near || continue
  # Refused while the server is joining already.
  [ "$state" = OFFLINE ] || ask "STOP GROUP_REPLICATION"
  ask "CHANGE REPLICATION SOURCE TO SOURCE_USER = 'replication', SOURCE_PASSWORD = '$REPLICATION_PASSWORD'
    FOR CHANNEL 'group_replication_recovery'"
  ask "START GROUP_REPLICATION" && ask "SET GLOBAL offline_mode = OFF"
done
