# shellcheck shell=bash
# Sourced by the commands: finds processes that a build or a test left running. All of them inherit a variable that identifies this run.

mark=$(cat /proc/sys/kernel/random/uuid)
export KUBRICK_COMMAND_RUN=$mark

# Disables build servers that would outlive the command.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# One compiler server for all projects of this build takes a third of the time. Its id is unique, so end_leftovers can stop it.
private_build=(-p:UseSharedCompilation=true -p:SharedCompilationId="kubrick-$mark")

# Prints the ids of all processes started by this run, without this script.
leftovers() {
  local folder pid
  for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}
    [[ $pid != "$$" && $pid != "$BASHPID" ]] || continue
    grep -qzFx "KUBRICK_COMMAND_RUN=$mark" "$folder/environ" 2>/dev/null || continue
    # A child of the current shell belongs to the function call itself, for example a command substitution.
    [[ $(awk '/^PPid:/ { print $2 }' "$folder/status" 2>/dev/null) != "$BASHPID" ]] || continue
    printf '%s\n' "$pid"
  done
}

# Waits up to SECONDS for the leftovers to exit and prints the remaining ones as "pid command".
leftovers_after() { # seconds
  local deadline=$((SECONDS + $1)) pids
  while pids=$(leftovers) && [[ -n $pids ]] && ((SECONDS < deadline)); do sleep 0.2; done
  local pid
  for pid in $pids; do
    printf '%s %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-120)"
  done
}

end_leftovers() {
  local pid pids
  pids=$(leftovers)
  for pid in $pids; do kill -TERM "$pid" 2>/dev/null || true; done
  local deadline=$((SECONDS + 10))
  while pids=$(leftovers) && [[ -n $pids ]] && ((SECONDS < deadline)); do sleep 0.1; done
  for pid in $pids; do kill -KILL "$pid" 2>/dev/null || true; done
}
