# shellcheck shell=bash
# ./kubrick clean: removes data, logs and tools of this checkout.

main() {
  local what=(run log built)
  case ${1-} in
    -h | --help)
      printf 'Usage: ./kubrick clean [--all]\n\nRemoves the data and logs of this checkout (.kubrick/run, .kubrick/log). Recordings that are stored there are lost.\n--all also removes the installed tools and everything else in .kubrick.\n'
      exit 0
      ;;
    --all) what=() ;;
    '') ;;
    *) fail 64 "Unknown argument '$1'. See ./kubrick clean --help." ;;
  esac
  # The first lock is of ./kubrick up, the second of the AppHost, however it was started.
  local lock running
  for lock in up run; do
    [[ -f $root/.kubrick/run/$lock.lock ]] || continue
    exec {running}>>"$root/.kubrick/run/$lock.lock"
    flock -n "$running" || fail 1 "Kubrick is running on this data: stop it first."
  done
  if ((${#what[@]} == 0)); then
    rm -rf "$root/.kubrick"
  else
    rm -rf "${what[@]/#/$root/.kubrick/}"
  fi
  note "Removed."
}
