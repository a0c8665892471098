import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, USER, type TestTenant } from '../../support/tenant.js';

/** An extension whose URN ends in a number with a dot, and one whose URN begins with the other's. */
const SHOP = 'urn:example:shop:2.0';
const TILL = 'urn:example:shop:2.0.1:User';

onEveryDatabase('A name behind a URN', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let user: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    for (const urn of [SHOP, TILL]) {
      const attributes = [{ name: 'shelf', type: 'string', description: 'Where it stands.' }];
      const path = `/tenants/${tenant.id}/schemas/${encodeURIComponent(urn)}?resourceType=User`;
      expect((await service.admin('PUT', path, { attributes })).status).toBe(201);
    }
  });
  beforeEach(async () => {
    user = await tenant.createUser({
      emails: [{ type: 'work', value: 'lena@x.example' }],
      [ENTERPRISE]: { department: 'Ops', manager: { value: 'u-41' } },
      [SHOP]: { shelf: 'a' },
      [TILL]: { shelf: 'b' },
    });
  });
  afterAll(() => service.stop());

  // A dot in the place of the colon: what a mapping is when the attribute was typed with one.
  const names = [
    [USER, 'userName', (each: any) => each.userName],
    [USER, 'emails.value', (each: any) => each.emails[0].value],
    [ENTERPRISE, 'department', (each: any) => each[ENTERPRISE].department],
    [ENTERPRISE, 'manager.value', (each: any) => each[ENTERPRISE].manager.value],
    [ENTERPRISE.toUpperCase(), 'DEPARTMENT', (each: any) => each[ENTERPRISE].department],
    [SHOP, 'shelf', (each: any) => each[SHOP].shelf],
    [TILL, 'shelf', (each: any) => each[TILL].shelf],
  ] as const;

  it.each(names)('%s.%s is found by a filter', async (urn, rest, valueOf) => {
    const attribute = `${urn}.${rest}`;
    const { id } = user;
    const found = async (value: string) => {
      const { status, body } = await tenant.find('/Users', `id eq "${id}" and ${attribute} eq "${value}"`);
      return [status, body.Resources?.map((each: any) => each.id)];
    };
    expect(await found(String(valueOf(user)))).toEqual([200, [id]]);
    expect(await found('somebody else')).toEqual([200, []]);
  });

  it.each(names)('%s.%s is written by a path, and by a key without one', async (urn, rest, valueOf) => {
    const attribute = `${urn}.${rest}`;
    for (const operation of [
      { op: 'Replace', path: attribute, value: 'by-path@x.example' },
      { op: 'Replace', value: { [attribute]: 'by-key@x.example' } },
    ]) {
      const { status, body } = await tenant.patch(`/Users/${user.id}`, [operation]);
      expect([status, valueOf(body)]).toEqual([
        200,
        'path' in operation ? 'by-path@x.example' : 'by-key@x.example',
      ]);
    }
  });

  it.each(names)('%s.%s works in attributes, excludedAttributes and sortBy', async (urn, rest, valueOf) => {
    const read = async (query: string) => (await tenant.get(`/Users/${user.id}?${query}`)).body;
    const asked = await read(`attributes=${urn}.${rest}`);
    expect([valueOf(asked), asked.active]).toEqual([valueOf(user), undefined]);
    for (const how of ['attributes', 'excludedAttributes']) {
      expect(await read(`${how}=${urn}.${rest}`)).toEqual(await read(`${how}=${urn}:${rest}`));
    }
    const sorted = async (sortBy: string) => (await tenant.get(`/Users?sortBy=${sortBy}`)).body;
    expect(await sorted(`${urn}.${rest}`)).toEqual(await sorted(`${urn}:${rest}`));
  });

  it('is kept in a body', async () => {
    const { status, body } = await tenant.post('/Users', {
      schemas: [USER],
      [`${USER}.userName`]: 'dotted@x.example',
      [`${ENTERPRISE}.manager`]: 'u-42',
      [`${TILL}.shelf`]: 'c',
    });
    expect([status, body.userName, body[ENTERPRISE].manager.value, body[TILL].shelf]).toEqual([
      201,
      'dotted@x.example',
      'u-42',
      'c',
    ]);
  });

  it('elements are chosen behind one too', async () => {
    const { status, body } = await tenant.patch(`/Users/${user.id}`, [
      { op: 'Replace', path: `${USER}.emails[type eq "work"].value`, value: 'new@x.example' },
    ]);
    expect([status, body.emails]).toEqual([200, [{ type: 'work', value: 'new@x.example' }]]);
    const filter = `${USER}.emails[type eq "work" and value eq "new@x.example"]`;
    expect((await tenant.find('/Users', filter)).body.totalResults).toBe(1);
  });

  it('stays unknown when no schema of the type has it', async () => {
    for (const unknown of [`${ENTERPRISE}.nope`, `${SHOP}.1:User.nope`, 'urn:example:other.shelf']) {
      const { status, body } = await tenant.find('/Users', `${unknown} eq "x"`);
      expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
    }
  });
});
