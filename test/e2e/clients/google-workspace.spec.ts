import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectNothingApplied, totalsOf, writtenOf } from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { ENTERPRISE, USER, type TestTenant } from '../../support/tenant.js';

/*
 * What Google Workspace sends when it provisions an app: JSON under `application/json` and not under SCIM's media
 * type, users only, suspension first and deletion days later, a round every few hours that finds nothing new.
 * https://support.google.com/a/answer/7681608, https://github.com/pond/scimitar/issues/142
 */

const GOOGLE = {
  accept: 'application/json',
  'content-type': 'application/json; charset=UTF-8',
  'user-agent': 'Google-Auto-Provisioning',
};

function googleUser(overrides: object = {}): Record<string, unknown> {
  const email = `g.${randomUUID()}@fabrikam.example`;
  return {
    schemas: [USER, ENTERPRISE],
    userName: email,
    externalId: '112233445566778899000',
    name: { givenName: 'Greta', familyName: 'Vos' },
    displayName: 'Greta Vos',
    active: true,
    emails: [{ value: email, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+32 9 000 00 01', type: 'work' }],
    title: 'Planner',
    [ENTERPRISE]: { department: 'Events' },
    ...overrides,
  };
}

onEveryDatabase('Google Workspace', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  it('application/json is accepted in every request, and answered as SCIM', async () => {
    const probe = await tenant.get('/Users?count=1', GOOGLE);
    expect([probe.status, probe.headers.get('content-type')]).toEqual([200, 'application/scim+json']);
    const sent = googleUser();
    const created = await tenant.post('/Users', sent, GOOGLE);
    expect([created.status, created.headers.get('content-type')]).toEqual([201, 'application/scim+json']);
    expect(writtenOf(created.body)).toEqual({ ...sent, id: created.body.id });

    const path = `/Users/${created.body.id}`;
    const put = await tenant.put(path, { ...sent, title: 'Lead' }, GOOGLE);
    expect([put.status, put.body.title]).toEqual([200, 'Lead']);
    const patched = await tenant.patch(path, [{ op: 'replace', path: 'title', value: 'Planner' }], GOOGLE);
    expect([patched.status, writtenOf(patched.body)]).toEqual([200, writtenOf(created.body)]);
    await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness' }, () =>
      tenant.post('/Users', sent, GOOGLE),
    );
  });

  it('suspended, taken back; suspended again and deleted days later; made anew', async () => {
    const sent = googleUser();
    const { body: user } = await tenant.post('/Users', sent, GOOGLE);
    const path = `/Users/${user.id}`;
    const group = await tenant.createGroup({ members: [{ value: user.id }] });

    const active = async (value: boolean) => {
      const answer = await tenant.patch(path, [{ op: 'replace', path: 'active', value }], GOOGLE);
      expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...writtenOf(user), active: value }]);
      const { body } = await tenant.find('/Users', `userName eq "${user.userName}"`);
      expect(body.Resources.map((each: any) => [each.id, each.active])).toEqual([[user.id, value]]);
    };
    await active(false);
    await active(true);
    await active(false);
    expect(await totalsOf(tenant)).toEqual({ active: 0, disabled: 1, groups: 1, memberships: 1 });

    expect((await tenant.delete(path, GOOGLE)).status).toBe(204);
    expect((await tenant.get(path, GOOGLE)).status).toBe(404);
    expect((await tenant.delete(path, GOOGLE)).status).toBe(404);
    expect(await tenant.memberIds(group.id)).toEqual([]);
    const again = await tenant.post('/Users', sent, GOOGLE);
    expect([again.status, again.body.id === user.id]).toEqual([201, false]);
    expect(await totalsOf(tenant)).toEqual({ active: 1, disabled: 0, groups: 1, memberships: 0 });
  });

  it('a round that finds nothing new changes nothing: PUT of the same, PATCH of the same', async () => {
    const sent = googleUser();
    const { body: user } = await tenant.post('/Users', sent, GOOGLE);

    const put = await tenant.put(`/Users/${user.id}`, { ...sent, id: user.id }, GOOGLE);
    const patch = await tenant.patch(
      `/Users/${user.id}`,
      [
        { op: 'replace', path: 'active', value: true },
        { op: 'replace', path: 'name', value: sent.name },
        { op: 'replace', path: 'emails', value: sent.emails },
      ],
      GOOGLE,
    );

    expect([put.status, put.body]).toEqual([200, user]);
    expect([patch.status, patch.body]).toEqual([200, user]);
  });

  it('a renamed primary address keeps the id', async () => {
    const sent = googleUser();
    const { body: user } = await tenant.post('/Users', sent, GOOGLE);
    const email = `new.${randomUUID()}@fabrikam.example`;
    const moved = { ...sent, userName: email, emails: [{ value: email, type: 'work', primary: true }] };

    const answer = await tenant.put(`/Users/${user.id}`, moved, GOOGLE);

    expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...moved, id: user.id }]);
    expect((await tenant.find('/Users', `userName eq "${user.userName}"`)).body.totalResults).toBe(0);
    expect((await tenant.find('/Users', `emails.value eq "${email}"`)).body.Resources[0].id).toBe(user.id);
  });
});
