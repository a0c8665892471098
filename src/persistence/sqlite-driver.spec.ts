import { expect, it } from '@jest/globals';
import { sqliteDriver } from './sqlite-driver.js';

/** So many that V8 collects some of them within the loop. */
const STATEMENTS = 200_000;

it('Statements that nothing refers to any more are collected, and the process lives on', () => {
  const database = new (sqliteDriver())(':memory:');

  for (let number = 0; number < STATEMENTS; number++) database.prepare(`SELECT ${number}`);

  expect(database.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 });
  database.close();
});
