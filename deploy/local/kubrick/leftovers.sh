# shellcheck shell=bash
# Sourced by the commands: finds what a build or a test left running. Everything that is started inherits a variable of this run's own.

mark=$(cat /proc/sys/kernel/random/uuid)
export KUBRICK_COMMAND_RUN=$mark

# The compiler's and the build's servers would stay for later builds; ours have a name of their own and are ended with the build.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# One compiler for all projects, also where the machine asks for one process each: a third of the time.
private_build=(-p:UseSharedCompilation=true -p:SharedCompilationId="kubrick-$mark")

# Process ids of what this run started and is still there, without this script itself.
leftovers() {
  local folder pid
  for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}
    [[ $pid != "$$" && $pid != "$BASHPID" ]] || continue
    grep -qzFx "KUBRICK_COMMAND_RUN=$mark" "$folder/environ" 2>/dev/null || continue
    # children of this very shell (a subshell that asks, say) are no leftovers
    [[ $(awk '/^PPid:/ { print $2 }' "$folder/status" 2>/dev/null) != "$BASHPID" ]] || continue
    printf '%s\n' "$pid"
  done
}

# Those that are still there after SECONDS, as "pid command", for a report.
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
