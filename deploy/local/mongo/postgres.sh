# shellcheck shell=bash
# Sourced by mongo/run and mongo/install: the PostgreSQL cluster of the MongoDB-compatible server.
#
# It listens only on a Unix socket in its data folder, so it uses no port, and only users who may read the folder can connect.
# The socket's path is relative to the working directory, because a full path may be too long for a socket.

postgres_bin=''
cluster_template='' # a new cluster with the extension, which `install` created
as_user=(setpriv)
postgres_settings=(
  -c listen_addresses=''
  -c unix_socket_directories=.
  -c port=5432
  -c shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb,pg_documentdb_extended_rum
  # only indexes of this access method support sorting; with others every sorted page sorts the whole collection
  -c documentdb.alternate_index_handler_name=extended_rum
  -c cron.database_name=postgres
  # DocumentDB creates collections on a second connection, so that they exist before the first write commits
  -c documentdb.localhost_connection_string=host=/proc/self/cwd
  # its jobs only build indexes that were requested in the background, which the gateway never does, and start two processes every two seconds
  -c documentdb.enableBackgroundWorker=off
  # background workers instead of TCP connections, and no log row for each run of a job
  -c cron.use_background_workers=on
  -c cron.log_run=off
  -c cron.log_statement=off
  -c max_connections=120
  -c max_worker_processes=16
  -c shared_buffers=128MB
  -c huge_pages=off
  -c jit=off
  # indexes are built by one process: parallel builds of the extension are young, and what crashes one process ends the connections of all; their workers also take the cores of a small machine
  -c documentdb_rum.enable_parallel_index_build=off
  -c max_parallel_maintenance_workers=0
  # no replicas: less to write for each commit
  -c wal_level=minimal
  -c max_wal_senders=0
  -c max_wal_size=512MB
  # the client gets command errors; the log contains only failures of the server and no user data
  -c log_min_messages=log
  -c log_min_error_statement=panic
  -c log_checkpoints=off
  -c log_line_prefix='postgres: '
)

find_postgres() { # installed folder
  postgres_bin=$(compgen -G "$1/usr/lib/postgresql/*/bin" | sort -V | tail -1 || true)
  [[ -x $postgres_bin/postgres ]] || die 69 "The MongoDB-compatible server is not installed in $1: run deploy/local/mongo/install --tools $(dirname "$1")."
  postgres_bin=$(cd "$postgres_bin" && pwd)
  cluster_template=$1/cluster

  # PostgreSQL refuses to run as root. It then runs as "nobody" with the capability to enter folders that only root may enter.
  if [[ $(id -u) == 0 ]]; then
    as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups
      --inh-caps=+dac_override,+dac_read_search --ambient-caps=+dac_override,+dac_read_search)
    "${as_user[@]}" true 2>/dev/null || die 69 "PostgreSQL refuses to run as root, and this machine does not allow changing the user: run Kubrick as an ordinary user."
  fi
}

as_postgres() { LC_ALL=C TZ=UTC "${as_user[@]}" -- "$@"; }

create_cluster() { # folder, fsync on|off
  local folder=$1 sync=()
  [[ $2 == on ]] || sync=(--no-sync)
  if [[ -f $folder/PG_VERSION ]]; then
    local have want
    have=$(<"$folder/PG_VERSION") want=$(basename "$(dirname "$postgres_bin")")
    [[ $have == "$want" ]] || die 69 "The data in $folder was written by PostgreSQL $have, but version $want is installed: move the folder away, or install the older version."
    return
  fi

  # An interrupted creation leaves an incomplete cluster, so it uses a temporary folder that is renamed at the end.
  rm -rf "$folder.new" "$folder"
  if [[ -r $cluster_template/PG_VERSION ]]; then
    # A copy takes a tenth of the time of initdb and CREATE EXTENSION.
    cp -a "$cluster_template" "$folder.new"
    [[ $(id -u) != 0 ]] || chown -R 65534:65534 "$folder.new"
    [[ $2 != on ]] || initialize "$folder" --sync-only
  else
    mkdir -m 700 "$folder.new"
    [[ $(id -u) != 0 ]] || chown 65534:65534 "$folder.new"
    initialize "$folder" -U postgres -A trust -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C "${sync[@]}"
  fi
  mv "$folder.new" "$folder"
  rm -f "$folder.log"
}

initialize() { # folder, arguments of initdb
  as_postgres "$postgres_bin/initdb" -D "$1.new" "${@:2}" >"$1.log" 2>&1 </dev/null ||
    { tail -5 "$1.log" >&2; die 1 "The database folder $1 could not be created."; }
}

start_postgres() { # folder, fsync on|off
  local folder=$1 unsafe=()
  # What is committed survives a crash of PostgreSQL also without fsync. Databases of tests are gone before a vacuum would pay.
  [[ $2 == on ]] || unsafe=(-c fsync=off -c full_page_writes=off -c autovacuum=off)
  # This script has the lock on the data folder, so the processes of earlier servers have exited and these files are stale.
  rm -f "$folder/postmaster.pid" "$folder"/.s.PGSQL.*
  cd "$folder"
  # SIGINT is PostgreSQL's "fast" shutdown: roll back open transactions, write everything, exit. Changing the user clears the
  # parent-death signal, so it is set again.
  start_stopped_by INT postgres env LC_ALL=C TZ=UTC \
    "${as_user[@]}" --pdeathsig INT -- "$postgres_bin/postgres" -D "$folder" "${postgres_settings[@]}" "${unsafe[@]}" >"$folder.log" 2>&1
  postgres_log=$folder.log
  cd "$OLDPWD"
}

postgres_log=''
# Shows the end of PostgreSQL's log when it exited by itself.
explain_end() { [[ -z $postgres_log ]] || tail -15 "$postgres_log" >&2; }

run_sql() { # folder, SQL
  (
    cd "$1"
    PGOPTIONS='-c client_min_messages=error' as_postgres "$postgres_bin/psql" -qXAt -h /proc/self/cwd -p 5432 -U postgres -d postgres \
      -v ON_ERROR_STOP=1 -c "$2" </dev/null {data_lock}>&-
  )
}

postgres_answers() { run_sql "$1" 'SELECT 1'; }

# Creates the extension on the first start, and upgrades it after a newer version was installed.
# The jobs that build indexes in the background are removed: the gateway builds indexes itself, and the jobs wake up every two seconds.
# Records of retryable writes are deleted after 30 minutes, the lifetime of MongoDB's sessions.
prepare_extension() { # folder
  run_sql "$1" "
    CREATE EXTENSION IF NOT EXISTS documentdb CASCADE;
    CREATE EXTENSION IF NOT EXISTS documentdb_extended_rum CASCADE;
    ALTER EXTENSION documentdb_core UPDATE;
    ALTER EXTENSION documentdb UPDATE;
    ALTER EXTENSION documentdb_extended_rum UPDATE;
    SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname LIKE 'documentdb_index_build_task%';
    SELECT cron.schedule('kubrick_retryable_writes', '*/10 * * * *',
      \$\$DELETE FROM documentdb_data.retryable_writes WHERE write_time < now() - interval '30 minutes'\$\$);" >/dev/null ||
    { stop_children; die 1 "The DocumentDB extension could not be loaded from $postgres_bin."; }
}
