# shellcheck shell=bash
# Sourced by the `run` scripts: runs servers as children in the foreground and stops them together, in reverse order.
#
# Exit codes: 0 after SIGTERM, SIGINT or SIGHUP; 1 when a server exited by itself; 64 for wrong arguments;
# 69 when a requirement is missing. The last line on stderr then states the reason in one sentence.
#
# Each child has a parent-death signal, so it stops even when this script is killed by SIGKILL.

# shellcheck source=ports.sh
source "$(dirname "${BASH_SOURCE[0]}")/ports.sh"
# shellcheck source=nap.sh
source "$(dirname "${BASH_SOURCE[0]}")/nap.sh"

child_pids=()
child_names=()
child_signals=()
stop_grace_seconds=30

say() { printf '%s\n' "$*"; }

die() { # code, sentence
  local code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

# need_number --port "$port"
need_number() {
  [[ $2 =~ ^[0-9]{1,5}$ ]] && ((10#$2 > 0 && 10#$2 < 65536)) || die 64 "$1 needs a port number between 1 and 65535, not '$2'."
}

# Allows one run per data folder. The servers inherit the lock's file descriptor, so the lock stays taken until the last of
# them has exited, even when this script was killed.
lock_data_folder() { # folder
  mkdir -p "$1"
  exec {data_lock}>"$1/.lock"
  flock -w "$stop_grace_seconds" "$data_lock" || die 1 "Another server is running on $1: stop it first."
}

# start NAME COMMAND…: starts a child that is stopped by SIGTERM.
start() { start_stopped_by TERM "$@"; }

start_stopped_by() { # signal, name, command…
  local signal=$1 name=$2
  shift 2
  setpriv --pdeathsig "$signal" -- "$@" </dev/null &
  child_pids+=("$!")
  child_names+=("$name")
  child_signals+=("$signal")
}

alive() { kill -0 "$1" 2>/dev/null; }

# wait_until SECONDS COMMAND…: waits until the command succeeds; exits when a child exits first.
wait_until() {
  local deadline=$((SECONDS + $1)) index
  shift
  until "$@" >/dev/null 2>&1; do
    for index in "${!child_pids[@]}"; do
      alive "${child_pids[index]}" || {
        if [[ $(type -t explain_end) == function ]]; then explain_end; fi
        stop_children
        die 1 "${child_names[index]} exited during its start."
      }
    done
    ((SECONDS < deadline)) || { stop_children; die 1 "Not ready within the time limit: $*"; }
    nap 0.05
  done
}

stop_child() { # index
  local pid=${child_pids[$1]} deadline=$((SECONDS + stop_grace_seconds))
  kill -"${child_signals[$1]}" "$pid" 2>/dev/null || true
  while alive "$pid"; do
    if ((SECONDS >= deadline)); then
      say "${child_names[$1]} did not stop within $stop_grace_seconds s; killing it." >&2
      kill -KILL "$pid" 2>/dev/null || true
    fi
    nap 0.02
  done
  wait "$pid" 2>/dev/null || true
}

stop_children() {
  local index
  trap '' TERM INT HUP
  for ((index = ${#child_pids[@]} - 1; index >= 0; index--)); do
    stop_child "$index"
  done
  child_pids=()
}

on_stop_signal() {
  stop_children
  exit 0
}
trap on_stop_signal TERM INT HUP

# Waits until a child exits, stops the others and fails, so that a supervisor restarts all of them.
supervise() {
  local index status=0
  wait -n "${child_pids[@]}" || status=$?
  for index in "${!child_pids[@]}"; do
    alive "${child_pids[index]}" || say "${child_names[index]} exited (status $status)." >&2
  done
  if [[ $(type -t explain_end) == function ]]; then explain_end; fi
  stop_children
  exit 1
}
