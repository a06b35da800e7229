# shellcheck shell=bash
# Sourced by the commands: the programs that Kubrick requires.

tools=${KUBRICK_TOOLS:-$root/.kubrick/tools}
servers=$root/deploy/local

dotnet_version() {
  local version
  version=$(cd "$root" && dotnet --version 2>/dev/null) || return 1
  printf '.NET SDK %s\n' "$version"
}

node_version() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  [[ $version =~ ^v([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] > 20 || (BASH_REMATCH[1] == 20 && BASH_REMATCH[2] >= 19))) && printf 'Node.js %s\n' "$version"
}

npm_version() {
  local version
  version=$(npm --version 2>/dev/null) || return 1
  printf 'npm %s\n' "$version"
}

# Kubrick does not install the SDKs; the user chooses how to install them.
need_sdks() {
  dotnet_version >/dev/null || fail 69 "The .NET SDK 10 is missing: install it, see the README."
  node_version >/dev/null || fail 69 "Node.js 20.19 or newer is missing: install it, see the README."
  npm_version >/dev/null || fail 69 "npm is missing: install it with Node.js, see the README."
}

# install NAME…: runs the install script of each server that is missing. The script reports why it fails.
install() {
  local name
  for name in "$@"; do
    if ! "$servers/$name/install" --check >/dev/null 2>&1; then
      KUBRICK_TOOLS=$tools "$servers/$name/install" || exit $?
    fi
  done
}
