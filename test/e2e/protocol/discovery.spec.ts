import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * Discovery, RFC 7644 section 4 and RFC 7643 sections 5 to 8. Entra reads /Schemas when a gallery application is
 * saved: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */

const URN = 'urn:ietf:params:scim:schemas:core:2.0';
const SCHEMA_IDS = [USER, ENTERPRISE, GROUP];
const ENDPOINTS = ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'];
const BY_ID = [`/Schemas/${USER}`, '/ResourceTypes/User'];

/** What Microsoft's gallery validation must find after flattening /Schemas (AzureAD/SCIMReferenceCode). */
const TYPES_OF: Record<string, string[]> = {
  emails: ['work', 'home', 'other'],
  phoneNumbers: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
  addresses: ['work', 'home', 'other'],
  photos: ['photo', 'thumbnail'],
  ims: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
};

const CHARACTERISTICS = [
  ...['name', 'type', 'multiValued', 'description', 'required', 'canonicalValues', 'caseExact'],
  ...['mutability', 'returned', 'uniqueness', 'referenceTypes', 'subAttributes'],
];

onEveryDatabase('Discovery', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const read = async (path: string): Promise<any> => {
    const answer = await tenant.get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/scim+json']);
    return answer.body;
  };

  describe('/Schemas', () => {
    it('lists the schemas, each to be read by its id in any letter case', async () => {
      const list = await read('/Schemas');

      expect(list).toEqual({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: SCHEMA_IDS.length,
        startIndex: 1,
        itemsPerPage: SCHEMA_IDS.length,
        Resources: SCHEMA_IDS.map((id) => expect.objectContaining({ id })),
      });
      for (const schema of list.Resources) {
        for (const id of [
          schema.id,
          schema.id.toUpperCase(),
          schema.id.toLowerCase(),
          encodeURIComponent(schema.id),
        ]) {
          expect(await read(`/Schemas/${id}`)).toEqual(schema);
        }
        expect(schema).toEqual({
          schemas: [`${URN}:Schema`],
          id: schema.id,
          name: expect.stringMatching(/./),
          description: expect.stringMatching(/./),
          attributes: expect.any(Array),
          meta: { resourceType: 'Schema', location: `${service.url}/scim/v2/Schemas/${schema.id}` },
        });
      }
    });

    it('the discovery documents have schemas too, and hold to them (RFC 7643 section 8.7.2)', async () => {
      const documents: [string, any[]][] = [
        [`${URN}:ServiceProviderConfig`, [await read('/ServiceProviderConfig')]],
        [`${URN}:ResourceType`, (await read('/ResourceTypes')).Resources],
        [`${URN}:Schema`, (await read('/Schemas')).Resources],
      ];
      for (const [urn, all] of documents) {
        const { id, schemas, attributes } = await read(`/Schemas/${urn}`);
        expect([id, schemas]).toEqual([urn, [`${URN}:Schema`]]);
        for (const { schemas: own, meta, ...document } of all) {
          expect([own, `${URN}:${meta.resourceType}`]).toEqual([[urn], urn]);
          expect(misfits(document, attributes)).toEqual([]);
        }
      }
    });

    it('every attribute has the characteristics of RFC 7643 section 7, in camel case and without nulls', async () => {
      const { Resources } = await read('/Schemas');
      const attributes = Resources.flatMap((schema: any) => flatten(schema.attributes));

      expect(attributes.length).toBeGreaterThan(70);
      expect(JSON.stringify(Resources)).not.toMatch(/[:[,]null/);
      for (const attribute of attributes) {
        expect(attribute).toMatchObject({
          name: expect.stringMatching(/^(\$ref|[a-z][A-Za-z0-9]*)$/),
          type: expect.stringMatching(/^(string|boolean|decimal|integer|dateTime|binary|reference|complex)$/),
          multiValued: expect.any(Boolean),
          description: expect.stringMatching(/./),
          required: expect.any(Boolean),
          caseExact: expect.any(Boolean),
          mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
          returned: expect.stringMatching(/^(always|never|default|request)$/),
          uniqueness: expect.stringMatching(/^(none|server|global)$/),
        });
        expect(Array.isArray(attribute.subAttributes)).toBe(attribute.type === 'complex');
        expect(Array.isArray(attribute.referenceTypes)).toBe(attribute.type === 'reference');
        // Nothing of the service's own shows.
        expect(CHARACTERISTICS).toEqual(expect.arrayContaining(Object.keys(attribute)));
      }
    });

    it('the types of lists are canonical values; lists without types have none', async () => {
      const { attributes } = await read(`/Schemas/${USER}`);
      const typesOf = (attribute: string) => {
        const { subAttributes } = attributes.find((each: any) => each.name === attribute);
        return subAttributes.find((sub: any) => sub.name === 'type')?.canonicalValues;
      };

      for (const [attribute, types] of Object.entries(TYPES_OF)) {
        expect({ [attribute]: typesOf(attribute) }).toEqual({ [attribute]: types });
      }
      expect([typesOf('roles'), typesOf('entitlements')]).toEqual([undefined, undefined]);
    });

    // `$ref` among them stops the validator: learn.microsoft.com/answers 1457148
    it('members of a group are published by value only', async () => {
      const { attributes } = await read(`/Schemas/${GROUP}`);

      expect(attributes.map((each: any) => each.name)).toEqual(['displayName', 'members', 'externalId']);
      expect(attributes[1].subAttributes.map((each: any) => each.name)).toEqual(['value']);
    });

    it('what is required and unique is what requests are held to', async () => {
      const marked = Object.fromEntries(
        (await read('/Schemas')).Resources.map((schema: any) => [
          schema.id,
          schema.attributes
            .filter((each: any) => each.required || each.uniqueness === 'server')
            .map((each: any) => each.name),
        ]),
      );

      expect(marked).toEqual({ [USER]: ['userName'], [ENTERPRISE]: [], [GROUP]: ['displayName'] });
    });
  });

  it('/ResourceTypes lists User and Group, each to be read by its name', async () => {
    const type = (id: string, schema: string, extensions: string[]) => ({
      schemas: [`${URN}:ResourceType`],
      id,
      name: id,
      endpoint: `/${id}s`,
      description: expect.stringMatching(/./),
      schema,
      schemaExtensions: extensions.map((each) => ({ schema: each, required: false })),
      meta: { resourceType: 'ResourceType', location: `${service.url}/scim/v2/ResourceTypes/${id}` },
    });

    const list = await read('/ResourceTypes');

    expect(list).toMatchObject({ totalResults: 2, itemsPerPage: 2, startIndex: 1 });
    expect(list.Resources).toEqual([type('User', USER, [ENTERPRISE]), type('Group', GROUP, [])]);
    for (const each of list.Resources) {
      expect(await read(`/ResourceTypes/${each.id}`)).toEqual(each);
      expect((await tenant.get(each.endpoint)).status).toBe(200);
    }
  });

  it.each(ENDPOINTS)('%s refuses a filter with 403 and ignores other parameters', async (path) => {
    const refused = await tenant.get(`${path}?Filter=name+eq+%22User%22`);
    expect(await read(`${path}?filter=`)).toEqual(await read(path));

    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      ...scimError,
      status: '403',
      detail: expect.stringContaining('filter'),
    });
    const plain = await read(path);
    expect(await read(`${path}?aadOptscim062020&count=0&startIndex=9&attributes=id&sortBy=id`)).toEqual(
      plain,
    );
    expect(await read(`${path}/`)).toEqual(plain);
  });

  it.each([...BY_ID, '/ServiceProviderConfig'])('%s has its address in headers too', async (path) => {
    const { headers, body } = await tenant.get(path);
    const location = `${service.url}/scim/v2${path}`;
    expect([headers.get('location'), headers.get('content-location'), body.meta.location]).toEqual(
      Array(3).fill(location),
    );
  });

  it.each([
    '/Schemas/urn:x',
    '/ResourceTypes/Device',
    '/ServiceProviderConfig/x',
    '/schemas',
    '/Schemas/x/y',
  ])('%s is 404', async (path) => {
    const { status, body } = await tenant.get(path);

    expect([status, body]).toEqual([404, { ...scimError, status: '404', detail: expect.any(String) }]);
  });

  describe.each([...ENDPOINTS, ...BY_ID])('%s', (path) => {
    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is 405 with Allow', async (method) => {
      const answer = await tenant.request(method, path, method === 'DELETE' ? undefined : {});

      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')?.split(', ')).toContain('GET');
      expect(answer.body).toEqual({
        ...scimError,
        status: '405',
        detail: expect.stringContaining(method),
      });
    });

    it('is read without a code; a wrong code is 401, a tenant switched off 403', async () => {
      const open = await tenant.get(path, { authorization: undefined });
      expect(open.status).toBe(200);
      expect(open.body).toEqual(await read(path));

      const wrong = await tenant.get(path, { authorization: 'Bearer idk_wrong' });
      expect([wrong.status, wrong.body.status]).toEqual([401, '401']);
      expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer /);

      const other = await service.createTenant('Contoso');
      await service.admin('PUT', `/tenants/${other.id}/provisioning`, { enabled: false });
      expect((await other.get(path)).status).toBe(403);
    });
  });
});

function flatten(attributes: any[]): any[] {
  return attributes.flatMap((attribute) => [attribute, ...flatten(attribute.subAttributes ?? [])]);
}

/** What a document holds beside the attributes of its schema, lacks of those required, or has of another type. */
function misfits(document: any, attributes: readonly any[], path = ''): string[] {
  const known = attributes.map((each) => each.name);
  const strange = Object.keys(document).filter((name) => !known.includes(name));
  return [
    ...strange.map((name) => `${path}${name}: unknown`),
    ...attributes.flatMap((attribute) => {
      const place = path + attribute.name;
      const value = document[attribute.name];
      if (value === undefined) return attribute.required ? [`${place}: missing`] : [];
      if (Array.isArray(value) !== attribute.multiValued) return [`${place}: a list or not`];
      return [value].flat().flatMap((each: any) => {
        if (attribute.type === 'complex') return misfits(each, attribute.subAttributes, `${place}.`);
        const type = { boolean: 'boolean', integer: 'number' }[attribute.type as string] ?? 'string';
        const known = attribute.canonicalValues ?? [each];
        return typeof each === type && known.includes(each) ? [] : [`${place}: ${JSON.stringify(each)}`];
      });
    }),
  ];
}
