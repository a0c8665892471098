import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fillGroup } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import type { TestTenant } from '../../support/tenant.js';

/** The most members that are read in one statement with their group; and the most that are held in memory. */
const BESIDE = 500;
const IN_MEMORY = 5000;

onEveryDatabase('members of a group of any size', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let inner: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    inner = await tenant.createGroup();
  });
  afterAll(() => service.stop());

  it.each([0, 1, BESIDE - 1, BESIDE, IN_MEMORY - 1, IN_MEMORY])(
    'are all there, in order: a group and %d users',
    async (users) => {
      const group = await tenant.createGroup({ members: [{ value: inner.id }] });
      await fillGroup(service.storage, tenant.id, group.id, users);
      const expected = [
        { value: inner.id, $ref: inner.meta.location, type: 'Group' },
        ...Array.from({ length: users }, (_, n) => ({
          value: `filler-${n}`,
          $ref: `${service.url}/scim/v2/Users/filler-${n}`,
          type: 'User',
        })),
      ].sort((a, b) => (a.value < b.value ? -1 : 1));
      const { body } = await tenant.get(`/Groups/${group.id}`);
      expect(body.members).toEqual(expected);
      const { body: found } = await tenant.find('/Groups', `displayName eq "${group.displayName}"`);
      expect(found.Resources).toEqual([body]);
      await tenant.delete(`/Groups/${group.id}`);
    },
  );

  it('are read together with the group, unless they are many or left out', async () => {
    const group = await tenant.createGroup();
    await fillGroup(service.storage, tenant.id, group.id, BESIDE);
    const sentBy = (query: string, headers = {}) =>
      statementsSentBy(service.storage, () => tenant.get(`/Groups/${group.id}${query}`, headers));
    const beside = service.storage.dialect.listOf !== null;
    expect(await sentBy('')).toHaveLength(beside ? 1 : 2);
    const unread = [
      await sentBy('?excludedAttributes=members'),
      await sentBy('', { 'if-none-match': group.meta.version }),
    ];
    for (const sent of unread) {
      expect(sent).toHaveLength(1);
      expect(sent[0]).not.toContain('group_members');
    }
    await tenant.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: inner.id }] }]);
    expect(await sentBy('')).toHaveLength(2);
  });

  it('need no second look at the group when there are none', async () => {
    const sent = await statementsSentBy(service.storage, () => tenant.get(`/Groups/${inner.id}`));
    expect(sent).toHaveLength(service.storage.dialect.listOf === null ? 3 : 1);
  });

  it('are each group\u2019s own when groups are read at the same time', async () => {
    const sizes = [0, 1, 2, 50, BESIDE, BESIDE + 1, 2 * BESIDE];
    const groups = await Promise.all(
      sizes.map(async (size) => {
        const group = await tenant.createGroup();
        await fillGroup(service.storage, tenant.id, group.id, size);
        return group;
      }),
    );
    const asked = [...groups, ...groups.toReversed()];
    const answers = await Promise.all(asked.map(({ id }) => tenant.get(`/Groups/${id}`)));
    expect(answers.map(({ body }) => [body.id, body.members?.length ?? 0])).toEqual(
      asked.map(({ id }) => [id, sizes[groups.findIndex((group) => group.id === id)]]),
    );
  });
});
