/** Ends a run with the databases it used, the seed of its random values and, as the last line, its true counts. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const databases = (process.env.TEST_DATABASES ?? '')
      .split(',')
      .map((name) => (name === 'mysql' ? process.env.TEST_MYSQL_DESCRIPTION : 'SQLite'));
    // A suite that does not even load is a failure too.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // Jest's own summary comes after all reporters: ours is to be the last line.
    process.on('exit', () => {
      process.stdout.write(`\nDatabases: ${databases.join('; ')}\n`);
      process.stdout.write(`Random values: TEST_SEED=${process.env.TEST_SEED}\n`);
      process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`);
    });
  }
}
