# shellcheck shell=bash
# Sourced by mongo/run: the gateway that translates MongoDB's wire protocol for PostgreSQL.

gateway_assembly=''

# Usually the build of the solution has built it. It is built here if it is missing or older than its sources.
find_gateway() { # project folder
  local project=$1 candidate
  command -v dotnet >/dev/null || die 69 "The .NET SDK is missing: install it, see the README."
  for candidate in "$project"/bin/{Release,Debug}/net*/Kubrick.DocumentDbGateway.dll; do
    if [[ -f $candidate ]] && gateway_is_current "$project" "$candidate"; then
      gateway_assembly=$candidate
      return
    fi
  done
  build_gateway "$project"
  gateway_assembly=$(compgen -G "$project/bin/Release/net*/Kubrick.DocumentDbGateway.dll" | head -1)
}

gateway_is_current() { # project folder, assembly
  [[ -z $(find "$1" \( -path "$1/bin" -o -path "$1/obj" \) -prune -o \( -name '*.cs' -o -name '*.csproj' \) -newer "$2" -print -quit) ]]
}

build_gateway() { # project folder
  local log
  mkdir -p "$1/obj"
  log=$(mktemp)
  (
    flock 9
    dotnet build "$1" -c Release --nologo -v quiet >"$log" 2>&1 </dev/null
  ) 9>"$1/obj/.build.lock" || { tail -20 "$log" >&2; rm -f "$log"; die 1 "The gateway could not be built from $1."; }
  rm -f "$log"
}

start_gateway() { # folder of the cluster, port
  # The gateway finds PostgreSQL's socket in its working directory. It must not inherit the lock on the data.
  cd "$1"
  DOTNET_TieredPGO=0 DOTNET_gcServer=0 start gateway dotnet exec "$gateway_assembly" --port "$2" --postgres /proc/self/cwd {data_lock}>&-
  cd "$OLDPWD"
}
