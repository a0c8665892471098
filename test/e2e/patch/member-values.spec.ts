import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { GROUP, type TestTenant } from '../../support/tenant.js';

/*
 * Which values of `members` take somebody away: none and null all, [] nobody in `remove` and all in `replace`. What may
 * mean either is refused.
 */
onEveryDatabase('Members', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let users: string[];
  let group: any;
  let at: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    users = [(await tenant.createUser()).id, (await tenant.createUser()).id].sort();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    group = await tenant.createGroup({ externalId: 'g-1', members: users.map((value) => ({ value })) });
    at = `/Groups/${group.id}`;
  });
  afterEach(async () => {
    expect((await tenant.delete(at)).status).toBe(204);
  });

  const refusal = (detail: RegExp) => ({ status: 400, scimType: 'invalidValue', detail });
  const expectNobodyLost = async () => expect((await tenant.get(at)).body).toEqual(group);

  it.each<[string, unknown]>([
    ['the empty text', ''],
    ['an empty object', {}],
    ['a list of an empty object', [{}]],
    ['a list of null', [null]],
    ['a list of the empty text', ['']],
    ['a list of a list', [[]]],
    ['an element without its id', [{ value: '' }]],
    ['an element of unknown parts', [{ id: 'x' }]],
    ['an object of unknown parts', { member: 'x' }],
  ])('are not changed by %s', async (_, value) => {
    for (const op of ['Add', 'Replace', 'Remove', 'remove']) {
      expectRefusal(await tenant.patch(at, [{ op, path: 'members', value }]), refusal(/"members\[0\]/));
    }
    for (const op of ['add', 'replace']) {
      expectRefusal(await tenant.patch(at, [{ op, value: { members: value } }]), refusal(/"members\[0\]/));
    }
    const body = { schemas: [GROUP], displayName: group.displayName as string, members: value };
    expectRefusal(await tenant.put(at, body), refusal(/"members\[0\]/));
    await expectNobodyLost();
  });

  it.each([
    'members[value eq "USER"].value',
    'members[value eq "USER"]',
    'members[type eq "User"].value',
    'members.value',
  ])('at %s are not replaced by nothing', async (path) => {
    for (const value of [null, '', []]) {
      const operation = { op: 'replace', path: path.replace('USER', users[0] ?? ''), value };
      expectRefusal(await tenant.patch(at, [operation]), refusal(/"members/));
    }
    await expectNobodyLost();
  });

  it.each<[string, Record<string, unknown>, 0 | 1 | 2]>([
    ['remove without a value', { op: 'remove', path: 'members' }, 0],
    ['Remove with null', { op: 'Remove', path: 'members', value: null }, 0],
    ['Remove with an empty list', { op: 'Remove', path: 'members', value: [] }, 2],
    ['Remove with one', { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'USER' }] }, 1],
    ['Remove with a text', { op: 'Remove', path: 'members', value: 'USER' }, 1],
    [
      'Remove with the own name',
      { op: 'Remove', path: 'members', value: { members: [{ value: 'USER' }] } },
      1,
    ],
    ['remove by a filter', { op: 'remove', path: 'members[value eq "USER"]' }, 1],
    ['Replace with null', { op: 'Replace', path: 'members', value: null }, 0],
    ['Replace with an empty list', { op: 'Replace', path: 'members', value: [] }, 0],
    ['replace without a path, with null', { op: 'replace', value: { members: null } }, 0],
    ['replace without members', { op: 'replace', value: { externalId: 'g-1' } }, 2],
    ['Add of null', { op: 'Add', path: 'members', value: null }, 2],
    ['Add of an empty list', { op: 'Add', path: 'members', value: [] }, 2],
  ])('%s', async (_, operation, left) => {
    const sent = JSON.parse(JSON.stringify(operation).replace('USER', users[0] ?? '')) as unknown;
    expect((await tenant.patch(at, [sent])).status).toBe(204);
    expect(await tenant.memberIds(group.id)).toEqual(users.slice(2 - left));
  });
});
