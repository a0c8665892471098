import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { attributes, EVENTS, idsOf, register, string } from '../../support/events-schema.js';
import { TestService } from '../../support/service.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

onEveryDatabase('custom schemas', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.createTenant();
  });

  it('are registered, listed, read, changed and deleted', async () => {
    const path = `/tenants/${tenant.id}/schemas`;
    const registered = await register(tenant, {
      schemas: [SCHEMA],
      id: EVENTS,
      name: 'Events',
      attributes: [string('badge')],
    });
    expect(registered).toMatchObject({
      status: 201,
      body: {
        urn: EVENTS,
        resourceType: 'User',
        schema: {
          schemas: [SCHEMA],
          id: EVENTS,
          name: 'Events',
          description: '',
          attributes: [
            {
              name: 'badge',
              type: 'string',
              multiValued: false,
              description: '',
              required: false,
              caseExact: false,
              mutability: 'readWrite',
              returned: 'default',
              uniqueness: 'none',
            },
          ],
        },
      },
    });
    expect(await service.admin('GET', path)).toMatchObject({
      status: 200,
      body: { items: [registered.body], nextCursor: null },
    });
    const one = `${path}/${EVENTS.toUpperCase().replace('URN', 'urn')}`;
    expect(await service.admin('GET', one)).toMatchObject({ status: 200, body: registered.body });

    // What was read can be sent back, and in other letter case it is the same schema.
    const again = await service.admin('PUT', one, registered.body.schema);
    expect(again).toMatchObject({ status: 200, body: { ...registered.body } });

    expect((await service.admin('DELETE', one)).status).toBe(204);
    expect((await service.admin('GET', path)).body.items).toEqual([]);
    expect((await service.admin('DELETE', one)).status).toBe(404);
    expect((await service.admin('GET', one)).status).toBe(404);
  });

  it('extend groups too, by the end of the URN or by name', async () => {
    const urn = 'urn:fabrikam:rooms:Group';
    expect((await register(tenant, { attributes: [string('room')] }, urn)).body.resourceType).toBe('Group');
    const named = await register(
      tenant,
      { attributes: [string('floor')] },
      'urn:fabrikam:floors',
      '?resourceType=Group',
    );
    expect(named).toMatchObject({ status: 201, body: { resourceType: 'Group' } });
    const group = await tenant.createGroup({
      [urn]: { room: '4.1' },
      'urn:fabrikam:floors': { floor: '4' },
    });
    expect(group).toMatchObject({
      schemas: [GROUP, urn, 'urn:fabrikam:floors'],
      [urn]: { room: '4.1' },
      'urn:fabrikam:floors': { floor: '4' },
    });
    expect(idsOf(await tenant.find('/Groups', `${urn}:room eq "4.1"`))).toEqual([group.id]);
  });

  it.each([
    ['no document', {}, 'attributes'],
    ['no attributes', { attributes: [] }, 'attributes'],
    [
      'too many attributes',
      { attributes: Array.from({ length: 101 }, (_, i) => string(`a${i}`)) },
      'attributes',
    ],
    ['another id', { id: 'urn:other:User', attributes }, 'id'],
    ['another kind of document', { schemas: [USER], attributes }, 'schemas'],
    ['an attribute that is no object', { attributes: ['badge'] }, 'attributes[0]'],
    ['no name', { attributes: [{ type: 'string' }] }, 'attributes[0].name'],
    ['a name with a dot', { attributes: [string('a.b')] }, 'attributes[0].name'],
    ['a name of every object', { attributes: [string('constructor')] }, 'attributes[0].name'],
    ['a name that is too long', { attributes: [string('a'.repeat(61))] }, 'attributes[0].name'],
    ['a name twice', { attributes: [string('badge'), string('Badge')] }, 'attributes[1].name'],
    ['an unknown type', { attributes: [{ name: 'a', type: 'text' }] }, 'attributes[0].type'],
    [
      'an unknown mutability',
      { attributes: [string('a', { mutability: 'never' })] },
      'attributes[0].mutability',
    ],
    ['an unknown returned', { attributes: [string('a', { returned: 'no' })] }, 'attributes[0].returned'],
    ['a uniqueness', { attributes: [string('a', { uniqueness: 'server' })] }, 'attributes[0].uniqueness'],
    ['a text for a flag', { attributes: [string('a', { required: 'true' })] }, 'attributes[0].required'],
    ['an unknown characteristic', { attributes: [string('a', { maxLength: 4 })] }, 'attributes[0].maxLength'],
    [
      'a complex attribute without parts',
      { attributes: [{ name: 'a', type: 'complex' }] },
      'attributes[0].subAttributes',
    ],
    [
      'parts of a string',
      { attributes: [string('a', { subAttributes: [string('b')] })] },
      'attributes[0].subAttributes',
    ],
    [
      'parts of parts',
      { attributes: [{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] }] },
      'attributes[0].subAttributes[0].type',
    ],
    [
      'a list in a part',
      { attributes: [{ name: 'a', type: 'complex', subAttributes: [string('b', { multiValued: true })] }] },
      'attributes[0].subAttributes[0].multiValued',
    ],
    [
      'what is required and not kept',
      { attributes: [string('a', { required: true, returned: 'never' })] },
      'attributes[0].required',
    ],
  ])('are refused with %s', async (_what, document, field) => {
    const { status, body } = await register(tenant, document);
    expect({ status, fields: (body.errors ?? []).map((error: { field: string }) => error.field) }).toEqual({
      status: 400,
      fields: [field],
    });
    expect((await service.admin('GET', `/tenants/${tenant.id}/schemas`)).body.items).toEqual([]);
  });

  it.each([
    ['no URN', 'events', 400],
    ['a URN with other characters', 'urn:events:ü:User', 400],
    ['a URN with a bracket', 'urn:events:a[b]:User', 400],
    ['a long URN', `urn:${'a'.repeat(120)}:b:User`, 400],
    ['a URN that tells no type', 'urn:events:2.0', 400],
    ['the core schema', 'urn:ietf:params:scim:schemas:core:2.0:User', 400],
    ['a core schema that is not there', 'urn:ietf:params:scim:schemas:core:2.0:Device:User', 400],
    ['a message', 'urn:ietf:params:scim:api:messages:2.0:User', 400],
    ['the enterprise extension', 'urn:IETF:params:scim:schemas:extension:enterprise:2.0:User', 409],
    [
      'an attribute of the enterprise extension',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      409,
    ],
  ])('are refused under %s', async (_what, urn, status) => {
    const answer = await register(
      tenant,
      { attributes: [string('a')] },
      urn,
      status === 409 ? '?resourceType=User' : '',
    );
    expect(answer.status).toBe(status);
  });

  it('are refused when a name could stand for two things', async () => {
    await register(tenant, { attributes: [string('User')] }, 'urn:fabrikam:a', '?resourceType=User');
    const second = await register(tenant, { attributes: [string('badge')] }, 'urn:fabrikam:a:User');
    expect(second).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('urn:fabrikam:a:User') },
    });
  });

  it('end at twenty', async () => {
    for (let i = 0; i < 20; i++)
      await register(tenant, { attributes: [string('a')] }, `urn:fabrikam:s${i}:User`);
    const { status, body } = await register(tenant, { attributes: [string('a')] }, 'urn:fabrikam:s20:User');
    expect({ status, detail: body.detail }).toEqual({
      status: 409,
      detail: expect.stringMatching(/20 schemas/),
    });
    expect((await register(tenant, { attributes: [string('b')] }, 'urn:fabrikam:s0:User')).status).toBe(200);
  });

  it('are refused for a tenant that does not exist, and to a tenant itself', async () => {
    expect(
      (await service.admin('PUT', `/tenants/nosuchtenant/schemas/${EVENTS}`, { attributes })).status,
    ).toBe(404);
    expect((await service.admin('GET', '/tenants/nosuchtenant/schemas')).status).toBe(404);
    const response = await fetch(`${service.url}/admin/v1/tenants/${tenant.id}/schemas`, {
      headers: { authorization: `Bearer ${tenant.accessCode}` },
    });
    await response.text();
    expect(response.status).toBe(401);
  });

  it('are in the discovery of their tenant and of no other', async () => {
    await register(tenant);
    const other = await service.createTenant('Other');
    const urns = async (who: TestTenant, headers = {}) =>
      (await who.get('/Schemas', headers)).body.Resources.map(({ id }: { id: string }) => id);
    expect(await urns(tenant)).toContain(EVENTS);
    expect(await urns(other)).not.toContain(EVENTS);
    expect(await urns(tenant, { authorization: undefined })).not.toContain(EVENTS);

    const { body: schema } = await tenant.get(`/Schemas/${EVENTS}`);
    expect(schema.attributes.map((each: { name: string }) => each.name)).toEqual(
      attributes.map((each) => each.name),
    );
    expect(JSON.stringify(schema)).not.toMatch(/null/);
    expect(schema.meta).toEqual({
      resourceType: 'Schema',
      location: `${service.url}/scim/v2/Schemas/${EVENTS}`,
    });
    expect((await other.get(`/Schemas/${EVENTS}`)).status).toBe(404);

    const { body: type } = await tenant.get('/ResourceTypes/User');
    expect(type.schemaExtensions).toContainEqual({ schema: EVENTS, required: false });
  });
});
