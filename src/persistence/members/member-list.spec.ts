import { describe, expect, it } from '@jest/globals';
import { parseMemberList } from './member-list.js';

const user = (memberId: string) => ({ memberId, memberType: 'User' });
const group = (memberId: string) => ({ memberId, memberType: 'Group' });

describe('parseMemberList', () => {
  it.each([
    ['3;a,b*,c', [user('a'), group('b'), user('c')]],
    ['3;c,a,b*', [user('a'), group('b'), user('c')]],
    ['1;a', [user('a')]],
    ['0;', []],
    [null, []],
  ])('reads %s', (list, members) => {
    expect(parseMemberList(list)).toEqual(members);
  });

  it.each(['3;a,b', '2;a', '100;'])('finds out that %s was cut off', (list) => {
    expect(parseMemberList(list)).toBeNull();
  });
});
