import { describe, expect, it } from '@jest/globals';
import { compareDatabases } from './same-tests.js';

const DATABASES = ['sqlite', 'mysql'];

/** The result of a suite, with tests such as `Users [sqlite] > are created`, a skipped one with a `-` before it. */
function suite(...tests: string[]) {
  return {
    testFilePath: 'users.spec.ts',
    testResults: tests.map((test) => {
      const names = test.replace(/^-/, '').split(' > ');
      const status = test.startsWith('-') ? 'pending' : 'passed';
      return { ancestorTitles: names.slice(0, -1), title: names.at(-1) ?? '', status };
    }),
  };
}

function compared(...tests: string[]) {
  const { ran, differences } = compareDatabases([suite(...tests)], DATABASES);
  return { ...Object.fromEntries(ran), differences };
}

describe('the comparison of what ran on each database', () => {
  it('finds no difference between the same tests', () => {
    expect(compared('Users [sqlite] > new > are there', 'Users [mysql] > new > are there')).toEqual({
      sqlite: 1,
      mysql: 1,
      differences: [],
    });
  });

  it('leaves out what is for no database or for MySQL alone', () => {
    expect(compared('a filter > is parsed', 'the connections to MySQL > are checked')).toEqual({
      sqlite: 0,
      mysql: 0,
      differences: [],
    });
  });

  it.each([
    [
      'is missing on one',
      ['Users [sqlite] > are there'],
      'users.spec.ts: Users › are there (sqlite: 1, mysql: 0)',
    ],
    [
      'is skipped on one',
      ['-Users [sqlite] > are there', 'Users [mysql] > are there'],
      'users.spec.ts: Users › are there (sqlite: 0, mysql: 1)',
    ],
    [
      'runs more often on one',
      ['Users [sqlite] > x', 'Users [mysql] > x', 'Users [mysql] > x'],
      'users.spec.ts: Users › x (sqlite: 1, mysql: 2)',
    ],
  ])('names a test that %s', (_, tests, difference) => {
    expect(compared(...tests).differences).toEqual([difference]);
  });

  it('names both tests when a name differs and the numbers are the same', () => {
    expect(compared('Users [sqlite] > a', 'Users [mysql] > b').differences).toHaveLength(2);
  });

  it('skips as one what is skipped on both', () => {
    expect(compared('-Users [sqlite] > a', '-Users [mysql] > a').differences).toEqual([]);
  });
});
