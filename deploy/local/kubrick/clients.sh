# shellcheck shell=bash
# ./kubrick test clients: proves that front ends of the first system work, unchanged, on this backend.

# shellcheck source=front-ends.sh
source "$commands/front-ends.sh"

clients_seconds=1800

clients_usage() {
  cat <<'TEXT'
Usage: ./kubrick test clients --frontend DIR [--frontend DIR …]

Builds each front end of the first system (github.com/wfdeller/kubrick) from its source, serves it behind a proxy on one origin with the API
of a running system, and uses it in Chromium: record, pause, upload, find, play, archive; stream live, watch, play on demand. The stored
originals must be what MediaRecorder emitted. Needs network: npm fetches the packages of the front ends.

  --frontend DIR  the folder of a front end: "frontend" at commit 7885b96, "kubrick-ui" at d0f5092

The source is not changed: it is copied into .kubrick/front-ends, and built there with VITE_API_URL=/api. A package that it imports without
listing it is added to the copy. Screenshots of all steps are in .kubrick/screenshots.

Exit codes: 0 all passed, 1 something failed, 64 wrong arguments, 69 a requirement is missing.
TEXT
}

clients_main() {
  local folders=() built=() folder test=$root/tests/Kubrick.Clients.Tests status=0
  while (($#)); do
    case $1 in
      --frontend) folders+=("${2-}"); shift 2 || fail 64 "--frontend needs a folder." ;;
      -h | --help) clients_usage; exit 0 ;;
      *) fail 64 "Unknown argument '$1'. See ./kubrick test clients --help." ;;
    esac
  done
  ((${#folders[@]} > 0)) || fail 64 "--frontend is missing: the folder of a front end. See ./kubrick test clients --help."
  need_sdks
  for folder in "${folders[@]}"; do check_front_end "$folder"; done
  install rabbitmq ffmpeg mongo chromium
  trap 'end_leftovers; fail 130 "Stopped."' INT
  trap 'end_leftovers; fail 143 "Stopped."' TERM HUP
  for folder in "${folders[@]}"; do
    build_front_end "$folder"
    built+=("$front_end")
  done
  step "Building the tests" env DOTNET_TieredPGO=0 dotnet build "$test" --nologo -v quiet "${private_build[@]}" -p:RestoreLockedMode=true -p:RunAnalyzers=false
  end_leftovers
  note "Testing …"
  # In the background, because a trap interrupts only the wait.
  KUBRICK_TOOLS=$tools KUBRICK_FRONT_ENDS=$(IFS=:; printf '%s' "${built[*]}") timeout --kill-after=30 "$clients_seconds" \
    dotnet exec "$test/bin/Debug/net10.0/Kubrick.Clients.Tests.dll" -noColor </dev/null &
  wait "$!" || status=$?
  end_leftovers
  ((status == 0)) || fail 1 "The tests failed (status $status)."
}
