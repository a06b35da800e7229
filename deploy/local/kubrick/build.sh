# shellcheck shell=bash
# Sourced by the commands: builds only when something has changed since the last build.

# sources_newer_than STAMP: whether any source file or folder changed after the stamp.
sources_newer_than() {
  [[ ! -f $1 ]] || [[ -n $(find "$root" -mindepth 1 \
    \( -name bin -o -name obj -o -name node_modules -o -name .git -o -name .kubrick -o -name wwwroot -o -name TestResults -o -path "$root/tests" \
    -o -path "$root/benchmarks" -o -path "$root/docs" -o -path "$root/.ci" \) -prune -o -newer "$1" \( -type f -o -type d \) -print -quit) ]]
}

# What `up` runs is built as Release, so that it stands beside a developer's Debug build.
build_application() {
  local stamp=$root/.kubrick/built began
  if [[ -f $app_host ]] && ! sources_newer_than "$stamp"; then return; fi
  mkdir -p "$root/.kubrick"
  began=$(mktemp "$root/.kubrick/building.XXXXXX")
  step "Building Kubrick" dotnet build "$root/Kubrick.AppHost/Kubrick.AppHost.csproj" -c Release --nologo -v quiet "${private_build[@]}"
  step "Building the local database gateway" dotnet build "$root/deploy/local/Kubrick.DocumentDbGateway" -c Release --nologo -v quiet "${private_build[@]}"
  end_leftovers
  # The stamp carries the time before the build: what was saved meanwhile is built the next time.
  mv "$began" "$stamp"
}
