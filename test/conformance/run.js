import { cases, runCase } from './suite.js';

/*
 * npm run conformance -- https://host/scim/v2 CODE
 *
 * Runs Microsoft's published tests for SCIM servers against any server, and deletes what it created there.
 */

const [baseUrl, code] = process.argv.slice(2);
if (baseUrl === undefined || code === undefined) {
  print('Usage: npm run conformance -- https://host/scim/v2 CODE');
  process.exit(2);
}

let [passed, failed] = [0, 0];
for (const each of cases) {
  const title = `${each.name}  (${each.source})`;
  if (each.skip !== undefined) {
    print(`SKIP  ${title}\n      ${each.skip}`);
    continue;
  }
  try {
    const left = await runCase(each, baseUrl, code);
    passed++;
    print(`PASS  ${title}`);
    for (const path of left) print(`      left behind: ${path}`);
  } catch (error) {
    failed++;
    print(`FAIL  ${title}\n      ${reason(error)}`);
  }
}
print(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A server that cannot be reached is told in the cause. */
function reason({ message, cause }) {
  return cause === undefined ? message : `${message}: ${cause.message}`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
