# shellcheck shell=bash
# ./kubrick up: runs the whole system on this machine.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"
# shellcheck source=build.sh
source "$commands/build.sh"

app_host=$root/Kubrick.AppHost/bin/Release/net10.0/Kubrick.AppHost.dll
first_port=8080

up_usage() {
  cat <<'TEXT'
Usage: ./kubrick up [--port PORT] [--s3] [--data DIR] [--no-dashboard]

Installs missing requirements, builds, starts the system and prints the addresses of the app and of the Aspire dashboard.
Ctrl-C stops all processes that it started.

  --port PORT      port of the app (default: 8080, or the next free one)
  --s3             store recordings on an S3 server (Ceph, installed from Debian) instead of in a folder
  --data DIR       folder for databases, queues and recordings (default: .kubrick/run)
  --no-dashboard   run without the Aspire dashboard; the services' logs are printed here

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 failure, 64 invalid arguments, 69 a requirement is not available.
TEXT
}

installing=''

main() {
  local port='' data=$root/.kubrick/run s3=no dashboard=yes
  while (($#)); do
    case $1 in
      --port) port=${2-}; shift 2 || fail 64 "--port needs a value." ;;
      --data) data=${2-}; shift 2 || fail 64 "--data needs a value." ;;
      --s3) s3=yes; shift ;;
      --no-dashboard) dashboard=no; shift ;;
      -h | --help) up_usage; exit 0 ;;
      *) fail 64 "Unknown argument '$1'. See ./kubrick up --help." ;;
    esac
  done
  [[ -z $port ]] || { [[ $port =~ ^[0-9]{1,5}$ ]] && ((10#$port > 0 && 10#$port < 65536)); } || fail 64 "--port needs a number between 1 and 65535, not '$port'."
  [[ -n $data ]] || fail 64 "--data needs a folder."

  mkdir -p "$data" "$root/.kubrick"
  data=$(cd "$data" && pwd)
  only_one "$data"
  need_sdks
  install rabbitmq ffmpeg
  [[ $s3 == no ]] || install s3
  # Installs MongoDB during the build. It must not count as a leftover of the build; the EXIT trap stops it.
  (unset KUBRICK_COMMAND_RUN; install mongo) &
  installing=$!
  trap 'kill -TERM "$installing" 2>/dev/null || true; end_leftovers' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  build_application
  wait "$installing" || exit $?
  trap - EXIT INT TERM HUP
  choose_port "$port"
  run "$data" "$s3" "$dashboard"
}

# Allows one `up` per data folder. The kernel releases the lock when the last process that owns it has exited.
only_one() { # data folder
  exec {up_lock}>>"$1/up.lock"
  flock -n "$up_lock" && return
  local address
  address=$(cat "$1/address" 2>/dev/null || true)
  if [[ -n $address ]]; then
    fail 1 "Kubrick is already running with this data folder, at $address"
  fi
  fail 1 "Kubrick is already being started or stopped with this data folder: $1"
}

chosen_port=''
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

choose_port() { # requested port, or empty
  chosen_port=$1
  if [[ -n $chosen_port ]]; then
    ! taken "$chosen_port" || fail 1 "Port $chosen_port is in use; choose another one with --port."
    return
  fi
  for ((chosen_port = first_port; chosen_port < first_port + 100; chosen_port++)); do
    taken "$chosen_port" || return 0
  done
  fail 1 "No port from $first_port to $((first_port + 99)) is free; choose one with --port."
}

run() { # data folder, s3 yes|no, dashboard yes|no
  local data=$1 address=http://127.0.0.1:$chosen_port arguments=() pid status=0
  export PORT=$chosen_port KUBRICK_DATA=$data KUBRICK_TOOLS=$tools
  [[ $2 == no ]] || export STORAGE_PROVIDER=s3
  # The application prints its address; apart from that, only warnings are shown.
  # An argument, and no variable: the services inherit variables, and their logs go to the dashboard.
  arguments+=(--Logging:LogLevel:Default=Warning)
  [[ $3 == yes ]] || arguments+=(--no-dashboard --Logging:LogLevel:Kubrick=Information)

  note "Starting Kubrick …"
  printf '%s' "$address" >"$data/address"
  # Job control puts the AppHost into its own process group with default signal handling. It then receives each signal once: from this
  # script, or from the kernel when this script is killed.
  set -m
  (cd "$root/Kubrick.AppHost" && exec setpriv --pdeathsig TERM dotnet exec "$app_host" "${arguments[@]}") </dev/null {up_lock}>&- &
  pid=$!
  set +m
  trap 'kill -INT "$pid" 2>/dev/null || true' INT
  trap 'kill -TERM "$pid" 2>/dev/null || true' TERM HUP
  # A trap interrupts `wait`, so it is repeated until the AppHost has exited.
  while kill -0 "$pid" 2>/dev/null; do
    status=0
    wait "$pid" || status=$?
  done
  # When the AppHost was killed, the orchestrator stops the processes that it started.
  leftovers_after 30 >/dev/null
  end_leftovers
  rm -f "$data/address"
  case $status in
    0 | 130 | 143) note "Kubrick has stopped." ;;
    *) fail 1 "Kubrick exited with status $status." ;;
  esac
}
