// Reads the reports of ./kubrick test: CTRF of xunit, JSON of vitest.
//   reports.mjs counts FILE        "passed failed skipped"
//   reports.mjs failures FILE      the failed tests with the start of their messages
//   reports.mjs slowest N FILE…    the N slowest tests of all files
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [command, ...rest] = process.argv.slice(2);

// Each test as { name, status, seconds, message }; a file of vitest that could not be loaded counts as one failed test.
function testsOf(file) {
  // The message of a failed test may contain control characters, which JSON allows nowhere but between its tokens.
  const report = JSON.parse(readFileSync(file, 'utf8').replace(/[\u0000-\u001f]/g, ' '));
  if (report.results) {
    return report.results.tests.map((test) => ({
      name: test.name,
      status: { passed: 'passed', skipped: 'skipped', pending: 'skipped' }[test.status] ?? 'failed',
      seconds: test.duration / 1000,
      message: `${test.message ?? ''}\n${test.trace ?? ''}`,
    }));
  }
  return report.testResults.flatMap((loaded) => [
    ...(loaded.assertionResults.length === 0 && loaded.status === 'failed' ? [{ name: loaded.name, status: 'failed', seconds: 0, message: loaded.message }] : []),
    ...loaded.assertionResults.map((test) => ({
      name: test.fullName,
      status: { passed: 'passed', failed: 'failed' }[test.status] ?? 'skipped',
      seconds: (test.duration ?? 0) / 1000,
      message: test.failureMessages.join('\n'),
    })),
  ]);
}

function counts(file) {
  const tests = testsOf(file);
  const count = (status) => tests.filter((test) => test.status === status).length;
  console.log(count('passed'), count('failed'), count('skipped'));
}

function failures(file) {
  for (const { name, message } of testsOf(file).filter((test) => test.status === 'failed')) {
    console.log(`    ✗ ${name}`);
    console.log(message.trim().split('\n').slice(0, 12).map((line) => `        ${line.slice(0, 240)}`).join('\n'));
  }
}

function slowest(count, files) {
  const tests = files.flatMap((file) => testsOf(file).map((test) => ({ ...test, suite: basename(file, '.json') })));
  tests.sort((a, b) => b.seconds - a.seconds);
  for (const { suite, name, seconds } of tests.slice(0, count)) {
    // xunit's names start with the namespace, which is the suite's name.
    const short = name.startsWith(`${suite}.`) ? name.slice(suite.length + 1) : name;
    console.log(`  ${seconds.toFixed(1).padStart(7)} s  ${suite.replace(/^Kubrick\.|\.Tests$/g, '')}: ${short.slice(0, 140)}`);
  }
}

switch (command) {
  case 'counts': counts(rest[0]); break;
  case 'failures': failures(rest[0]); break;
  case 'slowest': slowest(Number(rest[0]), rest.slice(1)); break;
  default: process.exit(64);
}
