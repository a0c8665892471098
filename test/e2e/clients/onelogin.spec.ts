import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { directoryState, expectNothingApplied, totalsOf, writtenOf } from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { ENTERPRISE, GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * OneLogin fills a JSON template and sends the whole of it each time: what the person lacks is an empty text, the id
 * null, `active` a text. The template is that of "SCIM Provisioner with SAML (SCIM v2 Enterprise)".
 * https://developers.onelogin.com/scim/define-user-schema,
 * https://onelogin.service-now.com/kb?id=kb_article_view&sysparm_article=KB0013904
 */

/** What the template gives for a person of whom hardly anything is known. */
function template(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const email = `one.${randomUUID()}@fabrikam.example`;
  return {
    schemas: [USER, ENTERPRISE],
    id: null,
    externalId: '',
    userName: email,
    name: { givenName: '', familyName: 'Vos', formatted: '' },
    displayName: '',
    nickName: '',
    title: '',
    userType: '',
    locale: '',
    preferredLanguage: '',
    timezone: '',
    profileUrl: '',
    active: 'true',
    emails: [{ value: email, type: 'work', primary: true }],
    phoneNumbers: [{ value: '', type: 'work' }],
    addresses: [{ locality: '', region: '', country: '' }],
    roles: '',
    groups: [],
    meta: { resourceType: 'User' },
    [ENTERPRISE]: {
      employeeNumber: '',
      costCenter: '',
      organization: '',
      division: '',
      department: '',
      manager: { value: '', displayName: '' },
    },
    ...overrides,
  };
}

/** What is left of it when nothing is kept that holds nothing. */
const filled = (sent: Record<string, unknown>) => ({
  schemas: [USER],
  userName: sent.userName,
  name: { familyName: 'Vos' },
  active: true,
  emails: sent.emails,
});

onEveryDatabase('OneLogin', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  const create = async (sent: Record<string, unknown>) => {
    const answer = await tenant.post('/Users', sent);
    expect([answer.status, answer.body.detail]).toEqual([201, undefined]);
    return answer.body;
  };

  it('a template of empty texts makes a user of what is filled', async () => {
    const sent = template();
    expect((await tenant.find('/Users', `userName eq "${String(sent.userName)}"`)).body.totalResults).toBe(0);

    const user = await create(sent);

    expect(writtenOf(user)).toEqual({ ...filled(sent), id: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
    // An empty externalId is none: it is found by no filter and in nobody's way.
    expect((await tenant.find('/Users', 'externalId pr')).body.totalResults).toBe(0);
    const second = await create(template());
    expect(second).not.toHaveProperty('externalId');
  });

  it('filled later and emptied again by PUT: what is empty is gone, the id is kept', async () => {
    const sent = template();
    const user = await create(sent);
    const group = await tenant.createGroup({ members: [{ value: user.id }] });
    const path = `/Users/${user.id}`;
    const rich = {
      externalId: '4711',
      displayName: 'Lena Vos',
      title: 'Planner',
      name: { givenName: 'Lena', familyName: 'Vos', formatted: 'Lena Vos' },
      phoneNumbers: [{ value: '+32 9 000 00 01', type: 'work' }],
      addresses: [{ locality: 'Gent', region: '', country: 'BE' }],
      [ENTERPRISE]: { department: 'Events', manager: { value: 'u-9', displayName: 'Jan Maes' } },
    };

    const put = await tenant.put(path, { ...sent, ...rich });
    expect([put.status, writtenOf(put.body)]).toEqual([
      200,
      {
        ...filled(sent),
        ...rich,
        schemas: [USER, ENTERPRISE],
        id: user.id,
        addresses: [{ locality: 'Gent', country: 'BE' }],
        [ENTERPRISE]: { department: 'Events', manager: { value: 'u-9' } },
      },
    ]);
    expect((await tenant.find('/Users', 'externalId eq "4711"')).body.totalResults).toBe(1);
    const emptied = await tenant.put(path, sent);

    expect([emptied.status, writtenOf(emptied.body)]).toEqual([200, writtenOf(user)]);
    expect((await tenant.find('/Users', 'externalId eq "4711"')).body.totalResults).toBe(0);
    expect((await tenant.find('/Users', `${ENTERPRISE}:manager pr`)).body.totalResults).toBe(0);
    expect(await tenant.memberIds(group.id)).toEqual([user.id]);
  });

  it('the same template twice changes nothing', async () => {
    const sent = template();
    const user = await create(sent);
    const before = await directoryState(tenant);

    const again = await tenant.put(`/Users/${user.id}`, sent);

    expect([again.status, again.body]).toEqual([200, user]);
    expect(await directoryState(tenant)).toEqual(before);
    await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness', detail: /userName/ }, () =>
      tenant.post('/Users', sent),
    );
  });

  // As the text of the template, as a boolean, and by PATCH with and without a path.
  it.each<[string, (tenant: TestTenant, user: any, active: boolean) => Promise<any>]>([
    [
      'PUT with a text',
      (at, user, active) => at.put(`/Users/${user.id}`, { ...user, active: String(active) }),
    ],
    ['PUT with a boolean', (at, user, active) => at.put(`/Users/${user.id}`, { ...user, active })],
    [
      'PATCH without a path',
      (at, user, active) => at.patch(`/Users/${user.id}`, [{ op: 'replace', value: { active } }]),
    ],
    [
      'PATCH with a path and a text',
      (at, user, active) =>
        at.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value: String(active) }]),
    ],
  ])('suspended and taken back by %s', async (_, set) => {
    const user = await create(template());
    const group = await tenant.createGroup({ members: [{ value: user.id }] });

    for (const active of [false, true]) {
      const answer = await set(tenant, user, active);
      expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...writtenOf(user), active }]);
      expect(await totalsOf(tenant)).toEqual({
        active: active ? 1 : 0,
        disabled: active ? 0 : 1,
        groups: 1,
        memberships: 1,
      });
    }
    expect(await tenant.memberIds(group.id)).toEqual([user.id]);
  });

  it('removed for good: the user is gone, and the same template makes another', async () => {
    const sent = template();
    const user = await create(sent);
    const group = await tenant.createGroup({ members: [{ value: user.id }] });

    expect((await tenant.delete(`/Users/${user.id}`)).status).toBe(204);

    expect(await totalsOf(tenant)).toEqual({ active: 0, disabled: 0, groups: 1, memberships: 0 });
    expect(await tenant.memberIds(group.id)).toEqual([]);
    expect((await create(sent)).id).not.toBe(user.id);
  });

  it('e-mails as one object, and as a list without type', async () => {
    const single = await create(template({ emails: { value: 'only@fabrikam.example', primary: true } }));
    expect(single.emails).toEqual([{ value: 'only@fabrikam.example', primary: true }]);
    const plain = await create(template({ emails: [{ value: 'first@x.example' }, { value: '' }] }));
    expect(plain.emails).toEqual([{ value: 'first@x.example' }]);
    expect((await tenant.find('/Users', 'emails.value eq "first@x.example"')).body.totalResults).toBe(1);
  });

  // `managerId` is how SCIM 1 called the manager's `value`, and stands in OneLogin's sample template.
  it.each([
    ['empty', { managerId: '', displayName: '' }],
    ['filled', { managerId: 'u-9', displayName: 'Jan Maes' }],
    ['with blanks for a name', { managerId: '', displayName: ' ' }],
  ])('the manager of the sample template, %s, keeps nobody out', async (_, manager) => {
    const sent = template({ [ENTERPRISE]: { department: 'Events', manager } });

    const user = await create(sent);
    const again = await tenant.put(`/Users/${user.id}`, sent);

    expect(user[ENTERPRISE]).toEqual({ department: 'Events' });
    expect([again.status, again.body]).toEqual([200, user]);
  });

  it('the URN of SCIM 1 beside that of SCIM 2 is ignored; alone it is refused with what is expected', async () => {
    const old = 'urn:scim:schemas:core:1.0';
    const user = await create(template({ schemas: [old, USER, ENTERPRISE] }));
    expect(user.schemas).toEqual([USER]);

    const refusal = { status: 400, scimType: 'invalidSyntax', detail: new RegExp(USER) };
    await expectNothingApplied(tenant, refusal, () => tenant.post('/Users', template({ schemas: [old] })));
  });

  it('groups: read, created, filled and emptied', async () => {
    const [a, b] = [await create(template()), await create(template())];
    const list = await tenant.get('/Groups');
    expect([list.status, list.body.totalResults, list.body.Resources]).toEqual([200, 0, []]);
    const made = await tenant.post('/Groups', { schemas: [GROUP], id: null, displayName: 'Sales' });
    expect(made.status).toBe(201);
    const path = `/Groups/${made.body.id}`;

    const add = [{ op: 'add', path: 'members', value: [{ value: a.id }, { value: b.id }] }];
    expect((await tenant.patch(path, add)).status).toBe(204);
    expect(await tenant.memberIds(made.body.id)).toEqual([a.id, b.id].sort());
    const without = [{ op: 'remove', path: `members[value eq "${a.id}"]` }];
    expect((await tenant.patch(path, without)).status).toBe(204);
    expect(await tenant.memberIds(made.body.id)).toEqual([b.id]);
    const whole = { schemas: [GROUP], id: null, displayName: 'Sales', members: [{ value: a.id }] };
    expect((await tenant.put(path, whole)).body.id).toBe(made.body.id);
    expect(await tenant.memberIds(made.body.id)).toEqual([a.id]);
  });
});
