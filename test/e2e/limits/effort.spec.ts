import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fillGroup } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { USER, type TestTenant } from '../../support/tenant.js';

/* Each part of a request is within its own limit; together they must still cost a bounded effort. */

onEveryDatabase('Limits', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const emails = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => ({
      type: 'work',
      value: `${'x'.repeat(length)}${index}@x.example`,
    }));

  it('operations, elements and conditions of a PATCH may not multiply', async () => {
    const user = await tenant.createUser({ emails: emails(1000, 180) });
    const terms = Array.from({ length: 200 }, (_, index) => `value eq "${index}"`).join(' or ');
    const remove = { op: 'remove', path: `emails[${terms}]` };
    const answer = await tenant.patch(`/Users/${user.id}`, Array(16).fill(remove));
    expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail: /too many values/ });
    expect(
      (await tenant.patch(`/Users/${user.id}`, [{ op: 'remove', path: 'emails[value eq "0"]' }])).status,
    ).toBe(200);
  });

  it('nor those of a body with filtered names', async () => {
    const names = Array.from({ length: 2000 }, (_, index) => [`emails[value eq "${index}"].display`, 'x']);
    const body = { schemas: [USER], userName: 'filtered', ...Object.fromEntries(names) };
    expectRefusal(await tenant.post('/Users', body), { status: 400, scimType: 'invalidValue' });
  });

  it('members are looked for by few filters in one request', async () => {
    const group = await tenant.createGroup();
    const remove = { op: 'remove', path: 'members[type eq "Group"]' };
    expect((await tenant.patch(`/Groups/${group.id}`, Array(10).fill(remove))).status).toBe(204);
    const answer = await tenant.patch(`/Groups/${group.id}`, Array(11).fill(remove));
    expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail: /at most 10/ });
  });

  it('a resource does not grow beyond 256 KiB', async () => {
    const { id } = await tenant.createUser();
    const grow = (index: number) =>
      tenant.patch(`/Users/${id}`, [{ op: 'add', path: 'emails', value: emails(1, 150_000 + index) }]);
    expect((await grow(1)).status).toBe(200);
    expectRefusal(await grow(2), { status: 400, scimType: 'invalidValue', detail: /at most 262144/ });
    expect((await tenant.get(`/Users/${id}`)).body.emails).toHaveLength(1);
    const large = { schemas: [USER], userName: 'large', nickName: 'x'.repeat(262_144) };
    expectRefusal(await tenant.post('/Users', large), {
      status: 400,
      scimType: 'invalidValue',
      detail: /at most 262144/,
    });
  });

  it('a user of that size is still disabled, and grows by little', async () => {
    const body = (length: number) => ({
      schemas: [USER],
      userName: 'full',
      active: true,
      nickName: 'é'.repeat(length),
    });
    const refused = await tenant.post('/Users', body(131_072));
    const beyond = Number(/would have (\d+) bytes/.exec(refused.body.detail as string)?.[1]) - 262_144;
    const { status, body: user } = await tenant.post('/Users', body(131_072 - Math.ceil(beyond / 2)));
    expect(status).toBe(201);
    const patch = (operation: object) => tenant.patch(`/Users/${user.id}`, [operation]);
    expect((await patch({ op: 'Replace', path: 'active', value: 'False' })).body.active).toBe(false);
    expect((await patch({ op: 'Add', path: 'title', value: 'Planner' })).status).toBe(200);
    const large = await patch({ op: 'Add', path: 'title', value: 'x'.repeat(2000) });
    expectRefusal(large, {
      status: 400,
      scimType: 'invalidValue',
      detail: /bytes; at most 26\d{4} can be stored/,
    });
  });

  it('one that was larger when more was taken is still changed', async () => {
    const { id } = await tenant.createUser({ nickName: 'x' });
    await service.storage.transaction((tx) =>
      tx.run('UPDATE users SET document = REPLACE(document, \'"x"\', ?) WHERE tenant_id = ? AND id = ?', [
        JSON.stringify('x'.repeat(300_000)),
        tenant.id,
        id,
      ]),
    );
    const patch = (operation: object) => tenant.patch(`/Users/${id}`, [operation]);
    expect((await patch({ op: 'replace', path: 'active', value: false })).status).toBe(200);
    expect((await patch({ op: 'remove', path: 'nickName' })).status).toBe(200);
  });

  it('groups nest 32 levels deep and no deeper, from either end', async () => {
    let inner = await tenant.createGroup();
    const innermost = inner.id;
    for (let level = 1; level <= 32; level++) {
      inner = await tenant.createGroup({ members: [{ value: inner.id }] });
    }
    const outermost = inner.id;
    const below = await tenant.createGroup();
    for (const [group, member] of [
      [(await tenant.createGroup()).id, outermost],
      [innermost, below.id],
    ]) {
      const answer = await tenant.patch(`/Groups/${group}`, [
        { op: 'add', path: 'members', value: [{ value: member }] },
      ]);
      expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail: /32 levels/ });
    }
    const user = await tenant.createUser();
    await tenant.patch(`/Groups/${innermost}`, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]);
    expect((await tenant.get(`/Users/${user.id}`)).body.groups).toHaveLength(33);
  });

  it('a query names 500 attributes at most', async () => {
    expect((await tenant.get(`/Users?attributes=${'title,'.repeat(499)}title`)).status).toBe(200);
    const answer = await tenant.get(`/Users?attributes=${'title,'.repeat(500)}title`);
    expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail: /at most 500/ });
  });

  it('a group of 130,000 members is read whole, in a list too', async () => {
    const group = await tenant.createGroup({ displayName: 'Crowd' });
    await fillGroup(service.storage, tenant.id, group.id, 130_000);
    expect((await tenant.get(`/Groups/${group.id}`)).body.members).toHaveLength(130_000);
    const list = await tenant.find('/Groups', 'displayName eq "crowd"');
    expect(list.body.Resources[0].members).toHaveLength(130_000);
  });

  it('the URN of the core schema stands for the resource itself', async () => {
    const { id } = await tenant.createUser();
    await tenant.patch(`/Users/${id}`, [
      { op: 'replace', value: { [USER]: { title: 'Boss', name: { givenName: 'A' } } } },
    ]);
    expect((await tenant.get(`/Users/${id}`)).body).toMatchObject({
      title: 'Boss',
      name: { givenName: 'A' },
    });
  });
});
