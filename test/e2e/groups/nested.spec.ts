import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

onEveryDatabase('Nested groups', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const add = (group: string, member: string) =>
    tenant.patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: [{ value: member }] }]);

  it('gives a user direct and indirect groups, each once (RFC 7643 section 4.1.2)', async () => {
    const user = await tenant.createUser();
    const inner = await tenant.createGroup({ members: [{ value: user.id }] });
    const middle = await tenant.createGroup({ members: [{ value: inner.id }] });
    const outer = await tenant.createGroup({
      members: [{ value: middle.id }, { value: inner.id }, { value: user.id }],
    });
    const { body } = await tenant.get(`/Users/${user.id}`);
    const group = (each: any, type: string) => ({
      value: each.id,
      $ref: each.meta.location,
      display: each.displayName,
      type,
    });
    const direct = [inner, outer].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(body.groups).toEqual([...direct.map((each) => group(each, 'direct')), group(middle, 'indirect')]);
    expect((await tenant.get(`/Groups/${outer.id}`)).body.members).toEqual(
      expect.arrayContaining([{ value: middle.id, $ref: middle.meta.location, type: 'Group' }]),
    );
    for (const [filter, count] of [
      [`groups.value eq "${middle.id}"`, 1],
      [`groups[value eq "${middle.id}" and type eq "direct"]`, 0],
      [`groups[value eq "${middle.id}" and type eq "indirect"]`, 1],
      [`groups[value eq "${outer.id}" and type eq "indirect"]`, 0],
    ] as const) {
      expect([filter, (await tenant.find('/Users', filter)).body.totalResults]).toEqual([filter, count]);
    }
    await tenant.delete(`/Groups/${inner.id}`);
    expect((await tenant.get(`/Users/${user.id}`)).body.groups).toEqual([group(outer, 'direct')]);
  });

  it.each(['itself', 'its parent', 'its grandparent'])('refuses to put a group into %s', async (what) => {
    const child = await tenant.createGroup();
    const parent = await tenant.createGroup({ members: [{ value: child.id }] });
    const grandparent = await tenant.createGroup({ members: [{ value: parent.id }] });
    const member = { itself: child, 'its parent': parent, 'its grandparent': grandparent }[what];
    const answer = await add(child.id, member.id);
    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue']);
    expect(answer.body.detail).toContain(member.id);
    expect(await tenant.memberIds(child.id)).toEqual([]);
  });

  it('closes no cycle when its parts are added at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const groups = await Promise.all(Array.from({ length: 4 }, () => tenant.createGroup()));
      const ids = groups.map(({ id }) => id as string);
      await add(ids[1]!, ids[2]!);
      await add(ids[3]!, ids[0]!);
      const answers = await Promise.all([add(ids[0]!, ids[1]!), add(ids[2]!, ids[3]!)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
    }
  });
});
