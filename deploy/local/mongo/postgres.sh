# shellcheck shell=bash
# Sourced by mongo/run and mongo/install: the PostgreSQL cluster behind the gateway.
#
# It listens on a Unix socket inside its own data folder and on nothing else, so it takes no port and only those who may
# read the folder can connect. The socket is named relative to the working directory: a full path may be too long for one.

postgres_bin=''
as_user=(setpriv)
postgres_settings=(
  -c listen_addresses=''
  -c unix_socket_directories=.
  -c port=5432
  -c shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb,pg_documentdb_extended_rum
  # only the indexes of this method are read in their order: with the others every sorted page sorts the whole collection
  -c documentdb.alternate_index_handler_name=extended_rum
  -c cron.database_name=postgres
  # DocumentDB makes a collection over a second connection, so that it exists before the write that needed it commits
  -c documentdb.localhost_connection_string=host=/proc/self/cwd
  # workers of PostgreSQL itself in place of connections over TCP, and no row in a table for each run of a job
  -c cron.use_background_workers=on
  -c cron.log_run=off
  -c cron.log_statement=off
  -c max_connections=120
  -c max_worker_processes=16
  -c shared_buffers=128MB
  -c huge_pages=off
  -c jit=off
  # one server, no replicas: less to write for each commit
  -c wal_level=minimal
  -c max_wal_senders=0
  -c max_wal_size=512MB
  # a failed command is answered to the client; the log is for the server's own troubles, and shows no user's data
  -c log_min_messages=log
  -c log_min_error_statement=panic
  -c log_checkpoints=off
  -c log_line_prefix='postgres: '
)

find_postgres() { # installed folder
  postgres_bin=$(compgen -G "$1/usr/lib/postgresql/*/bin" | sort -V | tail -1 || true)
  [[ -x $postgres_bin/postgres ]] || die 69 "The MongoDB-compatible server is not installed in $1: run deploy/local/mongo/install --tools $(dirname "$1")."
  postgres_bin=$(cd "$postgres_bin" && pwd)

  # PostgreSQL refuses to run as root. It runs as "nobody" then, with the right to pass through folders that only root may enter.
  if [[ $(id -u) == 0 ]]; then
    as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups
      --inh-caps=+dac_override,+dac_read_search --ambient-caps=+dac_override,+dac_read_search)
    "${as_user[@]}" true 2>/dev/null || die 69 "PostgreSQL refuses to run as root and this machine does not allow to change the user: run Kubrick as an ordinary user."
  fi
}

as_postgres() { LC_ALL=C TZ=UTC "${as_user[@]}" -- "$@"; }

create_cluster() { # folder, fsync on|off
  local folder=$1 sync=()
  [[ $2 == on ]] || sync=(--no-sync)
  if [[ -f $folder/PG_VERSION ]]; then
    local have want
    have=$(<"$folder/PG_VERSION") want=$(basename "$(dirname "$postgres_bin")")
    [[ $have == "$want" ]] || die 69 "The data in $folder was written by PostgreSQL $have and the installed one is $want: move the folder away, or install the older one."
    return
  fi

  # initdb that was cut off leaves half a cluster, so it works beside and the whole is renamed.
  rm -rf "$folder.new" "$folder"
  mkdir -m 700 "$folder.new"
  [[ $(id -u) != 0 ]] || chown 65534:65534 "$folder.new"
  as_postgres "$postgres_bin/initdb" -D "$folder.new" -U postgres -A trust -E UTF8 \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C "${sync[@]}" >"$folder.log" 2>&1 </dev/null ||
    { tail -5 "$folder.log" >&2; die 1 "The database folder $folder could not be created."; }
  mv "$folder.new" "$folder"
  rm -f "$folder.log"
}

start_postgres() { # folder, fsync on|off
  local folder=$1 unsafe=()
  [[ $2 == on ]] || unsafe=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
  # The lock on the data folder is ours and every process of an earlier server would hold it: what these files name is dead.
  rm -f "$folder/postmaster.pid" "$folder"/.s.PGSQL.*
  cd "$folder"
  # SIGINT is PostgreSQL's "fast" stop: roll back what is open, write everything, end. The change of user clears the
  # kernel's promise to send it when this script dies, so it is asked for again.
  start_stopped_by INT postgres env LC_ALL=C TZ=UTC \
    "${as_user[@]}" --pdeathsig INT -- "$postgres_bin/postgres" -D "$folder" "${postgres_settings[@]}" "${unsafe[@]}" >"$folder.log" 2>&1
  postgres_log=$folder.log
  cd "$OLDPWD"
}

postgres_log=''
# Its log is long-winded; the end of it matters when it ended by itself.
explain_end() { [[ -z $postgres_log ]] || tail -15 "$postgres_log" >&2; }

run_sql() { # folder, SQL
  (
    cd "$1"
    PGOPTIONS='-c client_min_messages=error' as_postgres "$postgres_bin/psql" -qXAt -h /proc/self/cwd -p 5432 -U postgres -d postgres \
      -v ON_ERROR_STOP=1 -c "$2" </dev/null {data_lock}>&-
  )
}

postgres_answers() { run_sql "$1" 'SELECT 1'; }

# Creates the extension on the first start and brings it up to date after a newer one was installed.
# The jobs which build indexes in the background are dropped: the gateway builds them at once, and they wake up every two seconds.
# What was kept so that a repeated write is not done twice is dropped after half an hour, as long as MongoDB's sessions live.
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
