import { describe, expect, it } from '@jest/globals';
import { SearchCost } from './search-cost.js';
import { checkFilter } from '../../scim/filter/check.js';
import { readFilter } from '../../scim/filter/unescaped.js';
import { groupType, userType } from '../../scim/resource-type.js';
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE } from '../../scim/schemas/enterprise-user.js';
import { parseSort } from '../../scim/sort.js';

const HUGE = { users: 1_000_000, groups: 50_000 };

function costOf(filter: string, type = userType, sortBy?: string, offset = 0): SearchCost {
  const checked = filter === '' ? null : checkFilter(readFilter(filter), type);
  return SearchCost.of(checked, parseSort(type, sortBy), type, offset);
}

const chain = (count: number, term: string, operator: string) =>
  Array(count).fill(term).join(` ${operator} `);

describe('SearchCost', () => {
  it.each([
    'userName eq "x"',
    'id eq "x"',
    'externalId eq "x"',
    String.raw`externalId eq "CORP\nina"`,
    'emails[type eq "work"].value eq "x"',
    String.raw`emails[type eq "work"].value eq "CORP\nina"`,
    'title eq "x"',
    `${ENTERPRISE}:employeeNumber eq "x"`,
    'manager eq "x"',
    'id eq "x" and manager eq "x"',
    'userName eq "x" and active eq true',
    'userName sw "lena"',
    'userName eq "x" or userName eq "y"',
    '',
  ])('lets %s go at once, in a directory of any size', (filter) => {
    expect(costOf(filter).isSmall).toBe(true);
    if (filter !== '') expect(costOf(filter, userType, 'title').isSmall).toBe(true);
  });

  it.each(['displayName eq "x"', 'members eq "x"', 'id eq "x" and members eq "y"', 'members[value eq "x"]'])(
    'lets %s of groups go at once',
    (filter) => expect(costOf(filter, groupType).isSmall).toBe(true),
  );

  it.each([
    ['userName co "x"', userType, true, true],
    ['emails.value co "x"', userType, true, true],
    ['emails[type eq "work"]', userType, true, true],
    ['title pr', userType, true, true],
    ['not (title eq "x")', userType, true, true],
    ['title eq null', userType, true, true],
    ['userName sw "x"', userType, true, false],
    ['meta.lastModified gt "2026-01-31T00:00:00"', userType, true, false],
    ['title eq "x" or externalId eq "y"', userType, true, true],
    ['groups eq "x"', userType, true, true],
    ['members.type eq "Group"', groupType, true, false],
    [chain(20, 'externalId eq "x"', 'and'), userType, true, true],
  ])('takes %s for long in a huge directory', (filter, type, inHuge, inLarge) => {
    const cost = costOf(filter, type);
    expect(cost.isSmall).toBe(false);
    const isLong = (size: { users: number; groups: number }) => {
      try {
        return cost.isLongIn(size, type);
      } catch (error) {
        // Memberships alone can exceed the limit.
        expect(error).toMatchObject({ scimType: 'tooMany' });
        return true;
      }
    };
    expect(isLong(HUGE)).toBe(inHuge);
    expect(isLong({ users: 5000, groups: 100 })).toBe(inLarge || type === groupType);
    expect(isLong({ users: 5, groups: 2 })).toBe(filter.length > 300);
  });

  it.each([
    [1_000_000, false, 'userName co "x"'],
    [1_000_000, true, 'userName co "x" or title co "x"'],
    [700_000, false, 'title pr and title ne "x"'],
    [5_000_000, false, 'meta.lastModified gt "2026-01-31T00:00:00"'],
    [10_000, false, chain(150, 'emails.value co "x"', 'or')],
    [10_000, true, chain(151, 'emails.value co "x"', 'or')],
    [10_000, true, chain(200, 'emails.value co "x"', 'and')],
    [5_000_000, false, chain(200, 'userName eq "x"', 'and')],
    [10_000, true, `emails[type eq "work" and (${chain(198, 'value co "x"', 'or')})]`],
  ])('in a directory of %i users: refused is %s', (users, isRefused, filter) => {
    const ask = () => costOf(filter).isLongIn({ users, groups: 0 }, userType);
    if (isRefused) expect(ask).toThrow(expect.objectContaining({ status: 400, scimType: 'tooMany' }));
    else expect(ask).not.toThrow();
  });

  it('counts sorting, and the resources that the offset skips', () => {
    expect(costOf('', userType, 'userName').isLongIn(HUGE, userType)).toBe(true);
    expect(costOf('', userType, 'userName').isLongIn({ users: 100, groups: 0 }, userType)).toBe(false);
    expect(costOf('', userType, undefined, 100).isSmall).toBe(true);
    expect(costOf('', userType, undefined, 900_000).isLongIn(HUGE, userType)).toBe(true);
    expect(costOf('', userType, undefined, 2 ** 53).isLongIn({ users: 100, groups: 0 }, userType)).toBe(
      false,
    );
  });
});
