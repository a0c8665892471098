import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectNothingApplied, totalsOf, writtenOf } from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { ENTERPRISE, GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * What PingOne and the SCIM provisioner of PingFederate send: a filter on userName or on the address at work (or one
 * that the admin wrote), whole users by PUT, disabled or deleted as "Remove user action" says.
 * https://docs.pingidentity.com/integrations/scim/setup/pf_scim_connector_scim_connector_settings_reference.html,
 * https://docs.pingidentity.com/integrations/scim/pf_scim_connector_user_and_group_management.html
 */

function pingUser(overrides: object = {}): Record<string, unknown> {
  const email = `ping.${randomUUID()}@fabrikam.example`;
  return {
    schemas: [USER, ENTERPRISE],
    userName: `ping-${randomUUID()}`,
    externalId: randomUUID(),
    active: true,
    name: { givenName: 'Piet', familyName: 'Ping', formatted: 'Piet Ping' },
    emails: [{ type: 'work', value: email, primary: true }],
    phoneNumbers: [
      { type: 'work', value: '+32 9 000 00 01' },
      { type: 'mobile', value: '+32 470 00 00 01' },
    ],
    addresses: [{ type: 'work', streetAddress: 'Kaai 4', locality: 'Gent', country: 'BE', primary: true }],
    [ENTERPRISE]: { employeeNumber: 'P-1', department: 'Events' },
    ...overrides,
  };
}

onEveryDatabase('Ping', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  const create = async (sent = pingUser()) => {
    const answer = await tenant.post('/Users', sent);
    expect(answer.status).toBe(201);
    return answer.body;
  };

  // "Unique user identifier" and "Filter expression" of the connection, quoted and not.
  it.each<[string, (user: any) => string]>([
    ['userName', (user) => `userName eq "${user.userName}"`],
    ['userName without quotes', (user) => `userName eq ${user.userName}`],
    ['workEmail', (user) => `emails eq "${user.emails[0].value}"`],
    ['workEmail without quotes', (user) => `emails eq ${user.emails[0].value}`],
    ['emails.value', (user) => `emails.value eq "${user.emails[0].value}"`],
    ['the work element', (user) => `emails[type eq "work" and value eq "${user.emails[0].value}"]`],
    ['externalId', (user) => `externalId eq "${user.externalId}"`],
    ['employeeNumber', (user) => `${ENTERPRISE}:employeeNumber eq "${user[ENTERPRISE].employeeNumber}"`],
  ])('a user is matched by %s: nobody before, that one after', async (_, filter) => {
    await create(pingUser({ [ENTERPRISE]: { employeeNumber: 'P-2' } }));
    const sent = pingUser();
    const before = await tenant.find('/Users', filter(sent));
    expect([before.status, before.body.totalResults]).toEqual([200, 0]);

    const user = await create(sent);

    expect(writtenOf(user)).toEqual({ ...sent, id: user.id });
    expect((await tenant.find('/Users', filter(sent))).body.Resources).toEqual([user]);
  });

  it('an existing user is linked and written over by PUT; the memberships stay', async () => {
    const sent = pingUser();
    const existing = await tenant.createUser({ userName: sent.userName, title: 'Local', nickName: 'P' });
    const group = await tenant.createGroup({ members: [{ value: existing.id }] });

    const answer = await tenant.put(`/Users/${existing.id}`, { ...sent, id: existing.id });

    expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...sent, id: existing.id }]);
    expect(await tenant.memberIds(group.id)).toEqual([existing.id]);
  });

  it('"Remove user action" Disable: off and on by PUT and by PATCH, the same user', async () => {
    const sent = pingUser();
    const user = await create(sent);
    const path = `/Users/${user.id}`;
    for (const active of [false, true]) {
      const put = await tenant.put(path, { ...sent, active });
      expect([put.status, writtenOf(put.body)]).toEqual([200, { ...writtenOf(user), active }]);
    }
    for (const active of [false, true]) {
      const patch = await tenant.patch(path, [{ op: 'replace', path: 'active', value: active }]);
      expect([patch.status, writtenOf(patch.body)]).toEqual([200, { ...writtenOf(user), active }]);
    }
  });

  it('"Remove user action" Delete, and "Provision disabled users"', async () => {
    const user = await create(pingUser({ active: false }));
    const group = await tenant.createGroup({ members: [{ value: user.id }] });
    expect(user.active).toBe(false);
    expect(await totalsOf(tenant)).toEqual({ active: 0, disabled: 1, groups: 1, memberships: 1 });

    expect((await tenant.delete(`/Users/${user.id}`)).status).toBe(204);

    expect(await tenant.memberIds(group.id)).toEqual([]);
    expect(await totalsOf(tenant)).toEqual({ active: 0, disabled: 0, groups: 1, memberships: 0 });
  });

  it('groups: matched by name, renamed, members by PATCH and by PUT, deleted', async () => {
    const [a, b] = [await create(), await create()];
    expect((await tenant.find('/Groups', 'displayName eq "Events [BE]"')).body.totalResults).toBe(0);
    const made = await tenant.post('/Groups', { schemas: [GROUP], displayName: 'Events [BE]' });
    expect(made.status).toBe(201);
    const path = `/Groups/${made.body.id}`;

    const add = { op: 'add', path: 'members', value: [{ value: a.id }, { value: b.id }] };
    expect((await tenant.patch(path, [add])).status).toBe(204);
    const remove = { op: 'remove', path: `members[value eq "${a.id}"]` };
    const rename = { op: 'replace', path: 'displayName', value: 'Events' };
    expect((await tenant.patch(path, [remove, rename])).status).toBe(204);
    expect(await tenant.memberIds(made.body.id)).toEqual([b.id]);
    expect((await tenant.find('/Groups', 'displayName eq "Events"')).body.Resources[0].id).toBe(made.body.id);

    const whole = { schemas: [GROUP], displayName: 'Events', members: [{ value: a.id }] };
    expect((await tenant.put(path, whole)).status).toBe(200);
    expect(await tenant.memberIds(made.body.id)).toEqual([a.id]);
    const stranger = randomUUID();
    const refusal = { status: 400, scimType: 'invalidValue', detail: new RegExp(stranger) };
    await expectNothingApplied(tenant, refusal, () =>
      tenant.put(path, { ...whole, displayName: 'Lost', members: [{ value: stranger }] }),
    );
    expect((await tenant.delete(path)).status).toBe(204);
    expect(await totalsOf(tenant)).toEqual({ active: 2, disabled: 0, groups: 0, memberships: 0 });
  });

  it('with OAuth 2 client credentials: a token of the endpoint is as good as an access code', async () => {
    const { body: client } = await tenant.service.admin('POST', `/tenants/${tenant.id}/oauth-clients`);
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'scim' });
    const basic = Buffer.from(`${client.clientId}:${client.secret.clientSecret}`).toString('base64');
    const answer = await fetch(`${tenant.service.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const token: any = await answer.json();
    expect([answer.status, token.token_type]).toEqual([200, 'Bearer']);

    const withToken = tenant.with(token.access_token);
    const created = await withToken.post('/Users', pingUser());

    expect(created.status).toBe(201);
    expect((await tenant.get(`/Users/${created.body.id}`)).body).toEqual(created.body);
  });
});
