import { describe, expect, it } from '@jest/globals';
import { compareDatabases } from './same-tests.js';

const DATABASES = ['sqlite', 'mysql'];

/** The result of a suite with tests such as `Users [sqlite] > are created`; a leading `-` marks a skipped one. */
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

  it('takes ids and times in a title for the same', () => {
    const titles = [
      'refuses {"id":"3d3315b2-741b-4231-b0bd-c13a86559b53","at":"2026-11-28T09:20:33.568Z"}',
      'refuses {"id":"0f8c1a52-1111-4231-b0bd-c13a86559b54","at":"2026-11-28T09:20:33.570Z"}',
    ];
    const tests = ['sqlite', 'mysql'].flatMap((database) =>
      titles.map((each) => `Users [${database}] > ${each}`),
    );
    expect(compared(...tests.slice(1, 3))).toMatchObject({ sqlite: 1, mysql: 1, differences: [] });
    expect(compared(...tests)).toMatchObject({ sqlite: 2, mysql: 2, differences: [] });
    expect(compared(...tests.slice(0, 3)).differences).toHaveLength(1);
  });

  it('skips as one what is skipped on both', () => {
    expect(compared('-Users [sqlite] > a', '-Users [mysql] > a').differences).toEqual([]);
  });
});
