import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { sqliteDriverFile } from './sqlite-driver.js';

/** Prepares more statements than a process keeps, so that some are garbage-collected within the loop. */
const PROGRAM = `
  const database = new (require(process.argv[1]))(':memory:');
  for (let number = 0; number < 200_000; number++) database.prepare('SELECT ' + number);
  console.log(database.prepare('SELECT 1 AS one').get());`;

it('the SQLite driver of this Node.js outlives the garbage collection of its statements', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROGRAM, sqliteDriverFile()]);

  expect(stdout).toBe('{ one: 1 }\n');
});
