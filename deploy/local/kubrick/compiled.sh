# shellcheck shell=bash
# Sourced by ./kubrick test: the packages compiled ahead of time, which builds then copy instead of the packages' own files (deploy/local/packages).

# Compiles them unless a cache has them, and lets builds find them. Without them the tests are only slower.
compile_packages() {
  local project=$servers/packages/compile.proj recipe cache work started
  recipe=$({ cat "$project" "$root/Directory.Packages.props" && dotnet_version && uname -m; } | sha256sum | cut -c1-16)
  cache=${KUBRICK_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/kubrick}
  mkdir -p "$cache" 2>/dev/null && [[ -O $cache && -w $cache ]] || cache=$root/.kubrick
  export KUBRICK_COMPILED_PACKAGES=$cache/packages/$recipe
  [[ ! -d $KUBRICK_COMPILED_PACKAGES ]] || return 0

  note "Compiling packages …"
  started=$(now_ms)
  # A job has a mark of its own: what it ends afterwards are its own compilers, and not the servers of this run.
  run compile_into packages "$cache/packages" "$recipe" || note "  They could not be compiled, so starts take longer: $results/packages.log"
  # Those of earlier versions.
  find "$cache/packages" -mindepth 1 -maxdepth 1 ! -name "$recipe" -mtime +7 -exec rm -rf {} +
  [[ -d $KUBRICK_COMPILED_PACKAGES ]] && note "  Packages compiled: $(seconds_since "$started")" || unset KUBRICK_COMPILED_PACKAGES
}

compile_into() { # name of the job, folder, name
  local target=$2/$3 work status=1
  # No test: a run without them passes as well.
  printf '0 0 0\n' >"$outcomes/$1.counts"
  work=$(mktemp -d -p "$root/.kubrick")
  mkdir -p "$2"
  # Two checkouts may do it at the same time: whoever is first gives it its name.
  if run_limited "$build_seconds" "$results/packages.log" \
    dotnet publish "$project" -c Release --nologo -v quiet "${private_build[@]}" -o "$work/out" -p:BaseOutputPath="$work/bin/" -p:BaseIntermediateOutputPath="$work/obj/" -p:Arranged="$work/compiled" &&
    cp -r "$work/compiled" "$target.$$"; then
    mv -T "$target.$$" "$target" 2>/dev/null || rm -rf "$target.$$"
    status=0
  fi
  end_leftovers
  rm -rf "$work"
  return "$status"
}
