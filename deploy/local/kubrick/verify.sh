# shellcheck shell=bash
# ./kubrick verify: checks a recording against its signed manifest, offline.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"

not_checkable=2 # 1 is the answer that the file differs

main() {
  local project=$root/Kubrick.Verify program=$root/Kubrick.Verify/bin/Release/net10.0/Kubrick.Verify.dll
  dotnet_version >/dev/null || fail 69 "The .NET SDK 10 is missing: install it, see the README."
  if ! is_current "$program"; then
    (step "Building" env DOTNET_TieredPGO=0 dotnet build "$project" -c Release --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false >&2) ||
      exit "$not_checkable"
    end_leftovers
    touch "$program"
  fi
  exec dotnet exec "$program" "$@"
}

# Whether the program is newer than its sources.
is_current() {
  [[ -f $1 ]] || return 1
  local newer
  newer=$(find "$root"/Kubrick.{Verify,Manifests,Contracts} \( -name bin -o -name obj \) -prune -o -type f -newer "$1" -print -quit)
  [[ -z $newer ]]
}
