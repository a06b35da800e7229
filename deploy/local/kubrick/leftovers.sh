# shellcheck shell=bash
# Sourced by the commands: finds processes that a build or a test left running. All of them inherit a variable that identifies this run.

# shellcheck source=../nap.sh
source "$commands/../nap.sh"

mark=$(cat /proc/sys/kernel/random/uuid)
export KUBRICK_COMMAND_RUN=$mark

# Disables build servers that would outlive the command.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# One compiler server for all projects of this build takes a third of the time. Its id is unique, so end_leftovers can stop it.
private_build=(-p:UseSharedCompilation=true -p:SharedCompilationId="kubrick-$mark")

# Prints the ids of all processes started by this run, without this script.
leftovers() {
  local file pid parent
  while read -r file; do
    pid=${file#/proc/} pid=${pid%/environ}
    [[ $pid != "$$" && $pid != "$BASHPID" ]] || continue
    # A child of the current shell belongs to the function call itself, for example a command substitution.
    { parent=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status") && [[ -n $parent && $parent != "$BASHPID" ]]; } 2>/dev/null || continue
    printf '%s\n' "$pid"
  done < <(grep -lszFx "KUBRICK_COMMAND_RUN=$mark" /proc/[0-9]*/environ)
}

# Waits up to SECONDS for the leftovers to exit and prints the remaining ones as "pid command".
leftovers_after() { # seconds
  local deadline=$((SECONDS + $1)) pids
  while pids=$(leftovers) && [[ -n $pids ]] && ((SECONDS < deadline)); do nap 0.2; done
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
  while pids=$(leftovers) && [[ -n $pids ]] && ((SECONDS < deadline)); do nap 0.1; done
  for pid in $pids; do kill -KILL "$pid" 2>/dev/null || true; done
}
