# shellcheck shell=bash
# Sourced by the commands: builds only when something has changed since the last build.

# The files that `up` is built from, without what a build itself makes.
find_sources() { # further arguments of find
  find "$root" -mindepth 1 \( -name bin -o -name obj -o -name node_modules -o -name .git -o -name .kubrick -o -name wwwroot -o -name TestResults \
    -o -path "$root/tests" -o -path "$root/benchmarks" -o -path "$root/docs" -o -path "$root/.ci" -o -name packages.lock.json \) -prune -o -type f "$@"
}

source_names() { find_sources -print | LC_ALL=C sort | sha256sum; }

# unchanged_since STAMP: no file was saved, added or removed since. The stamp holds the names and, as its time, the beginning of the build.
unchanged_since() {
  [[ -f $1 && $(<"$1") == "$(source_names)" && -z $(find_sources -newer "$1" -print -quit) ]]
}

# What `up` runs is built as Release, so that it stands beside a developer's Debug build. The analyzers have their say in `test`.
build_application() {
  local stamp=$root/.kubrick/built began quick=(-p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false)
  if [[ -f $app_host ]] && unchanged_since "$stamp"; then return; fi
  mkdir -p "$root/.kubrick"
  began=$(mktemp -p "$root/.kubrick")
  source_names >"$began"
  step "Building Kubrick" dotnet build "$root/Kubrick.AppHost/Kubrick.AppHost.csproj" -c Release --nologo -v quiet "${private_build[@]}" "${quick[@]}"
  end_leftovers
  mv "$began" "$stamp"
}
