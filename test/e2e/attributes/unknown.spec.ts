import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { loggedBy } from '../../support/log.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const BADGE = 'urn:ietf:params:scim:schemas:extension:badge:2.0:User';

onEveryDatabase('An attribute that no schema has', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const statusOf = async (of: TestTenant) => {
    const { body } = await service.admin('GET', `/tenants/${of.id}/status`);
    return body.ignoredAttributes as { name: string; count: number }[];
  };

  describe('in a PATCH is ignored, and listed in the log', () => {
    it.each<[string, unknown, string]>([
      ['a path', { op: 'Replace', path: 'companyName', value: 'Fabrikam' }, 'companyName'],
      ['a path to add', { op: 'Add', path: 'companyName', value: 'Fabrikam' }, 'companyName'],
      ['a path to remove', { op: 'Remove', path: 'companyName' }, 'companyName'],
      ['a path without a value', { op: 'Replace', path: 'companyName' }, 'companyName'],
      ['a sub-attribute', { op: 'Replace', path: 'name.nickName', value: 'x' }, 'name.nickName'],
      [
        'a part of an element',
        { op: 'Add', path: 'emails[type eq "work"].label', value: 'x' },
        'emails.label',
      ],
      ['a filter', { op: 'Add', path: 'emails[label eq "x"].value', value: 'x' }, 'emails.label'],
      ['a filtered attribute', { op: 'Add', path: 'licences[type eq "x"].value', value: 'x' }, 'licences'],
      ['an unknown URN', { op: 'Add', path: `${BADGE}:number`, value: '1' }, `${BADGE}:number`],
      [
        'the enterprise URN',
        { op: 'Add', path: `${ENTERPRISE}:building`, value: '1' },
        `${ENTERPRISE}:building`,
      ],
      ['a name without a path', { op: 'replace', value: { companyName: 'Fabrikam' } }, 'companyName'],
      ['a dotted name', { op: 'replace', value: { 'name.nickName': 'x' } }, 'name.nickName'],
      ['a URN without a path', { op: 'replace', value: { [BADGE]: { number: 1 } } }, BADGE],
      [
        'a part beside known ones',
        { op: 'Replace', path: 'name', value: { givenName: 'Lena', nickName: 'x' } },
        'name.nickName',
      ],
      ['an attribute of groups', { op: 'Add', path: 'members', value: [{ value: 'x' }] }, 'members'],
    ])('%s', async (_, operation, told) => {
      const { id } = await tenant.createUser({ name: { givenName: 'Lena' } });
      const known = { op: 'Replace', path: 'title', value: 'Planner' };
      let answer: Answer | undefined;

      const entries = await loggedBy(tenant, async () => {
        answer = await tenant.patch(`/Users/${id}`, [operation, known]);
      });

      expect(answer?.status).toBe(200);
      expect(answer?.body).toMatchObject({ title: 'Planner', name: { givenName: 'Lena' } });
      expect(answer?.body).not.toHaveProperty('emails');
      expect(entries).toMatchObject([{ action: 'update', outcome: 'success', ignored: [told] }]);
    });

    it('alone: nothing changes, and the request is a success', async () => {
      const user = await tenant.createUser();
      const entries = await loggedBy(tenant, async () => {
        const answer = await tenant.patch(`/Users/${user.id}`, [
          { op: 'Add', path: 'companyName', value: 'x' },
        ]);
        expect([answer.status, answer.body]).toEqual([200, user]);
        await new Promise((resolve) => setTimeout(resolve, 700));
      });
      expect(entries).toMatchObject([{ action: 'update', changes: [], ignored: ['companyName'] }]);
    });

    it('of a group', async () => {
      const group = await tenant.createGroup();
      for (const operation of [
        { op: 'Replace', path: 'mailNickname', value: 'x' },
        { op: 'Replace', path: 'userName', value: 'x' },
      ]) {
        expect((await tenant.patch(`/Groups/${group.id}`, [operation])).status).toBe(204);
      }
      expect((await tenant.get(`/Groups/${group.id}`)).body).toEqual(group);
    });
  });

  it('in POST and PUT is ignored, logged and counted in the status', async () => {
    const own = await service.createTenant();
    const userName = 'lena@fabrikam.example';
    const unknown = {
      companyName: 'Fabrikam',
      emails: [{ value: 'a@x', label: 'x' }],
      [BADGE]: { a: 1, b: 2 },
    };
    const body = { schemas: [USER], userName, ...unknown };
    const ignored = expect.arrayContaining(['companyName', 'emails.label', BADGE]);
    let id = '';

    const entries = await loggedBy(own, async () => {
      const created = await own.post('/Users', body);
      expect(created.status).toBe(201);
      id = created.body.id as string;
      expect((await own.put(`/Users/${id}`, { ...body, title: 'Planner' })).status).toBe(200);
      await own.patch(`/Users/${id}`, [{ op: 'Add', path: 'companyName', value: 'x' }]);
    });

    expect(entries.slice(0, 2)).toMatchObject([{ ignored }, { ignored }]);
    expect(await statusOf(own)).toEqual([
      { name: 'companyName', count: 3 },
      { name: 'emails.label', count: 2 },
      { name: BADGE, count: 2 },
    ]);
    expect((await own.get(`/Users/${id}`)).body).toMatchObject({
      emails: [{ value: 'a@x' }],
      title: 'Planner',
    });
    expect(await statusOf(tenant)).not.toContainEqual({ name: 'companyName', count: 3 });
  });

  it('is none that everybody sends', async () => {
    const entries = await loggedBy(tenant, () =>
      tenant.createUser({
        id: null,
        meta: { resourceType: 'User' },
        groups: [],
        schemas: [USER, 'urn:x:2.0:User'],
        password: 'x',
        emails: [{ $ref: null, value: 'a@x' }],
      }),
    );
    expect(entries).toMatchObject([{ ignored: [] }]);
  });

  it('of a request that is refused is not counted', async () => {
    const own = await service.createTenant();
    expect((await own.post('/Users', { schemas: [USER], companyName: 'x' })).status).toBe(400);
    expect(await statusOf(own)).toEqual([]);
  });

  it('of many, the first are logged and counted by name', async () => {
    const own = await service.createTenant();
    for (let n = 0; n < 4; n++) {
      const names = Array.from({ length: 60 }, (_, i) => [
        `a${n * 60 + i}`.padEnd(i === 0 ? 500 : 3, 'x'),
        1,
      ]);
      const entries = await loggedBy(own, () => own.createUser(Object.fromEntries(names) as object as never));
      expect(entries[0].ignored).toHaveLength(20);
      expect(entries[0].ignored[0]).toHaveLength(120);
    }
    const counted = await statusOf(own);
    expect(counted).toHaveLength(41);
    expect(counted).toContainEqual({ name: '(others)', count: 2 });
  });

  describe('in strict mode', () => {
    let strict: TestTenant;
    let user: any;
    beforeAll(async () => {
      strict = await service.createTenant();
      user = await strict.createUser({ name: { givenName: 'Lena' } });
      const set = await service.admin('PUT', `/tenants/${strict.id}/settings`, { strict: true });
      expect(set.status).toBe(200);
    });

    const syntax = (detail: RegExp) => ({ status: 400, scimType: 'invalidSyntax', detail });

    it.each<[string, Record<string, unknown>, RegExp]>([
      ['an attribute', { companyName: 'x' }, /the attribute "companyName" \(strict mode\)/],
      ['a part', { name: { givenName: 'x', nickName: 'y' } }, /"name.nickName"/],
      ['a part of an element', { emails: [{ value: 'a@x', label: 'x' }] }, /"emails.label"/],
      ['a URN', { [BADGE]: { number: 1 } }, /extension:badge:2.0:User"/],
      ['an attribute of the extension', { [ENTERPRISE]: { building: '1' } }, /User:building"/],
      ['the password', { password: 'secret-3141' }, /"password"/],
    ])('refuses %s in POST and PUT', async (_, more, detail) => {
      expectRefusal(
        await strict.post('/Users', { schemas: [USER], userName: 'new', ...more }),
        syntax(detail),
      );
      const body = { schemas: [USER], userName: user.userName as string, ...more };
      expectRefusal(await strict.put(`/Users/${user.id}`, body), syntax(detail));
      expect((await strict.get(`/Users/${user.id}`)).body).toEqual(user);
    });

    it.each([
      'companyName',
      'name.nickName',
      'emails[type eq "work"].label',
      'emails[label eq "x"].value',
      `${BADGE}:number`,
      `${ENTERPRISE}:building`,
      'password',
    ])('refuses the path %s', async (path) => {
      for (const op of ['add', 'replace', 'remove']) {
        expectRefusal(
          await strict.patch(`/Users/${user.id}`, [{ op, path, value: 'x' }]),
          syntax(/Operations\[0\].*strict mode/),
        );
      }
    });

    it('refuses an operation without a path, and a filter on the unknown', async () => {
      expectRefusal(
        await strict.patch(`/Users/${user.id}`, [{ op: 'replace', value: { title: 'x' } }]),
        syntax(/"path" is missing \(strict mode\)/),
      );
      expectRefusal(await strict.find('/Users', 'companyName eq "x"'), {
        status: 400,
        scimType: 'invalidFilter',
      });
      expectRefusal(await strict.find('/Users', 'emails[label eq "x"]'), {
        status: 400,
        scimType: 'invalidFilter',
      });
    });

    it('takes what the schemas have, in both grammars with a path', async () => {
      const { status, body } = await strict.patch(`/Users/${user.id}`, [
        { op: 'Replace', path: 'title', value: 'Planner' },
        { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@x' },
        { op: 'Replace', path: 'active', value: 'False' },
      ]);
      expect([status, body]).toMatchObject([
        200,
        { title: 'Planner', active: false, emails: [{ type: 'work', value: 'a@x' }] },
      ]);
      const group = await strict.createGroup({ members: [{ value: user.id as string }] });
      expectRefusal(
        await strict.put(`/Groups/${group.id}`, { schemas: [GROUP], displayName: 'x', owner: 'y' }),
        syntax(/"owner"/),
      );
    });
  });
});
