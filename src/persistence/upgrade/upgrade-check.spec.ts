import { describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../migrations/migrations.js';
import { upgradeOf, type Upgrade } from '../migrations/upgrade.js';
import { checkUpgrade } from './upgrade-check.js';

const migration = (name: string, upgrade?: Upgrade) => ({ name, ...(upgrade && { upgrade }) });
const first = migration('First1', { besideLastRelease: 'rolling' });
const added = migration('Added2', { besideLastRelease: 'rolling', then: 'reindex' });
const dropped = migration('Dropped3', { besideLastRelease: 'stop-first', reason: 'drops users.nick' });
const silent = migration('Silent4');

describe('the check of an upgrade', () => {
  it('is rolling where nothing is pending', () => {
    expect(checkUpgrade(['First1'], [first])).toEqual({ pending: [], isRolling: true, then: [] });
  });

  it('is rolling as long as every pending migration is, and says what follows', () => {
    const { pending, isRolling, then } = checkUpgrade(['First1'], [first, added]);
    expect({ names: pending.map(({ name }) => name), isRolling, then }).toEqual({
      names: ['Added2'],
      isRolling: true,
      then: ['reindex'],
    });
  });

  it('is not with one that is not, or does not say so; one that is applied is no matter', () => {
    expect(checkUpgrade(['First1'], [first, added, dropped])).toMatchObject({
      isRolling: false,
      then: ['reindex'],
    });
    expect(checkUpgrade(['First1'], [first, silent]).isRolling).toBe(false);
    expect(checkUpgrade(['First1', 'Dropped3'], [first, added, dropped]).isRolling).toBe(true);
  });

  it('is rolling for a new database, which nobody uses', () => {
    expect(checkUpgrade([], [first, dropped])).toMatchObject({ isRolling: true, then: [] });
  });

  it('refuses a database of a later release', () => {
    expect(() => checkUpgrade(['First1', 'Later9'], [first])).toThrow(/of a later release.*Later9/);
  });
});

it.each(MIGRATIONS.map((each) => [each.name, each] as const))(
  '%s says in a static member "upgrade" whether processes of the last release can run beside it',
  (_name, each) => {
    expect(upgradeOf(each)?.besideLastRelease).toMatch(/^(?:rolling|stop-first)$/);
    if (upgradeOf(each)?.besideLastRelease === 'stop-first') expect(upgradeOf(each)?.reason).toMatch(/\w/);
  },
);
