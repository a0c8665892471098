/** The suffix of titles of tests for one database, which `onEveryDatabase` adds. */
const MARK = / \[(sqlite|mysql)\]$/;

/** Parts of test titles that differ between databases: ids and times. */
const MADE_ANEW =
  /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|\b1\d{9}(?:\d{3})?\b/gi;

/**
 * Compares the tests that ran on each database: every test that `onEveryDatabase` describes has to run on all of them.
 *
 * @param {readonly { testFilePath: string, testResults: readonly { ancestorTitles: readonly string[], title: string,
 *   status: string }[] }[]} suites as Jest passes them to reporters
 * @param {readonly string[]} databases of the run
 * @returns {{ ran: Map<string, number>, differences: string[] }} the number of tests on each database, and a line for
 *   each test that did not run equally often on all
 */
export function compareDatabases(suites, databases) {
  const ran = new Map(databases.map((database) => [database, 0]));
  /** Number of runs per database, by the title without the database. */
  const times = new Map();
  for (const { testFilePath, testResults } of suites) {
    for (const { ancestorTitles, title, status } of testResults) {
      const database = ancestorTitles.map((ancestor) => MARK.exec(ancestor)?.[1]).find(Boolean);
      if (database === undefined || (status !== 'passed' && status !== 'failed')) continue;
      const names = [...ancestorTitles.map((ancestor) => ancestor.replace(MARK, '')), title].map((each) =>
        each.replaceAll(MADE_ANEW, '…'),
      );
      const name = `${testFilePath}: ${names.join(' › ')}`;
      ran.set(database, (ran.get(database) ?? 0) + 1);
      if (!times.has(name)) times.set(name, new Map());
      times.get(name).set(database, (times.get(name).get(database) ?? 0) + 1);
    }
  }
  const differences = [...times]
    .map(([name, on]) => ({ name, counts: [...ran.keys()].map((database) => on.get(database) ?? 0) }))
    .filter(({ counts }) => new Set(counts).size > 1)
    .map(
      ({ name, counts }) =>
        `${name} (${[...ran.keys()].map((key, at) => `${key}: ${counts[at]}`).join(', ')})`,
    );
  return { ran, differences };
}
