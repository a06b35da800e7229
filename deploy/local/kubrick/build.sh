# shellcheck shell=bash
# Sourced by the commands: builds only if a source file has changed since the last build.

# The source files that `up` is built from, without build output.
find_sources() { # additional arguments of find
  find "$root" -mindepth 1 \( -name bin -o -name obj -o -name node_modules -o -name .git -o -name .kubrick -o -name wwwroot -o -name TestResults \
    -o -path "$root/tests" -o -path "$root/benchmarks" -o -path "$root/docs" -o -path "$root/.ci" -o -name packages.lock.json \) -prune -o -type f "$@"
}

source_names() { find_sources -print | LC_ALL=C sort | sha256sum; }

# unchanged_since STAMP: whether no file was changed, added or removed. The stamp contains the file names; its time is the start of the build.
unchanged_since() {
  [[ -f $1 && $(<"$1") == "$(source_names)" && -z $(find_sources -newer "$1" -print -quit) ]]
}

# `up` uses a Release build, so that it does not interfere with a developer's Debug build. Analyzers run only in `test`.
build_application() {
  local stamp=$root/.kubrick/built started quick=(-p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false)
  if [[ -f $app_host ]] && unchanged_since "$stamp"; then return; fi
  mkdir -p "$root/.kubrick"
  started=$(mktemp -p "$root/.kubrick")
  source_names >"$started"
  # Compilers run for a minute: instrumenting their code for later optimisation costs a third of it.
  step "Building Kubrick" env DOTNET_TieredPGO=0 dotnet build "$root/Kubrick.AppHost/Kubrick.AppHost.csproj" -c Release --nologo -v quiet "${private_build[@]}" "${quick[@]}"
  end_leftovers
  mv "$started" "$stamp"
}
