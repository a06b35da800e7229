# shellcheck shell=bash
# ./kubrick test: everything that can be tested on this machine.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"
# shellcheck source=../ports.sh
source "$servers/ports.sh"
# shellcheck source=suites.sh
source "$commands/suites.sh"
# shellcheck source=servers.sh
source "$commands/servers.sh"
# shellcheck source=compiled.sh
source "$commands/compiled.sh"

test_usage() {
  cat <<'TEXT'
Usage: ./kubrick test [--quick] [SUITE…]
       ./kubrick test containers
       ./kubrick test storage --provider gcp|s3 --bucket NAME [options]
       ./kubrick test clients --frontend DIR [--frontend DIR …]

Installs what tests need, builds, and runs every test: .NET, front end, browser. Suites that mostly wait run side by side. At the end
the slowest tests are listed; the last line is "N passed, N failed, N skipped".

  containers  the system with its broker in a container: a command of its own (./kubrick test containers --help)
  storage --provider …
              the storage's tests against a bucket elsewhere: a command of its own (./kubrick test storage --help)
  clients     front ends of the first system on this backend: a command of its own (./kubrick test clients --help)
  --quick     without the tests in a browser
  SUITE       only these: the name of a project in tests/, or a part of it (storage, recordings …), or "web" for the front end

Exit codes: 0 all passed, 1 something failed, 64 wrong arguments, 69 a requirement is missing. Reports are in .kubrick/test-results.
KUBRICK_SUITE_SECONDS is the time limit of one suite (default: 900).
KUBRICK_SUITES_AT_ONCE is how many suites run side by side (default: one more than there are cores, at most 4).
KUBRICK_STREAM_SECONDS is how long the live stream of 720p in the functional tests lasts (default: 12).
KUBRICK_FAULT_SECONDS is how long network and storage fail in the browser tests (default: 30 and 20).
TEXT
}

main() {
  if [[ ${1-} == containers ]]; then
    shift
    # shellcheck source=containers.sh
    source "$commands/containers.sh"
    containers_main "$@"
    return
  fi
  if [[ ${1-} == clients ]]; then
    shift
    # shellcheck source=clients.sh
    source "$commands/clients.sh"
    clients_main "$@"
    return
  fi
  if [[ ${1-} == storage && ${2-} == -* && ${2-} != --quick ]]; then
    shift
    # shellcheck source=test-storage.sh
    source "$commands/test-storage.sh"
    conformance_main "$@"
    return
  fi
  local quick=no wanted=()
  while (($#)); do
    case $1 in
      --quick) quick=yes ;;
      -h | --help) test_usage; exit 0 ;;
      -*) fail 64 "Unknown argument '$1'. See ./kubrick test --help." ;;
      *) wanted+=("$1") ;;
    esac
    shift
  done
  select_suites "$quick" "${wanted[@]}"
  run_tests "$quick"
}

run_tests() { # quick yes|no
  local started
  started=$(now_ms)
  trap 'stopped 130' INT
  trap 'stopped 143' TERM HUP
  mkdir -p "$results"
  exec {test_lock}>"$results/.lock"
  flock -n "$test_lock" || fail 1 "The tests of this checkout are already running."
  rm -rf "$outcomes"
  mkdir "$outcomes"
  touch "$results/.started"
  need_sdks
  install_for_tests "$1"

  start_broker
  prepare
  run_suites
  stop_servers
  slowest_tests 20
  note "$(seconds_since "$started") in all."
  note "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0))
}

stopped() { # exit code
  trap '' INT TERM HUP
  stop_jobs stop_servers
  fail "$1" "Stopped."
}

suites=() web=no

select_suites() { # quick yes|no, wanted…
  local quick=$1 project name want
  shift
  for project in "$root"/tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    # It needs the source of front ends: ./kubrick test clients.
    [[ $name != Kubrick.Clients.Tests ]] || continue
    if (($# == 0)); then
      [[ $quick == yes && $name == *Browser* ]] || suites+=("$name")
    else
      for want in "$@"; do [[ ${name,,} != *"${want,,}"* ]] || { suites+=("$name"); break; }; done
    fi
  done
  (($# > 0)) || web=yes
  for want in "$@"; do
    if [[ $want == web ]]; then
      web=yes
    elif [[ ${suites[*],,} != *"${want,,}"* ]]; then
      fail 64 "There is no suite '$want' in tests/."
    fi
  done
}

# suites_like PATTERN: those of the selected suites whose names contain a match.
suites_like() {
  local name
  for name in "${suites[@]}"; do [[ ! $name =~ $1 ]] || printf '%s\n' "$name"; done
}

# The suites that need a server or program. Its install script reports why it cannot be installed.
declare -A needed_by=([mongo]='Browser|DocumentDbGateway|Functional|Mongo|Playback|Recordings' [rabbitmq]='Browser|Functional|Ingest|Messaging|Playback|Recordings|StreamLogs|Transcoder' [s3]='Browser|Functional|Storage' [chromium]='Browser' [ffmpeg]='Browser|Functional|Transcoder')

install_for_tests() { # quick yes|no
  local server
  for server in rabbitmq ffmpeg mongo s3 chromium; do
    [[ $1 == no || $server != chromium ]] || continue
    ((${#suites[@]} > 0)) || return 0
    (install "$server") || give_up "$(suites_like "${needed_by[$server]}")"
  done
  export KUBRICK_TOOLS=$tools
}

give_up() { # names, one a line
  local name
  for name in $1; do run not_started "$name"; done
  mapfile -t suites < <(for name in "${suites[@]}"; do grep -qxF "$name" <<<"$1" || printf '%s\n' "$name"; done)
}

# Suites that mostly wait, the longest first; other suites follow in alphabetical order.
side_by_side=(Ingest Recordings Playback StreamLogs Messaging DocumentDbGateway Storage ServiceDefaults Uploads Gateway)
# Suites that compute for minutes or start whole systems.
alone='Transcoder|Functional|Browser'

pending=() # names of jobs that are still to be started

# Builds, and checks the front end at the same time. The front end's packages are installed first, because the build needs them, too.
prepare() {
  local name
  if [[ $web == yes ]] && install_web_packages; then pending=(web-tests web-lint web-types); fi
  ((${#suites[@]} > 0)) || return 0
  compile_packages
  note "Building …"
  start_build
  while is_running build; do
    poll_jobs
    if ((${#jobs[@]} < 2 && ${#pending[@]} > 0)); then start_next; else nap 0.1; fi
  done
  if ((build_status == 0)); then
    start_mongo
    wait_for_servers
  else
    for name in "${suites[@]}"; do run not_started "$name"; done
    suites=()
  fi
}

# Restores exactly the versions of the lock files; warnings and style violations are errors.
start_build() {
  local target=$root/Kubrick.slnx
  ((${#suites[@]} != 1)) || target=$root/tests/${suites[0]}
  # Compilers run for a minute: instrumenting their code for later optimisation costs a third of it.
  start_job build check build env DOTNET_TieredPGO=0 dotnet build "$target" --nologo -v quiet -p:RestoreLockedMode=true "${private_build[@]}"
}

run_suites() {
  local name limit=${KUBRICK_SUITES_AT_ONCE:-$(($(nproc) < 3 ? $(nproc) + 1 : 4))}
  note "Testing …"
  for name in "${side_by_side[@]}"; do mapfile -t -O "${#pending[@]}" pending < <(suites_like "^Kubrick\.$name\.Tests$"); done
  for name in "${suites[@]}"; do
    [[ $name =~ $alone || " ${pending[*]} " == *" $name "* ]] || pending+=("$name")
  done
  while ((${#pending[@]} > 0)); do
    wait_for_jobs "$limit"
    start_next
  done
  wait_for_jobs 1
  mapfile -t pending < <(suites_like "$alone")
  while ((${#pending[@]} > 0)); do
    start_next
    wait_for_jobs 1
  done
}

# Processes of tests live for seconds. Code is written to memory without a second mapping of it, and objects are allocated in 16 MiB (hexadecimal) that are used
# again after each collection, because memory that is touched for the first time is slow on virtual machines: each takes a tenth of such a life.
short_lived=(DOTNET_EnableWriteXorExecute=0 DOTNET_GCgen0size=1000000)
# The services of whole systems do not compile their hot methods a second time (the delay, in hexadecimal milliseconds, starts anew whenever a method is called for
# the first time), and collect with one thread. Their orchestrator asks the container engine of its choice for its state again and again, though no server is a
# container here: it shall choose the rarer one.
system_variables=(DOTNET_TC_CallCountingDelayMs=927C0 DOTNET_gcServer=0 DOTNET_gcConcurrent=0 ASPIRE_CONTAINER_RUNTIME=podman)
whole_systems='Functional|Browser'

start_next() {
  local name=${pending[0]} app=$root/Kubrick.Web/app variables=()
  pending=("${pending[@]:1}")
  case $name in
    web-lint) start_job "$name" check "$name" npm --prefix "$app" run lint ;;
    web-types) start_job "$name" check "$name" npm --prefix "$app" run typecheck ;;
    web-tests) start_job "$name" suite "$name" npm --prefix "$app" test -- --reporter=default --reporter=json --outputFile.json="$results/$name.json" ;;
    *)
      mapfile -t variables < <(server_variables "$name")
      [[ ! $name =~ $whole_systems ]] || variables+=("${system_variables[@]}")
      start_job "$name" suite "$name" env "${short_lived[@]}" "${variables[@]}" dotnet exec "$root/tests/$name/bin/Debug/net10.0/$name.dll" -noColor -noAutoReporters -result-ctrf "$results/$name.json"
      ;;
  esac
}

install_web_packages() {
  local app=$root/Kubrick.Web/app
  if [[ ! -d $app/node_modules/eslint || ! -f $app/node_modules/.package-lock.json || $app/package-lock.json -nt $app/node_modules/.package-lock.json ]]; then
    run check web-packages npm --prefix "$app" ci || { run not_started web-tests; return 1; }
  fi
}
