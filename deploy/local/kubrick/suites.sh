# shellcheck shell=bash
# Sourced by ./kubrick test: runs suites and counts. A suite that cannot start, crashes, hangs or leaves processes behind has failed.

passed=0 failed=0 skipped=0
suite_seconds=${KUBRICK_SUITE_SECONDS:-600}
build_seconds=1200
results=$root/.kubrick/test-results
running=''

# run_limited LOG COMMAND…: within the time limit; its exit code, 124 or 137 when it had to be ended.
run_limited() {
  local log=$1 status=0
  shift
  timeout --kill-after=30 "${limit:-$suite_seconds}" "$@" >"$log" 2>&1 </dev/null &
  running=$!
  wait "$running" || status=$?
  running=''
  return "$status"
}

# counts FILE: "passed failed skipped" of a report in CTRF or vitest's JSON; fails when it is none.
counts() {
  node -e '
    const report = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const s = report.results?.summary;
    const [p, f, k] = s ? [s.passed, s.failed + (s.other ?? 0), s.skipped + (s.pending ?? 0)]
      : [report.numPassedTests, report.numFailedTests + report.numRuntimeErrorTestSuites || report.numFailedTests, report.numPendingTests + report.numTodoTests];
    if (![p, f, k].every(Number.isInteger)) process.exit(1);
    console.log(p, f, k);' "$1" 2>/dev/null
}

# failures FILE: the failed tests with the beginning of what they said.
failures() {
  node -e '
    const report = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const failed = report.results
      ? report.results.tests.filter((t) => t.status === "failed" || t.status === "other").map((t) => [t.name, `${t.message ?? ""}\n${t.trace ?? ""}`])
      : report.testResults.flatMap((file) => [
          ...(file.assertionResults.length === 0 && file.status === "failed" ? [[file.name, file.message]] : []),
          ...file.assertionResults.filter((t) => t.status === "failed").map((t) => [t.fullName, t.failureMessages.join("\n")])]);
    for (const [name, text] of failed) {
      console.log(`    ✗ ${name}`);
      console.log((text ?? "").trim().split("\n").slice(0, 12).map((line) => `        ${line.slice(0, 240)}`).join("\n"));
    }' "$1" 2>/dev/null || true
}

# suite NAME REPORT COMMAND…: a suite which writes its report to the file.
suite() {
  local name=$1 report=$2 log=$results/$1.log began status=0 counted p=0 f=0 s=0 why='' left
  shift 2
  rm -f "$report"
  began=$(now_ms)
  run_limited "$log" "$@" || status=$?

  if counted=$(counts "$report"); then read -r p f s <<<"$counted"; fi
  if ((status == 124 || status == 137)); then
    why="it did not end within $suite_seconds s"
  elif [[ -z $counted ]]; then
    why="it could not start or crashed (status $status)"
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
  report_suite "$name" "$began" "$p" "$f" "$s" "$why"
  ((f == 0)) || failures "$report"
  if [[ -n $why ]]; then
    [[ -z $left ]] || sed 's/^/        /' <<<"$left"
    tail -20 "$log" | sed 's/^/        /'
    note "    All of its output: $log"
  fi
}

# check NAME COMMAND…: something that passes or fails as a whole.
check() {
  local name=$1 log=$results/$1.log began status=0 limit=$build_seconds
  shift
  began=$(now_ms)
  run_limited "$log" "$@" || status=$?
  if ((status == 0)); then
    report_suite "$name" "$began" 1 0 0 ''
  else
    report_suite "$name" "$began" 0 1 0 ''
    grep -E ': error |error TS|✖|npm (ERR|error)' "$log" | sort -u | head -20 | sed 's/^/        /' || true
    tail -10 "$log" | sed 's/^/        /'
    note "    All of its output: $log"
  fi
  return "$status"
}

# not_started NAME: what could not even be tried.
not_started() { report_suite "$1" "$(now_ms)" 0 0 0 "it could not start"; }

report_suite() { # name, began, passed, failed, skipped, why it failed as a whole
  local sign="$green✓$plain" extra=0
  [[ -z $6 ]] || extra=1
  ((extra + $4 == 0)) || sign="$red✗$plain"
  passed=$((passed + $3)) failed=$((failed + $4 + extra)) skipped=$((skipped + $5))
  printf '  %s %-34s %5d passed %4d failed %4d skipped  %8s%s\n' "$sign" "$1" "$3" "$(($4 + extra))" "$5" "$(seconds_since "$2")" "${6:+  — $6}"
}
