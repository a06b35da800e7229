# shellcheck shell=bash
# Sourced by ./kubrick: what people see. Colours only on a terminal, and never when NO_COLOR is set.

bold='' dim='' red='' green='' plain=''
if [[ -t 1 && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi

note() { printf '%s\n' "$*"; }

fail() { # exit code, sentence
  printf '%s%s%s\n' "$red" "${*:2}" "$plain" >&2
  exit "$1"
}

now_ms() { printf '%s' "$(($(date +%s%N) / 1000000))"; }

seconds_since() { # milliseconds
  local spent=$(($(now_ms) - $1))
  printf '%d.%d s' $((spent / 1000)) $((spent % 1000 / 100))
}

# step WHAT COMMAND…: runs it with its output in a log, of which the end is shown when it fails.
step() {
  local what=$1 log began
  shift
  log=$root/.kubrick/log/$(tr -c 'a-zA-Z0-9\n' '-' <<<"$what").log
  mkdir -p "$root/.kubrick/log"
  printf '%s%s …%s\n' "$dim" "$what" "$plain"
  began=$(now_ms)
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s%s: %s%s\n' "$dim" "$what" "$(seconds_since "$began")" "$plain"
  else
    grep -E ': error |error TS|npm (ERR|error)' "$log" | sort -u | head -20 >&2 || true
    tail -15 "$log" >&2
    fail 1 "$what failed; all of its output is in $log."
  fi
}
