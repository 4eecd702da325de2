import { existsSync, readFileSync } from 'node:fs';

/** @typedef {import('./runners.mjs').Counts} Counts */

/** A check has one result. @returns {Counts} */
export function oneCheck(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** A runner that ended badly though no test failed has crashed, which is a failure. */
function withCrash(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** What vitest's JSON report says; a file that could not even be loaded is one failure. @returns {Counts} */
export function readVitest(exitCode, report) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const counts = {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles,
    skipped: result.numPendingTests + result.numTodoTests,
  };
  // A suite without tests proves nothing.
  if (counts.passed + counts.failed + counts.skipped === 0) return { ...counts, failed: 1 };
  return withCrash(counts, exitCode);
}

/** What a JUnit report (pytest's) says; errors outside a test are failures. @returns {Counts} */
export function readJunit(exitCode, report) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const suite = /<testsuite\s[^>]*>/.exec(readFileSync(report, 'utf8'))?.[0] ?? '';
  const number = (name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  return withCrash({ passed: number('tests') - failed - skipped, failed, skipped }, exitCode);
}
