# Functions for two machines without Patroni (docs/several-machines.md#with-two-machines-only). Source this file on both:
# . /root/several-machines/two-machines.sh
. /root/several-machines/shell.sh

# create_database: creates this machine's PostgreSQL, with settings for a primary and for a standby
create_database() (
  set -e
  # After a reboot it does not start by itself: this machine may have been replaced as primary.
  pg_createcluster 17 vigie --start-conf manual -p 5432 --locale C.UTF-8 -- --data-checksums > /dev/null
  cat > /etc/postgresql/17/vigie/conf.d/vigie.conf <<END
listen_addresses = '$(ip -4 -o address show | grep -oE "inet ($A|$B)/" | grep -oE '[0-9.]+')'
max_connections = 200
wal_keep_size = 8GB
hot_standby_feedback = on
max_standby_streaming_delay = 2s
# Without these, commits wait for a lost standby until TCP gives up its connection.
wal_sender_timeout = 5s
wal_receiver_timeout = 5s
END
  for who in "replication replicator" "vigie vigie"; do
    echo "host $who $NETWORK scram-sha-256"
  done >> /etc/postgresql/17/vigie/pg_hba.conf
)

# follow ADDRESS: replaces the data of this machine's PostgreSQL by a copy of the primary at ADDRESS, which it then
# follows. It deletes nothing unless a primary answers there.
follow() (
  set -e
  if ip -4 -o address show | grep -qF "inet $1/"; then
    echo "$1 is this machine, which cannot follow itself: nothing was changed." >&2
    exit 1
  fi
  is_standby=$(PGPASSWORD=$REPLICATION_PASSWORD psql -Atc "SHOW in_hot_standby" \
    "host=$1 user=replicator replication=true connect_timeout=5")
  if [ "$is_standby" != off ]; then
    echo "The PostgreSQL at $1 is a standby: nothing was changed." >&2
    exit 1
  fi
  pg_ctlcluster 17 vigie stop -m immediate 2> /dev/null || true
  rm -rf /var/lib/postgresql/17/vigie
  PGPASSWORD=$REPLICATION_PASSWORD runuser -u postgres -- \
    pg_basebackup -h "$1" -U replicator -D /var/lib/postgresql/17/vigie -R --checkpoint=fast
  pg_ctlcluster 17 vigie start
)

# wait_for_standby yes|no: sets whether this primary acknowledges a commit only once the standby has it too
wait_for_standby() {
  [ "$1" = yes ] && names="'*'" || names="''"
  runuser -u postgres -- psql -q -c "alter system set synchronous_standby_names = $names" -c "select pg_reload_conf()" \
    > /dev/null
}

# promote: makes this machine's standby the primary, which does not wait for a standby
promote() {
  pg_ctlcluster 17 vigie promote && wait_for_standby no
}

# route_to ADDRESS: makes HAProxy on this machine route to the primary at ADDRESS
route_to() {
  sed -i -e '/^listen primary/,$ { /httpchk/d; /timeout check/d; /default-server/d; /server pg/d }' /etc/haproxy/haproxy.cfg
  echo "  server pg $1:5432 tcp-ut 5s" >> /etc/haproxy/haproxy.cfg
  haproxy -c -q -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy
}

# show_standby: prints the standby's address, and whether commits wait for it
show_standby() {
  runuser -u postgres -- psql -Atc "select host(client_addr) || ' ' || state || ' ' || sync_state from pg_stat_replication"
}
