# shellcheck shell=bash
# ./kubrick storage: sets up the bucket of a storage provider.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"

storage_usage() {
  cat <<'TEXT'
Usage: ./kubrick storage init [--provider PROVIDER] [--dry-run]

  init  create the bucket, its CORS rule and the rule that aborts unfinished uploads (./kubrick storage init --help)
TEXT
}

main() {
  case ${1-} in
    init) ;;
    '' | -h | --help) storage_usage; exit 0 ;;
    *) fail 64 "Unknown argument '$1'. See ./kubrick storage --help." ;;
  esac
  dotnet_version >/dev/null || fail 69 "The .NET SDK 10 is missing: install it, see the README."
  local project=$root/Kubrick.Uploads
  step "Building" env DOTNET_TieredPGO=0 dotnet build "$project" --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false >&2
  end_leftovers
  exec dotnet exec "$project/bin/Debug/net10.0/Kubrick.Uploads.dll" storage "$@"
}
