# shellcheck shell=bash
# Sourced by ./kubrick: output. Colours are used only on a terminal, and not when NO_COLOR is set.

bold='' dim='' red='' green='' plain=''
if [[ -t 1 && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi

note() { printf '%s\n' "$*"; }

fail() { # exit code, message
  printf '%s%s%s\n' "$red" "${*:2}" "$plain" >&2
  exit "$1"
}

now_ms() { printf '%s' "$(($(date +%s%N) / 1000000))"; }

seconds_since() { # milliseconds
  local spent=$(($(now_ms) - $1))
  printf '%d.%d s' $((spent / 1000)) $((spent % 1000 / 100))
}

# step WHAT COMMAND…: runs a command with its output in a log file, and shows the end of the log if it fails.
step() {
  local what=$1 log started
  shift
  log=$root/.kubrick/log/$(tr -c 'a-zA-Z0-9\n' '-' <<<"$what").log
  mkdir -p "$root/.kubrick/log"
  printf '%s%s …%s\n' "$dim" "$what" "$plain"
  started=$(now_ms)
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s%s: %s%s\n' "$dim" "$what" "$(seconds_since "$started")" "$plain"
  else
    grep -E ': error |error TS|npm (ERR|error)' "$log" | sort -u | head -20 >&2 || true
    tail -15 "$log" >&2
    fail 1 "$what failed; the complete output is in $log."
  fi
}
