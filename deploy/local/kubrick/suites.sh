# shellcheck shell=bash
# Sourced by ./kubrick test: runs suites as jobs in the background, several at a time, and counts their tests.
# A suite that does not start, crashes, exceeds its time limit or leaves processes running has failed.

passed=0 failed=0 skipped=0
suite_seconds=${KUBRICK_SUITE_SECONDS:-900}
build_seconds=1200
results=$root/.kubrick/test-results
outcomes=$results/.outcomes
reports=$commands/reports.mjs

declare -A jobs=() # process id of a running job → its name
job_status=0 build_status=0 # exit codes of the job that ended last, and of the build

# start_job NAME COMMAND…: runs one of the functions below in the background. Main alone prints: a job writes its text and its counts to files.
start_job() {
  local name=$1
  shift
  (
    trap stop_job TERM
    new_mark
    "$@" >"$outcomes/$name.text"
  ) </dev/null &
  jobs[$!]=$name
}

# Each job marks the processes that it starts with a value of its own, so that one job's leftovers are not taken for another's.
new_mark() {
  mark=$(</proc/sys/kernel/random/uuid)
  export KUBRICK_COMMAND_RUN=$mark
}

stop_job() {
  trap '' TERM
  exec 2>/dev/null # bash reports each child that was killed
  end_leftovers
  exit 143
}

# run FUNCTION NAME…: a job with nothing beside it; its exit code.
run() {
  start_job "$2" "$@"
  wait_for_jobs 1
  return "$job_status"
}

# wait_for_jobs COUNT: until fewer than COUNT jobs are running.
wait_for_jobs() {
  while poll_jobs && ((${#jobs[@]} >= $1)); do nap 0.1; done
}

# Prints and counts the jobs that have ended.
poll_jobs() {
  local pid
  check_servers
  for pid in "${!jobs[@]}"; do
    kill -0 "$pid" 2>/dev/null || end_job "$pid"
  done
}

is_running() { [[ " ${jobs[*]} " == *" $1 "* ]]; }

end_job() { # process id
  local name=${jobs[$1]} p=0 f=1 s=0
  job_status=0
  wait "$1" || job_status=$?
  unset "jobs[$1]"
  read -r p f s <"$outcomes/$name.counts" || note "  $name: its job crashed (status $job_status)."
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  cat "$outcomes/$name.text"
  [[ $name != build ]] || build_status=$job_status
}

# stop_jobs COMMAND…: ends all jobs, and runs the command in the meantime.
stop_jobs() {
  local pid
  for pid in "${!jobs[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  "$@"
  for pid in "${!jobs[@]}"; do wait "$pid" 2>/dev/null || true; done
}

# run_limited SECONDS LOG COMMAND…: within the time limit; its exit code, 124 or 137 when it was stopped.
run_limited() {
  local seconds=$1 log=$2
  shift 2
  # In the background, because a trap interrupts only the wait.
  timeout --kill-after=30 "$seconds" "$@" >"$log" 2>&1 </dev/null &
  wait "$!"
}

# suite NAME COMMAND…: the job of a suite that writes its report to $results/NAME.json.
suite() {
  local name=$1 report=$results/$1.json log=$results/$1.log started status=0 counted='' p=0 f=0 s=0 why='' left
  shift
  rm -f "$report"
  started=$(now_ms)
  run_limited "$suite_seconds" "$log" "$@" || status=$?

  if counted=$(node "$reports" counts "$report" 2>/dev/null); then read -r p f s <<<"$counted"; fi
  if ((status == 124 || status == 137)); then
    why="it exceeded its limit of $suite_seconds s"
  elif [[ -z $counted ]]; then
    why="it did not start or crashed (status $status)"
  elif ((p + f + s == 0)); then
    why="it ran no test"
  elif ((status != 0 && f == 0)); then
    why="it ended with status $status"
  fi
  left=$(leftovers_after 10)
  if [[ -n $left ]]; then
    why="${why:+$why, and }it left processes running"
    end_leftovers
  fi
  outcome "$name" "$started" "$p" "$f" "$s" "$why"
  ((f == 0)) || node "$reports" failures "$report" || true
  if [[ -n $why ]]; then
    [[ -z $left ]] || sed 's/^/        /' <<<"$left"
    tail -20 "$log" | sed 's/^/        /'
    note "    Complete output: $log"
  fi
}

# check NAME COMMAND…: the job of a command that passes or fails as a whole.
check() {
  local name=$1 log=$results/$1.log started status=0
  shift
  started=$(now_ms)
  run_limited "$build_seconds" "$log" "$@" || status=$?
  end_leftovers
  if ((status == 0)); then
    outcome "$name" "$started" 1 0 0 ''
  else
    outcome "$name" "$started" 0 1 0 ''
    grep -E ': error |error TS|✖|npm (ERR|error)' "$log" | sort -u | head -20 | sed 's/^/        /' || true
    tail -10 "$log" | sed 's/^/        /'
    note "    Complete output: $log"
  fi
  return "$status"
}

# not_started NAME: the job of a suite whose servers, build or packages are missing.
not_started() { outcome "$1" "$(now_ms)" 0 0 0 "it could not start"; }

outcome() { # name, start, passed, failed, skipped, why it failed as a whole
  local sign="$green✓$plain" all_failed=$4
  [[ -z $6 ]] || all_failed=$((all_failed + 1))
  ((all_failed == 0)) || sign="$red✗$plain"
  printf '%d %d %d\n' "$3" "$all_failed" "$5" >"$outcomes/$1.counts"
  printf '  %s %-34s %5d passed %4d failed %4d skipped  %8s%s\n' "$sign" "$1" "$3" "$all_failed" "$5" "$(seconds_since "$2")" "${6:+  — $6}"
}

# The slowest tests of the reports that this run wrote.
slowest_tests() { # count
  local written=()
  mapfile -t written < <(find "$results" -maxdepth 1 -name '*.json' -newer "$results/.started")
  ((${#written[@]} > 0)) || return 0
  note "The slowest tests:"
  node "$reports" slowest "$1" "${written[@]}" || true
}
