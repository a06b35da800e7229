# shellcheck shell=bash
# ./kubrick test: everything that can be tested on this machine.

# shellcheck source=requirements.sh
source "$commands/requirements.sh"
# shellcheck source=leftovers.sh
source "$commands/leftovers.sh"
# shellcheck source=suites.sh
source "$commands/suites.sh"

test_usage() {
  cat <<'TEXT'
Usage: ./kubrick test [--quick] [SUITE…]

Installs what tests need, builds, and runs every test: .NET, front end, browser. The last line is "N passed, N failed, N skipped".

  --quick   without the tests in a browser
  SUITE     only these: the name of a project in tests/, or a part of it (storage, recordings …), or "web" for the front end

Exit codes: 0 all passed, 1 something failed, 64 wrong arguments, 69 something cannot be had. Reports are in .kubrick/test-results.
KUBRICK_SUITE_SECONDS is the time limit of one suite (default: 600).
KUBRICK_STREAM_SECONDS is how long the live stream of 720p in the functional tests lasts (default: 12).
TEXT
}

main() {
  local quick=no wanted=() began
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

  began=$(now_ms)
  trap 'stopped 130' INT
  trap 'stopped 143' TERM HUP
  mkdir -p "$results"
  exec {test_lock}>"$results/.lock"
  flock -n "$test_lock" || fail 1 "The tests of this checkout are running already."
  need_sdks
  install_for_tests "$quick"

  ((${#suites[@]} == 0)) || run_dotnet
  [[ $web == no ]] || run_web
  end_leftovers
  note "$(seconds_since "$began") in all."
  note "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0))
}

suites=() web=no

select_suites() { # quick yes|no, wanted…
  local quick=$1 project name want found
  shift
  for project in "$root"/tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    if (($# == 0)); then
      [[ $quick == yes && $name == *Browser* ]] || suites+=("$name")
    else
      for want in "$@"; do [[ ${name,,} != *"${want,,}"* ]] || { suites+=("$name"); break; }; done
    fi
  done
  (($# > 0)) || web=yes
  for want in "$@"; do
    [[ $want != web ]] || { web=yes; continue; }
    found=no
    for name in "${suites[@]}"; do [[ ${name,,} != *"${want,,}"* ]] || found=yes; done
    [[ $found == yes ]] || fail 64 "There is no suite '$want' in tests/."
  done
}

# Which suites cannot run without a server; the script that installs it says why it cannot be had.
declare -A needed_by=([mongo]='Browser|DocumentDbGateway|Functional|Playback|Recordings' [rabbitmq]='Browser|Functional|Ingest|Playback|Recordings|ServiceDefaults|Transcoder' [s3]='Browser|Functional|Storage' [chromium]='Browser' [ffmpeg]='Browser|Functional|Transcoder')

install_for_tests() { # quick yes|no
  local server name runnable
  for server in rabbitmq ffmpeg mongo s3 chromium; do
    [[ $1 == no || $server != chromium ]] || continue
    ((${#suites[@]} > 0)) || return 0
    if (install "$server"); then continue; fi
    runnable=()
    for name in "${suites[@]}"; do
      if [[ $name =~ ${needed_by[$server]} ]]; then not_started "$name"; else runnable+=("$name"); fi
    done
    suites=("${runnable[@]}")
  done
  export KUBRICK_TOOLS=$tools
}

stopped() { # exit code
  trap '' INT TERM HUP
  [[ -z $running ]] || kill -TERM "$running" 2>/dev/null || true
  [[ -z $running ]] || wait "$running" 2>/dev/null || true
  end_leftovers
  fail "$1" "Stopped."
}

# Restore only takes what the lock files name; warnings are errors, style included.
run_dotnet() {
  local target=$root/Kubrick.sln name assembly
  ((${#suites[@]} != 1)) || target=$root/tests/${suites[0]}
  note "Building …"
  if ! check build dotnet build "$target" --nologo -v quiet -p:RestoreLockedMode=true "${private_build[@]}"; then
    for name in "${suites[@]}"; do not_started "$name"; done
    end_leftovers
    return
  fi
  end_leftovers

  # The tests start servers by their scripts, which would build the gateway one after another.
  if [[ ! -f $root/deploy/local/Kubrick.DocumentDbGateway/bin/Debug/net10.0/Kubrick.DocumentDbGateway.dll ]]; then
    check gateway dotnet build "$root/deploy/local/Kubrick.DocumentDbGateway" --nologo -v quiet "${private_build[@]}" || true
    end_leftovers
  fi
  note "Testing …"
  for name in "${suites[@]}"; do
    assembly=$root/tests/$name/bin/Debug/net10.0/$name.dll
    suite "$name" "$results/$name.json" dotnet exec "$assembly" -noColor -noAutoReporters -result-ctrf "$results/$name.json"
  done
}

run_web() {
  local app=$root/Kubrick.Web/app
  if [[ ! -d $app/node_modules/eslint || ! -f $app/node_modules/.package-lock.json || $app/package-lock.json -nt $app/node_modules/.package-lock.json ]]; then
    if ! check web-packages npm --prefix "$app" ci; then
      not_started web-tests
      return
    fi
  fi
  check web-lint npm --prefix "$app" run lint || true
  check web-types npm --prefix "$app" run typecheck || true
  suite web-tests "$results/web-tests.json" npm --prefix "$app" test -- --reporter=default --reporter=json --outputFile.json="$results/web-tests.json"
}
