import { relative } from 'node:path';
import { compareDatabases } from './same-tests.js';

const SHOWN = 20;

/**
 * Ends a run with its databases, whether each ran the same tests, the seed of its random values and, as the last line,
 * the numbers of tests. A run in which one database missed a test fails.
 */
export default class TotalsReporter {
  #error;

  onRunComplete(_contexts, results) {
    const names = (process.env.TEST_DATABASES ?? '').split(',');
    const databases = names.map((name) => (name === 'mysql' ? process.env.TEST_MYSQL_DESCRIPTION : 'SQLite'));
    const suites = results.testResults.map(({ testFilePath, testResults }) => ({
      testFilePath: relative(process.cwd(), testFilePath),
      testResults,
    }));
    const { ran, differences } = compareDatabases(suites, names);
    if (differences.length > 0) this.#error = new Error('Not every database ran the same tests.');
    // A suite that fails to load counts as a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + differences.length;
    // Jest prints its own summary after all reporters; this must be the last line.
    process.on('exit', () => {
      const lines = [
        '',
        `Databases: ${databases.join('; ')}`,
        ...(names.length > 1 ? sameTests(ran, differences) : []),
        `Random values: TEST_SEED=${process.env.TEST_SEED}`,
        `${results.numPassedTests} passed, ${failed} failed`,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
  }

  /** Called by Jest; an error fails the run. */
  getLastError() {
    return this.#error;
  }
}

function sameTests(ran, differences) {
  if (differences.length === 0) return [`The same tests ran on each: ${[...ran.values()][0]}`];
  const counts = [...ran].map(([database, count]) => `${count} on ${database}`);
  return [
    `NOT the same tests ran on each (${counts.join(', ')}):`,
    ...differences.slice(0, SHOWN).map((difference) => `  ${difference}`),
    ...(differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more`] : []),
  ];
}
