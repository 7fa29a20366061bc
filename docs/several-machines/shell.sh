# Functions for the steps of docs/several-machines.md. Source this file: . /root/several-machines/shell.sh
. /root/several-machines/cluster.env

# What etcdctl needs.
export ETCDCTL_ENDPOINTS="https://$A:2379,https://$B:2379,https://$C:2379"
export ETCDCTL_CACERT=/root/several-machines/etcd.pem ETCDCTL_CERT=/root/several-machines/etcd.pem
export ETCDCTL_KEY=/root/several-machines/etcd-key.pem

# place SAMPLE FILE [OWNER]: writes a sample of this folder to FILE, with your addresses, names and secrets. Samples are
# written for the first machine; on the others the lines that name their own machine are changed.
place() (
  set -e -a
  . /root/several-machines/cluster.env
  N=$(machine_number)
  umask 077
  perl -pe '
    if ($ENV{N} != 1) {
      s/\b(etcd|pg)1$/$1$ENV{N}/ if /^(ETCD_NAME=|name:)/;
      s/10\.0\.0\.1\b/10.0.0.$ENV{N}/ if /^ETCD_\w+_URLS=|^\s*(listen|connect_address):|^HOST=/;
    }
    s/\b10\.0\.0\.0\/24/$ENV{NETWORK}/g;
    s/\b10\.0\.0\.([123])\b/(undef, @ENV{"A", "B", "C"})[$1]/ge;
    s/news\.example\.org/$ENV{SITE_HOST}/g;
    s/\b(SUPERUSER|REPLICATION|REWIND|PATRONI|DATABASE|VALKEY)-PASSWORD\b/$ENV{"$1_PASSWORD"}/g;
    s/\b(S3-(?:ENDPOINT|REGION|BUCKET|KEY|SECRET)|SMTP-URL|AUTH-SECRET|ACTIONS-KEY)\b/$ENV{$1 =~ tr|-|_|r}/ge;
  ' "/root/several-machines/$1" > "$2.new"
  chmod 0640 "$2.new"
  chown "${3:-root}" "$2.new"
  mv "$2.new" "$2"
)

# machine_number: 1 on A, 2 on B, 3 on C
machine_number() {
  n=0
  for address in "$A" "$B" "$C"; do
    n=$((n + 1))
    if ip -4 address show | grep -qF "inet $address/"; then echo $n; return; fi
  done
  echo "None of A, B and C in cluster.env is an address of this machine." >&2
  return 1
}

# vigie COMMAND: the site's command line, as the user vigie with the site's environment
vigie() {
  runuser -u vigie -- env -i PATH="$PATH" HOME=/var/lib/vigie sh -c '
    set -a; . /etc/vigie/environment; cd /srv/vigie && exec npm run --silent vigie -- "$@"' vigie "$@"
}

# primary [OPTIONS]: psql as the site's role, on the primary, through HAProxy
primary() {
  PGPASSWORD=$DATABASE_PASSWORD psql -h 127.0.0.1 -p 5000 -U vigie vigie "$@"
}
