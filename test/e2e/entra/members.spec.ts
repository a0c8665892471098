import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { SqlValue } from '../../../src/persistence/database/database.js';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { GROUP, type Answer, type TestTenant } from '../../support/tenant.js';

/*
 * How Entra changes and checks the members of groups, in both grammars.
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 */

onEveryDatabase('Entra: group members', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let people: string[];
  let groupId: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    people = (await Promise.all(Array.from({ length: 5 }, () => tenant.createUser())))
      .map(({ id }) => id)
      .sort();
  });
  beforeEach(async () => {
    groupId = (await tenant.createGroup()).id;
  });
  afterAll(() => service.stop());

  const version = async () => (await tenant.get(`/Groups/${groupId}`)).body.meta.version;

  /** PATCHes the group, which must answer 204 without a body. */
  async function patch(...operations: unknown[]): Promise<void> {
    const { status, text } = await tenant.patch(`/Groups/${groupId}`, operations);
    expect([status, text]).toEqual([204, '']);
  }

  inBothGrammars((grammar) => {
    it('members are added and removed, one or many a request', async () => {
      await patch(...grammar.addMembers(people[0]!));
      await patch(...grammar.addMembers(...people.slice(1)));
      expect(await tenant.memberIds(groupId)).toEqual(people);

      await patch(...grammar.removeMembers(people[0]!));
      expect(await tenant.memberIds(groupId)).toEqual(people.slice(1));

      await patch(...grammar.removeMembers(...people.slice(1, 4)));
      expect(await tenant.memberIds(groupId)).toEqual(people.slice(4));
    });

    // https://github.com/simpleidserver/SimpleIdServer/issues/245
    it('adding a member again succeeds and changes nothing', async () => {
      await patch(...grammar.addMembers(people[0]!));
      const before = await version();

      await patch(...grammar.addMembers(people[0]!));

      expect(await tenant.memberIds(groupId)).toEqual([people[0]]);
      expect(await version()).toBe(before);
    });

    it('removing a stranger succeeds and changes nothing', async () => {
      await patch(...grammar.addMembers(people[0]!));
      const before = await version();

      await patch(...grammar.removeMembers(people[1]!, randomUUID()));

      expect(await tenant.memberIds(groupId)).toEqual([people[0]]);
      expect(await version()).toBe(before);
    });

    it('an unknown id among those to add is 400 that names it, and none is added', async () => {
      const stranger = randomUUID();

      const answer = await tenant.patch(`/Groups/${groupId}`, [
        { op: 'replace', value: { externalId: 'changed' } },
        ...grammar.addMembers(people[0]!, stranger, people[1]!),
      ]);

      // Not 404, which would tell Entra that the group is gone.
      expect(answer.body).toEqual({
        ...scimError,
        status: '400',
        scimType: 'invalidValue',
        detail: expect.stringContaining(stranger),
      });
      const { body } = await tenant.get(`/Groups/${groupId}`);
      expect(body).not.toHaveProperty('members');
      expect([body.externalId, body.meta.version]).toEqual([undefined, 'W/"1"']);
    });

    it('a group may be a member', async () => {
      const inner = await tenant.createGroup();

      await patch(...grammar.addMembers(inner.id, people[0]!));

      const { body } = await tenant.get(`/Groups/${groupId}`);
      expect(body.members).toHaveLength(2);
      expect(body.members).toContainEqual({ value: inner.id, $ref: inner.meta.location, type: 'Group' });
      await patch(...grammar.removeMembers(inner.id));
      expect(await tenant.memberIds(groupId)).toEqual([people[0]]);
    });

    it('a member added and removed in one request is gone (scim-validator-tutorial, preview)', async () => {
      await patch(...grammar.addMembers(people[0]!, people[1]!), ...grammar.removeMembers(people[0]!));

      expect(await tenant.memberIds(groupId)).toEqual([people[1]]);
    });

    it('a disabled user keeps memberships', async () => {
      const { id } = await tenant.createUser();
      await patch(...grammar.addMembers(id));

      await tenant.patch(`/Users/${id}`, grammar.set('replace', { active: false }));

      expect(await tenant.memberIds(groupId)).toEqual([id]);
    });
  });

  // The operation that a bare reading of RFC 7644 section 3.5.2.2 would take for "remove all".
  it.each([
    ['without $ref', (id: string) => [{ value: id }]],
    ['with $ref null', (id: string) => [{ $ref: null, value: id }]],
    ['with display and type', (id: string) => [{ value: id, display: 'x', type: 'User' }]],
    ['as a single object', (id: string) => ({ value: id })],
  ])('Remove members with a value %s takes only that one', async (_, value) => {
    await patch({ op: 'Add', path: 'members', value: people.map((id) => ({ value: id })) });

    await patch({ op: 'Remove', path: 'members', value: value(people[2]!) });

    expect(await tenant.memberIds(groupId)).toEqual(people.filter((id) => id !== people[2]));
  });

  it('Remove members with an empty list takes none; without a value it takes all', async () => {
    await patch({ op: 'Add', path: 'members', value: people.map((id) => ({ value: id })) });

    await patch({ op: 'Remove', path: 'members', value: [] });
    expect(await tenant.memberIds(groupId)).toEqual(people);

    await patch({ op: 'remove', path: 'members' });
    expect(await tenant.memberIds(groupId)).toEqual([]);
  });

  // The validator's "Add Member" replaces the whole list (scim-validator-tutorial).
  it.each([
    ['replace with a path', (value: unknown) => ({ op: 'replace', path: 'members', value })],
    [
      'Replace with a qualified path',
      (value: unknown) => ({ op: 'Replace', path: `${GROUP}:members`, value }),
    ],
    ['replace without a path', (value: unknown) => ({ op: 'replace', value: { members: value } })],
  ])('%s leaves exactly the members sent', async (_, operation) => {
    await patch({ op: 'add', path: 'members', value: people.slice(0, 3).map((id) => ({ value: id })) });

    await patch(operation(people.slice(2).map((id) => ({ value: id }))));
    expect(await tenant.memberIds(groupId)).toEqual(people.slice(2));

    const before = await version();
    await patch(operation(people.slice(2).map((id) => ({ value: id }))));
    expect(await version()).toBe(before);

    await patch(operation([]));
    expect(await tenant.memberIds(groupId)).toEqual([]);
  });

  it('add without a path adds to the members that are there', async () => {
    await patch({ op: 'add', value: { members: [{ value: people[0] }] } });
    await patch({ op: 'Add', value: { members: [{ value: people[1] }], externalId: 'x' } });

    expect(await tenant.memberIds(groupId)).toEqual(people.slice(0, 2));
  });

  it('several members are removed by one filter', async () => {
    await patch({ op: 'add', path: 'members', value: people.map((id) => ({ value: id })) });

    await patch({ op: 'remove', path: `members[value eq "${people[0]}" or value eq "${people[1]}"]` });

    expect(await tenant.memberIds(groupId)).toEqual(people.slice(2));
  });

  it('arrays of 600 members are added and removed in one request', async () => {
    const many: string[] = [];
    for (let batch = 0; batch < 30; batch++) {
      const made = await Promise.all(Array.from({ length: 20 }, () => tenant.createUser()));
      many.push(...made.map(({ id }) => id));
    }
    const values = many.sort().map((value) => ({ $ref: null, value }));

    await patch({ op: 'Add', path: 'members', value: values });
    expect(await tenant.memberIds(groupId)).toEqual(many);

    await patch({ op: 'Remove', path: 'members', value: values.slice(0, 599) });
    expect(await tenant.memberIds(groupId)).toEqual(many.slice(599));
  });

  it('an id longer than any id matches nothing, without a statement', async () => {
    const { storage } = service;
    const asked = jest.spyOn(storage, 'groupCommit');
    const transaction = storage.transaction.bind(storage);
    const given: unknown[] = [];
    storage.transaction = (work) =>
      transaction((tx) => {
        const noting =
          <Answer>(send: (sql: string, params?: readonly SqlValue[]) => Promise<Answer>) =>
          (sql: string, params: readonly SqlValue[] = []) => {
            given.push(...params);
            return send(sql, params);
          };
        const run = noting((sql, params) => tx.run(sql, params));
        const rows = noting((sql, params) => tx.rows<any>(sql, params));
        return work({ ...tx, run, rows });
      });
    const value = [...people.slice(0, 2), 'é'.repeat(100_000)].map((each) => ({ value: each }));
    const before = await tenant.memberIds(groupId);
    const refused = await tenant.patch(`/Groups/${groupId}`, [{ op: 'add', path: 'members', value }]);
    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue']);
    expect(await tenant.memberIds(groupId)).toEqual(before);
    await patch({ op: 'remove', path: 'members', value });
    storage.transaction = transaction;
    expect(given.length).toBeGreaterThan(5);
    expect(JSON.stringify([asked.mock.calls, given]).length).toBeLessThan(10_000);
    asked.mockRestore();
  });

  // The membership check of older jobs, and its likely other spellings.
  it.each([
    ['members eq', (group: string, user: string) => `id eq "${group}" and members eq "${user}"`],
    ['members first', (group: string, user: string) => `members eq "${user}" and id eq "${group}"`],
    ['members.value eq', (group: string, user: string) => `id eq "${group}" and members.value eq "${user}"`],
    [
      'members[value eq]',
      (group: string, user: string) => `ID eq "${group}" and members[value eq "${user}"]`,
    ],
    [
      'qualified',
      (group: string, user: string) => `id eq "${group}" and ${GROUP}:members.value eq "${user}"`,
    ],
  ])('the membership check is answered: %s', async (_, filter) => {
    await patch({ op: 'add', path: 'members', value: [{ value: people[0] }] });
    const check = (user: string): Promise<Answer> =>
      tenant.find('/Groups', filter(groupId, user), '&attributes=id');

    const yes = (await check(people[0]!)).body;
    expect(yes).toMatchObject({ totalResults: 1, Resources: [{ schemas: [GROUP], id: groupId }] });
    expect(Object.keys(yes.Resources[0])).toEqual(['schemas', 'id']);
    expect((await check(people[1]!)).body).toMatchObject({ totalResults: 0, Resources: [] });
  });

  it('deleting a user takes it out of its groups, whose version and lastModified move', async () => {
    const [gone, stays] = [await tenant.createUser(), await tenant.createUser()];
    await patch({ op: 'add', path: 'members', value: [{ value: gone.id }, { value: stays.id }] });
    const other = await tenant.createGroup({ members: [{ value: stays.id }] });
    const before = (await tenant.get(`/Groups/${groupId}`)).body;

    expect((await tenant.delete(`/Users/${gone.id}`)).status).toBe(204);

    const after = (await tenant.get(`/Groups/${groupId}`)).body;
    expect(after.members.map((member: { value: string }) => member.value)).toEqual([stays.id]);
    expect([before.meta.version, after.meta.version]).toEqual(['W/"2"', 'W/"3"']);
    expect(Date.parse(after.meta.lastModified)).toBeGreaterThan(Date.parse(before.meta.lastModified));
    expect((await tenant.find('/Groups', `members eq "${gone.id}"`)).body.totalResults).toBe(0);
    expect((await tenant.get(`/Groups/${other.id}`)).body).toEqual(other);
  });

  it('a user shows the groups it is in, unless they are excluded or not asked for', async () => {
    const { id } = await tenant.createUser();
    const group = (await tenant.get(`/Groups/${groupId}`)).body;
    await patch({ op: 'add', path: 'members', value: [{ value: id }] });

    const { groups } = (await tenant.get(`/Users/${id}`)).body;
    expect(groups).toEqual([
      { value: groupId, $ref: group.meta.location, display: group.displayName, type: 'direct' },
    ]);
    const without = (await tenant.get(`/Users/${id}?excludedAttributes=groups`)).body;
    expect(without).not.toHaveProperty('groups');
    // The user itself did not change.
    expect(without.meta.version).toBe('W/"1"');
    expect((await tenant.get(`/Users/${id}?attributes=userName`)).body).not.toHaveProperty('groups');
    expect((await tenant.find('/Users', `groups.value eq "${groupId}"`)).body.Resources).toMatchObject([
      { id },
    ]);
  });

  it.each([
    ['an element without value', [{ display: 'x' }]],
    ['a number', [7]],
    ['an object with a number', [{ value: 7 }]],
  ])('%s among the members is 400 and nothing is applied', async (_, value) => {
    await patch({ op: 'add', path: 'members', value: [{ value: people[0] }] });

    for (const op of ['Add', 'Replace', 'Remove']) {
      const answer = await tenant.patch(`/Groups/${groupId}`, [{ op, path: 'members', value }]);
      expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue']);
    }
    expect(await tenant.memberIds(groupId)).toEqual([people[0]]);
  });
});
