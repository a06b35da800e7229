# shellcheck shell=bash
# ./kubrick storage: sets up the bucket of a storage provider, and moves recordings between storages.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"

storage_usage() {
  cat <<'TEXT'
Usage: ./kubrick storage init [--provider PROVIDER] [--dry-run]
       ./kubrick storage move --from PLACE --to PLACE [--dry-run] [--limit N] [--delete-at-once]

  init  create the bucket, its CORS rule and the rule that aborts unfinished uploads (./kubrick storage init --help)
  move  move recordings from one storage to another while the system runs (./kubrick storage move --help)

Settings are read from environment variables. While the system runs on this machine with the same data folder (KUBRICK_DATA, default:
.kubrick/run), move takes those that are not set from it.
TEXT
}

main() {
  local project
  case ${1-} in
    init) project=Kubrick.Uploads ;;
    move) project=Kubrick.Recordings ;;
    '' | -h | --help) storage_usage; exit 0 ;;
    *) fail 64 "Unknown argument '$1'. See ./kubrick storage --help." ;;
  esac
  dotnet_version >/dev/null || fail 69 "The .NET SDK 10 is missing: install it, see the README."
  step "Building" env DOTNET_TieredPGO=0 dotnet build "$root/$project" --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false >&2
  end_leftovers
  [[ $1 != move ]] || use_running_system "${KUBRICK_DATA-$root/.kubrick/run}"
  exec dotnet exec "$root/$project/bin/Debug/net10.0/$project.dll" storage "$@"
}

# Only the system itself knows the ports and secrets of its local servers. It stores them in a file of its owner, which is valid
# while it has its lock.
use_running_system() { # data folder
  local name value
  [[ -r $1/commands.env && -e $1/run.lock ]] || return 0
  ! flock -n "$1/run.lock" true || return 0
  # With the operator's own database, its settings are not mixed with those of the local system.
  [[ -z ${MONGODB_URI-}${ConnectionStrings__kubrick-} ]] || return 0
  while IFS='=' read -r name value; do
    [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ && -z ${!name+set} ]] || continue
    export "$name=$value"
  done <"$1/commands.env"
}
