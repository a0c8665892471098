import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import {
  directoryState,
  expectNothingApplied,
  totalsOf,
  without,
  writtenOf,
} from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { expectRefusal } from '../../support/refusal.js';
import { GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

/*
 * What Okta sends. An app of the App Integration Wizard changes everything by PUT; an app of the Okta Integration
 * Network changes `active`, the password and groups by PATCH. Okta never deletes a user.
 * https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20
 */

const OKTA = {
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  'content-type': 'application/scim+json; charset=utf-8',
  'user-agent': 'Okta SCIM Client 1.0.0',
};
const PASSWORD = '1mz050nqXw';

/** A new user as Okta sends it: with a password that Okta makes up, and without groups. */
function oktaUser(overrides: object = {}): Record<string, unknown> {
  const userName = `test.user-${randomUUID()}@okta.local`;
  return {
    schemas: [USER],
    userName,
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Test User',
    locale: 'en-US',
    externalId: `00u${randomUUID().slice(0, 17)}`,
    groups: [],
    password: PASSWORD,
    active: true,
    ...overrides,
  };
}

onEveryDatabase('Okta', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  const lookUp = (userName: unknown) =>
    tenant.get(
      `/Users?filter=${encodeURIComponent(`userName eq "${String(userName)}"`)}&startIndex=1&count=100`,
      OKTA,
    );
  const created = async (body: Record<string, unknown>) => {
    const answer = await tenant.post('/Users', body, OKTA);
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const replace = (path: string, value: unknown) => tenant.patch(path, [{ op: 'replace', value }], OKTA);

  it('assigning: looked for, created, never with its password, found afterwards', async () => {
    const sent = oktaUser();
    expect((await lookUp(sent.userName)).body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });

    const user = await created(sent);

    expect(writtenOf(user)).toEqual({ ...without(sent, 'password', 'groups'), id: user.id });
    expect((await lookUp(sent.userName)).body.Resources).toEqual([user]);
    expect((await tenant.get(`/Users/${user.id}`, OKTA)).body).toEqual(user);
    await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness', detail: /userName/ }, () =>
      tenant.post('/Users', { ...sent, externalId: 'other' }, OKTA),
    );
  });

  it('by PUT: updated, deactivated with no groups and a password, refused anew, found, activated', async () => {
    const sent = oktaUser();
    const user = await created(sent);
    const path = `/Users/${user.id}`;
    const group = await tenant.createGroup({ members: [{ value: user.id }] });
    const put = (changes: object) =>
      tenant.put(path, { ...sent, id: user.id, meta: { resourceType: 'User' }, ...changes }, OKTA);

    // What was read goes back with one attribute changed; e-mails have a display then.
    const emails = [{ primary: true, value: sent.userName, type: 'work', display: sent.userName }];
    const name = { givenName: 'Another', middleName: 'Excited', familyName: 'User' };
    const updated = await put({ name, emails });
    expect([updated.status, writtenOf(updated.body)]).toEqual([200, { ...writtenOf(user), name, emails }]);

    const off = await put({ active: false, groups: [] });
    expect([off.status, writtenOf(off.body)]).toEqual([200, { ...writtenOf(user), active: false }]);
    expect((await tenant.get(path, OKTA)).body).toEqual({
      ...off.body,
      groups: [expect.objectContaining({ value: group.id })],
      meta: { ...off.body.meta, version: expect.any(String) },
    });
    expect(await tenant.memberIds(group.id)).toEqual([user.id]);
    expect(await totalsOf(tenant)).toEqual({ active: 0, disabled: 1, groups: 1, memberships: 1 });

    // Assigned again: Okta may try to create, is told no, looks, and puts the same user back.
    await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness' }, () =>
      tenant.post('/Users', oktaUser({ userName: sent.userName }), OKTA),
    );
    const { body: found } = await lookUp(sent.userName);
    expect(found.Resources.map(({ id, active }: any) => [id, active])).toEqual([[user.id, false]]);

    const on = await put({ active: true });
    expect([on.status, writtenOf(on.body)]).toEqual([200, writtenOf(user)]);
    expect(await tenant.memberIds(group.id)).toEqual([user.id]);
    expect(await totalsOf(tenant)).toEqual({ active: 1, disabled: 0, groups: 1, memberships: 1 });
  });

  it('by PATCH without a path: deactivated and activated, again and again, the same user', async () => {
    const user = await created(oktaUser());
    const path = `/Users/${user.id}`;
    const group = await tenant.createGroup({ members: [{ value: user.id }] });

    for (let round = 0; round < 2; round++) {
      for (const active of [false, false, true, true]) {
        const answer = await replace(path, { active });
        expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...writtenOf(user), active }]);
        expect(
          (await lookUp(user.userName)).body.Resources.map((each: any) => [each.id, each.active]),
        ).toEqual([[user.id, active]]);
      }
    }

    expect(await tenant.memberIds(group.id)).toEqual([user.id]);
    // Twice off and twice on; the repeated requests were no changes.
    expect((await tenant.get(path)).body.meta.version).toMatch(/^W\/"5\b/);
  });

  it('a synchronised password is accepted and stored nowhere', async () => {
    const user = await created(oktaUser());
    const before = await directoryState(tenant);

    const answer = await replace(`/Users/${user.id}`, { password: `${PASSWORD}2` });

    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(PASSWORD);
    expect(await directoryState(tenant)).toEqual(before);
  });

  it('deactivated by PATCH, a PUT of the profile says whether the user is back', async () => {
    const sent = oktaUser();
    const user = await created(sent);
    const path = `/Users/${user.id}`;
    await replace(path, { active: false });

    const still = await tenant.put(path, { ...sent, displayName: 'Renamed', active: false }, OKTA);
    expect([still.body.displayName, still.body.active]).toEqual(['Renamed', false]);
    const back = await tenant.put(path, sent, OKTA);
    expect(writtenOf(back.body)).toEqual(writtenOf(user));
  });

  it('a PUT without active does not enable a disabled user', async () => {
    const sent = oktaUser();
    const user = await created(sent);
    await replace(`/Users/${user.id}`, { active: false });

    const silent = { ...without(sent, 'active'), displayName: 'Renamed' };
    const kept = await tenant.put(`/Users/${user.id}`, silent, OKTA);

    expect(writtenOf(kept.body)).toEqual({ ...writtenOf(user), displayName: 'Renamed', active: false });
  });

  describe('groups that are pushed', () => {
    const push = async (displayName: string) => {
      const answer = await tenant.post('/Groups', { schemas: [GROUP], displayName, members: [] }, OKTA);
      expect(answer.status).toBe(201);
      return answer.body;
    };
    const member = ({ id, userName }: any) => ({ value: id, display: userName });
    const operations = (path: string, ...sent: unknown[]) => tenant.patch(path, sent, OKTA);
    const expectDone = (answer: Answer) => expect(answer.status).toBe(204);

    it('by PATCH: named with each change, members removed and added in one, set whole, deleted', async () => {
      const [a, b, c] = [await created(oktaUser()), await created(oktaUser()), await created(oktaUser())];
      const group = await push('Test SCIMv2');
      const path = `/Groups/${group.id}`;

      expectDone(await replace(path, { id: group.id, displayName: 'Test SCIMv2' }));
      expect((await tenant.get(path, OKTA)).body).toEqual(group);
      expectDone(await operations(path, { op: 'add', path: 'members', value: [member(a), member(b)] }));
      expect(await tenant.memberIds(group.id)).toEqual([a.id, b.id].sort());
      expectDone(await replace(path, { id: group.id, displayName: 'Test SCIMv2 renamed' }));
      expect(await tenant.memberIds(group.id)).toEqual([a.id, b.id].sort());
      expectDone(
        await operations(
          path,
          { op: 'remove', path: `members[value eq "${a.id}"]` },
          { op: 'add', path: 'members', value: [member(c)] },
        ),
      );
      expect(await tenant.memberIds(group.id)).toEqual([b.id, c.id].sort());
      expectDone(await operations(path, { op: 'replace', path: 'members', value: [member(a), member(b)] }));
      expect(await tenant.memberIds(group.id)).toEqual([a.id, b.id].sort());
      expect((await tenant.get(path)).body.displayName).toBe('Test SCIMv2 renamed');

      // A deactivated member stays one, and can be taken out.
      await replace(`/Users/${a.id}`, { active: false });
      expect(await tenant.memberIds(group.id)).toEqual([a.id, b.id].sort());
      expectDone(await operations(path, { op: 'remove', path: `members[value eq "${a.id}"]` }));
      expect(await tenant.memberIds(group.id)).toEqual([b.id]);

      expect((await tenant.delete(path, OKTA)).status).toBe(204);
      expectRefusal(await tenant.get(path, OKTA), { status: 404, detail: new RegExp(group.id) });
      expect(await totalsOf(tenant)).toEqual({ active: 2, disabled: 1, groups: 0, memberships: 0 });
    });

    it('by PUT: the whole group with its members each time', async () => {
      const [a, b] = [await created(oktaUser()), await created(oktaUser())];
      const group = await push('Wizard group');
      const put = async (displayName: string, ...members: object[]) => {
        const body = { schemas: [GROUP], id: group.id, displayName, members };
        const answer = await tenant.put(`/Groups/${group.id}`, body, OKTA);
        expect([answer.status, answer.body.id, answer.body.displayName]).toEqual([
          200,
          group.id,
          displayName,
        ]);
        return tenant.memberIds(group.id);
      };

      expect(await put('Wizard group', member(a), member(b))).toEqual([a.id, b.id].sort());
      expect(await put('Wizard group 2', member(b))).toEqual([b.id]);
      expect(await put('Wizard group 2')).toEqual([]);
    });

    it('a group that exists is found by its name, in any letter case, and linked', async () => {
      const group = await push('Engineering');
      const { body } = await tenant.get(
        `/Groups?filter=${encodeURIComponent('displayName eq "engineering"')}&startIndex=1&count=100`,
        OKTA,
      );
      expect(body.Resources.map(({ id }: { id: string }) => id)).toEqual([group.id]);
      await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness' }, () =>
        tenant.post('/Groups', { schemas: [GROUP], displayName: 'Engineering', members: [] }, OKTA),
      );
    });

    it('a member who is unknown refuses the whole push', async () => {
      const user = await created(oktaUser());
      const group = await push('Refused');
      const stranger = randomUUID();

      const refusal = { status: 400, scimType: 'invalidValue', detail: new RegExp(stranger) };
      await expectNothingApplied(tenant, refusal, () =>
        operations(`/Groups/${group.id}`, {
          op: 'replace',
          path: 'members',
          value: [member(user), { value: stranger, display: 'gone@okta.local' }],
        }),
      );
    });
  });

  // Okta's own suite (Okta SCIM 2.0 SPEC Test), in its order.
  it('the requests of the SPEC test', async () => {
    await created(oktaUser());
    const one = await tenant.get('/Users?count=1&startIndex=1', OKTA);
    expect([one.status, one.body.Resources.length, one.body.startIndex]).toEqual([200, 1, 1]);
    const [first] = one.body.Resources;
    expect(first).toMatchObject({ id: expect.any(String), userName: expect.any(String), active: true });
    expect(first.name).toMatchObject({ familyName: 'User', givenName: 'Test' });
    expect(first.emails[0].value).toEqual(expect.any(String));
    expect((await tenant.get(`/Users/${first.id}`, OKTA)).body.id).toBe(first.id);

    const nobody = await tenant.get(`/Users?filter=userName%20eq%20%22${randomUUID()}%22`, OKTA);
    expect([nobody.status, nobody.body.totalResults]).toEqual([200, 0]);
    const absent = await tenant.get('/Users/010101001010101011001010101011', OKTA);
    expectRefusal(absent, { status: 404, detail: /010101001010101011001010101011/ });

    const userName = `Runscope300${randomUUID()}@atko.com`;
    const body = {
      schemas: [USER],
      userName,
      name: { givenName: 'Runscope', familyName: 'Test' },
      emails: [{ primary: true, value: userName, type: 'work' }],
      displayName: 'Runscope Test',
      active: true,
    };
    const user = await created(body);
    expect(writtenOf((await tenant.get(`/Users/${user.id}`, OKTA)).body)).toEqual({ ...body, id: user.id });
    expectRefusal(await tenant.post('/Users', body, OKTA), { status: 409, scimType: 'uniqueness' });
    expect((await lookUp(userName.toUpperCase())).body.totalResults).toBe(1);
    const groups = await tenant.get('/Groups?startIndex=1&count=100', OKTA);
    expect([groups.status, groups.body.totalResults]).toEqual([200, 0]);
    const outsider = await tenant.get('/Users?count=1', { ...OKTA, authorization: 'Bearer none' });
    expect(outsider.status).toBe(401);
  });

  it('an import reads everybody once, in pages of 100 and one order', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 205; index++) ids.push((await created(oktaUser())).id);

    const read: string[] = [];
    let total = 1;
    while (read.length < total) {
      const page = await tenant.get(`/Users?startIndex=${read.length + 1}&count=100`, OKTA);
      expect([page.status, page.body.startIndex]).toEqual([200, read.length + 1]);
      total = page.body.totalResults;
      read.push(...page.body.Resources.map(({ id }: { id: string }) => id));
    }

    expect(total).toBe(205);
    expect(read).toEqual(ids);
  });
});
