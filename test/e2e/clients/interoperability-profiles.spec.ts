import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectNothingApplied, writtenOf } from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { expectRefusal } from '../../support/refusal.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * What docs/protocol.md says of two profiles: IPSIE AL SCIM (openid.net/specs/ipsie-al-scim-profile-1_0.html) and the SCIM
 * interoperability profile (draft-zollner-scim-interop-profile-02).
 */

const ACCOUNT = {
  schemas: [USER],
  externalId: 'Ext-1',
  displayName: 'Lena Vos',
  active: true,
  name: { givenName: 'Lena', familyName: 'Vos' },
  emails: [
    { value: 'home@fabrikam.example', type: 'home' },
    { value: 'lena@fabrikam.example', type: 'work', primary: true },
  ],
};

onEveryDatabase('profiles of SCIM', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  describe.each([false, true])('with strict: %s', (strict) => {
    let user: any;

    beforeEach(async () => {
      await tenant.service.admin('PUT', `/tenants/${tenant.id}/settings`, { strict });
      user = await tenant.createUser({ ...ACCOUNT, userName: 'Lena@fabrikam.example' });
    });

    it('is published in ServiceProviderConfig', async () => {
      const { body } = await tenant.get('/ServiceProviderConfig');
      expect(body.interopProfileConformant).toBe(strict);
      expect(body.bulk.supported && body.patch.supported && body.filter.supported).toBe(true);
    });

    it.each([
      ['userName eq "LENA@fabrikam.example"', 1],
      ['externalId eq "Ext-1"', 1],
      ['externalId eq "ext-1"', 0],
      ['emails[value eq "lena@fabrikam.example"]', 1],
      ['emails[type eq "work" and value eq "lena@fabrikam.example"]', 1],
      ['emails[type eq "work" and value eq "home@fabrikam.example"]', 0],
      ['userName eq "lena@fabrikam.example" and active eq true', 1],
    ])('users are found by %s', async (filter, total) => {
      expect((await tenant.find('/Users', filter)).body.totalResults).toBe(total);
    });

    it('ids are exact, and case counts for uniqueness as it does in filters', async () => {
      const upper = String(user.id).toUpperCase();
      expect((await tenant.get(`/Users/${upper}`)).status).toBe(404);
      expect((await tenant.find('/Users', `id eq "${upper}"`)).body.totalResults).toBe(0);
      const twin = { schemas: [USER], userName: 'LENA@FABRIKAM.EXAMPLE' };
      await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness' }, () =>
        tenant.post('/Users', twin),
      );
      expect((await tenant.createUser({ externalId: 'ext-1' })).externalId).toBe('ext-1');
    });

    it('a filter on what no schema has is invalidFilter', async () => {
      for (const filter of ['companyName eq "x"', 'name.nick eq "x"', 'urn:example:a:b eq "x"']) {
        expectRefusal(await tenant.find('/Users', filter), { status: 400, scimType: 'invalidFilter' });
      }
    });

    it('groups: empty at first, found by name, externalId and member, 50 and more changes in one PATCH', async () => {
      const group = await tenant.createGroup({ displayName: 'Sales', externalId: 'G-1' });
      expect(group).not.toHaveProperty('members');
      const members: { id: string }[] = [user];
      while (members.length < 60) members.push(await tenant.createUser());
      const add = members.map(({ id }) => ({ op: 'add', path: 'members', value: [{ value: id }] }));

      expect((await tenant.patch(`/Groups/${group.id}`, add)).status).toBe(204);

      expect(await tenant.memberIds(group.id)).toEqual(members.map(({ id }) => id).sort());
      for (const filter of [
        'displayName eq "Sales"',
        'externalId eq "G-1"',
        `members[value eq "${user.id}"]`,
      ]) {
        const { body } = await tenant.find('/Groups', filter, '&excludedAttributes=members');
        expect(body.Resources.map(({ id }: { id: string }) => id)).toEqual([group.id]);
      }
      const remove = members.map(({ id }) => ({ op: 'remove', path: `members[value eq "${id}"]` }));
      expect((await tenant.patch(`/Groups/${group.id}`, remove)).status).toBe(204);
      expect(await tenant.memberIds(group.id)).toEqual([]);
      await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness' }, () =>
        tenant.post('/Groups', { schemas: [GROUP], displayName: 'SALES' }),
      );
    });

    it('add and replace are the same for single values; add merges into a complex one, and appends to a list', async () => {
      for (const [op, title] of [
        ['add', 'One'],
        ['replace', 'Two'],
        ['add', 'Three'],
      ]) {
        const answer = await tenant.patch(`/Users/${user.id}`, [{ op, path: 'title', value: title }]);
        expect([answer.status, answer.body.title]).toEqual([200, title]);
      }
      const merged = await tenant.patch(`/Users/${user.id}`, [
        { op: 'add', path: 'name', value: { middleName: 'M' } },
        { op: 'add', path: 'emails', value: [{ value: 'more@fabrikam.example' }] },
      ]);
      expect(merged.body.name).toEqual({ ...ACCOUNT.name, middleName: 'M' });
      expect(merged.body.emails).toEqual([...ACCOUNT.emails, { value: 'more@fabrikam.example' }]);
      const set = [{ op: 'replace', path: 'emails', value: [{ value: 'only@fabrikam.example' }] }];
      const replaced = await tenant.patch(`/Users/${user.id}`, set);
      expect(replaced.body.emails).toEqual([{ value: 'only@fabrikam.example' }]);
    });

    it('replace of a whole complex value leaves the rest of it, unless the tenant is strict', async () => {
      const operations = [{ op: 'replace', path: 'name', value: { givenName: 'Helena', middleName: 'M' } }];

      const answer = await tenant.patch(`/Users/${user.id}`, operations);

      expect([answer.status, answer.body.name]).toEqual([
        200,
        { givenName: 'Helena', middleName: 'M', ...(strict ? {} : { familyName: 'Vos' }) },
      ]);
      expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(answer.body);
      expect((await tenant.patch(`/Users/${user.id}`, operations)).body).toEqual(answer.body);
      expect((await tenant.find('/Users', 'name.familyName pr')).body.totalResults).toBe(strict ? 0 : 1);
      const part = [{ op: 'replace', path: 'name.familyName', value: 'Maes' }];
      expect((await tenant.patch(`/Users/${user.id}`, part)).body.name).toEqual({
        givenName: 'Helena',
        middleName: 'M',
        familyName: 'Maes',
      });
    });

    it('a user is deactivated and back by PATCH, and never gone by it; gone by DELETE, the name is free', async () => {
      const path = `/Users/${user.id}`;
      for (const active of [false, true]) {
        const answer = await tenant.patch(path, [{ op: 'replace', path: 'active', value: active }]);
        expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...writtenOf(user), active }]);
      }
      expect((await tenant.delete(path)).status).toBe(204);
      for (const gone of [await tenant.get(path), await tenant.delete(path), await tenant.put(path, user)]) {
        expect(gone.status).toBe(404);
      }
      expect((await tenant.get('/Users?count=0')).body.totalResults).toBe(0);
      expect((await tenant.createUser({ userName: user.userName })).id).not.toBe(user.id);
    });

    it('a page has 100 by default, and 1,000 at most', async () => {
      const { body } = await tenant.get('/ServiceProviderConfig');
      expect([body.pagination.defaultPageSize, body.filter.maxResults]).toEqual([100, 1000]);
      expect((await tenant.get('/Users?count=5000')).status).toBe(200);
    });

    it('what only a strict tenant refuses, and nothing of it is applied', async () => {
      const path = `/Users/${user.id}`;
      const body = { schemas: [USER], userName: 'new@fabrikam.example' };
      const requests = [
        () => tenant.post('/Users', { ...body, companyName: 'x' }),
        () => tenant.post('/Users', { ...body, schemas: [USER, 'urn:example:unheard:of'] }),
        () => tenant.post('/Users', { ...body, password: 'Secret-3141-x' }),
        () => tenant.put(path, { ...user, companyName: 'x' }),
        () => tenant.put(path, { ...user, schemas: [USER, 'urn:example:unheard:of'] }),
        () => tenant.patch(path, [{ op: 'replace', value: { title: 'x' } }]),
        () => tenant.patch(path, [{ op: 'replace', path: 'companyName', value: 'x' }]),
        () => tenant.patch(path, [{ op: 'add', path: 'password', value: 'Secret-3141-x' }]),
        () => tenant.post('/Groups', { schemas: [GROUP, 'urn:x:y'], displayName: randomUUID() }),
      ];
      for (const send of requests) {
        if (strict) {
          await expectNothingApplied(
            tenant,
            { status: 400, scimType: 'invalidSyntax', detail: /strict/ },
            send,
          );
        } else {
          const answer = await send();
          expect(answer.status).toBeLessThan(300);
          if (answer.status === 201)
            await tenant.delete(new URL(answer.body.meta.location).pathname.slice(8));
        }
      }
    });

    it('/Schemas in strict mode has canonical types and no password; ids of resource types are names', async () => {
      const { body: schemas } = await tenant.get('/Schemas');
      const core = schemas.Resources.find(({ id }: { id: string }) => id === USER);
      const names = core.attributes.map((attribute: any) => attribute.name);
      expect(names).toEqual(expect.arrayContaining(['userName', 'displayName', 'active', 'externalId']));
      expect(names).not.toContain('password');
      const open = core.attributes.filter((attribute: any) =>
        attribute.subAttributes?.some((sub: any) => sub.name === 'type' && !sub.canonicalValues),
      );
      expect(open.map((attribute: any) => attribute.name)).toEqual(
        strict ? [] : ['entitlements', 'roles', 'x509Certificates'],
      );
      const { body: types } = await tenant.get('/ResourceTypes');
      for (const type of types.Resources) expect(type.id).toBe(type.name);
    });
  });
});
