# shellcheck shell=bash
# Sourced by s3/run: a minimal Ceph cluster that serves S3.
#
# $CEPH_CONF names all files and ports. The three processes communicate over the loopback address without authentication; the S3
# API validates signatures.

cluster=''

prepare_cluster() { # folder, persist yes|no
  cluster=$1/ceph
  # An in-memory store is empty after a restart, so its old monitor is discarded, and so is an incomplete cluster.
  if [[ $2 == no || ! -f $cluster/complete || $(<"$cluster/complete") != persist ]]; then
    rm -rf "$cluster"
  fi
  mkdir -p "$cluster"/{mon,osd,rgw,run,log}
  [[ -f $cluster/fsid ]] || cp /proc/sys/kernel/random/uuid "$cluster/fsid"
  [[ -f $cluster/osd-id ]] || cp /proc/sys/kernel/random/uuid "$cluster/osd-id"
  export CEPH_CONF=$cluster/ceph.conf
}

write_settings() { # folder, port, monitor port, persist yes|no
  local store='osd_objectstore = memstore
memstore_device_bytes = 4294967296'
  [[ $4 == no ]] || store="osd_objectstore = bluestore
bluestore_block_size = 21474836480
bluestore_block_create = true
bluestore_cache_size = 134217728
bluestore_fsck_quick_fix_on_mount = false
osd_memory_target = 939524096"
  cat >"$CEPH_CONF" <<TEXT
[global]
fsid = $(<"$cluster/fsid")
mon_host = v1:127.0.0.1:$3/0
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_msgr2 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = $cluster/run
admin_socket =
pid_file =
log_file =
log_to_stderr = false
err_to_stderr = true
mon_cluster_log_to_file = false
mon_cluster_log_to_stderr = false
# one replica of each object, because there is one machine
osd_pool_default_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
osd_crush_chooseleaf_type = 0
# after a crash Ceph waits for the watchers of the previous gateway; its default is 30 s
osd_client_watch_timeout = 3
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
mon_data = $cluster/mon
mon_data_avail_crit = 1
osd_data = $cluster/osd
$store
osd_class_update_on_start = false
osd_crush_update_on_start = false

[client.rgw.kubrick]
rgw_data = $cluster/rgw
rgw_frontends = beast endpoint=127.0.0.1:$2 tcp_nodelay=1
rgw_thread_pool_size = 64
# lets tests upload small recordings in several parts
rgw_multipart_min_part_size = 262144
TEXT
  printf '%s' "$([[ $4 == yes ]] && printf persist || printf memory)" >"$cluster/kind"
}

quietly() { # command…: shows its output only if it fails
  local output
  output=$("$@" 2>&1 </dev/null) || { printf '%s\n' "$output" | tail -5 >&2; stop_children; die 1 "Ceph could not be started: $1 failed."; }
}

# retry SECONDS COMMAND…: repeats an idempotent command until it succeeds, and shows its last output if it never does. A monitor
# listens before it is ready: at first it may reply EPERM or not at all.
retry() {
  local output deadline=$((SECONDS + $1))
  shift
  until output=$(timeout 20 "$@" 2>&1 </dev/null); do
    ((SECONDS < deadline)) && alive "${child_pids[0]}" || {
      printf '%s\n' "$output" | tail -5 >&2
      stop_children
      die 1 "Ceph could not be started: '$*' failed."
    }
    nap 0.2
  done
}

start_monitor() {
  local port
  port=$(sed -n 's/^mon_host = v1:127.0.0.1:\([0-9]*\).*/\1/p' "$CEPH_CONF")
  quietly monmaptool --create --clobber --fsid "$(<"$cluster/fsid")" --addv a "[v1:127.0.0.1:$port]" "$cluster/monmap"
  if [[ -d $cluster/mon/store.db ]]; then
    # The port may have changed since the last start, and the monitor stores its own.
    quietly ceph-mon -i a --inject-monmap "$cluster/monmap"
  else
    quietly ceph-mon -i a --mkfs --monmap "$cluster/monmap"
  fi
  start ceph-mon ceph-mon -i a -f
  wait_until 120 listening "$port"
}

start_store() {
  if [[ ! -f $cluster/complete ]]; then
    retry 60 ceph osd new "$(<"$cluster/osd-id")"
    quietly ceph-osd -i 0 --mkfs --osd-uuid "$(<"$cluster/osd-id")"
    retry 60 ceph osd crush add osd.0 1.0 host=localhost root=default
    cp "$cluster/kind" "$cluster/complete"
  fi
  start ceph-osd ceph-osd -i 0 -f
}

start_s3_gateway() { # port
  start radosgw radosgw -n client.rgw.kubrick -f
  wait_until 300 listening "$1"
}

# The user is written through standard input, so that no key is on a command line, and a changed key replaces the old one.
create_user() { # access key, secret key
  local output
  output=$(radosgw-admin -n client.rgw.kubrick metadata put user:kubrick 2>&1 <<TEXT
{
  "key": "user:kubrick",
  "data": {
    "user_id": "kubrick", "display_name": "Kubrick", "email": "", "suspended": 0, "max_buckets": 1000, "subusers": [], "swift_keys": [], "caps": [],
    "keys": [{ "user": "kubrick", "access_key": "$1", "secret_key": "$2" }],
    "op_mask": "read, write, delete", "type": "rgw"
  }
}
TEXT
  ) || { printf '%s\n' "$output" | tail -5 >&2; stop_children; die 1 "The user of the S3 server could not be created."; }
}
