# shellcheck shell=bash
# Sourced by the `run` scripts: servers as children in the foreground, stopped together, last one first.
#
# Exit codes: 0 after SIGTERM, SIGINT or SIGHUP; 1 when a server ended by itself; 64 for wrong arguments;
# 69 when something that is needed cannot be had. The last line on stderr then says what and why, in one sentence.
#
# Each child asks the kernel for a signal when this script dies, so even SIGKILL of the script alone leaves nothing behind.

# shellcheck source=ports.sh
source "$(dirname "${BASH_SOURCE[0]}")/ports.sh"

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

# One run per data folder. The lock is a file descriptor which the server inherits: it is free only when the last of
# them is dead, also when this script was killed and they are still writing.
lock_data_folder() { # folder
  mkdir -p "$1"
  exec {data_lock}>"$1/.lock"
  flock -w "$stop_grace_seconds" "$data_lock" || die 1 "Another server is running on $1: stop it first."
}

# start NAME COMMAND…: a child that is stopped by SIGTERM, also when this script dies.
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

# wait_until SECONDS COMMAND…: until the command succeeds; ends the script when a child dies meanwhile.
wait_until() {
  local deadline=$((SECONDS + $1)) index
  shift
  until "$@" >/dev/null 2>&1; do
    for index in "${!child_pids[@]}"; do
      alive "${child_pids[index]}" || {
        if [[ $(type -t explain_end) == function ]]; then explain_end; fi
        stop_children
        die 1 "${child_names[index]} ended while it was starting."
      }
    done
    ((SECONDS < deadline)) || { stop_children; die 1 "Not ready in time: $*"; }
    sleep 0.05
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
    sleep 0.02
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

# Blocks until a child ends; then the others are stopped and the script fails, so that a supervisor starts all anew.
supervise() {
  local index status=0
  wait -n "${child_pids[@]}" || status=$?
  for index in "${!child_pids[@]}"; do
    alive "${child_pids[index]}" || say "${child_names[index]} ended (status $status)." >&2
  done
  if [[ $(type -t explain_end) == function ]]; then explain_end; fi
  stop_children
  exit 1
}
