import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/* Swagger UI, for colleagues who try the endpoints: everything it offers must work when sent. */

const OPERATIONS = [
  ...['/scim/v2/Users', '/scim/v2/Groups'].flatMap((path) => [
    `get ${path}`,
    `post ${path}`,
    `get ${path}/{id}`,
    `put ${path}/{id}`,
    `patch ${path}/{id}`,
    `delete ${path}/{id}`,
  ]),
  'get /scim/v2/ServiceProviderConfig',
  'get /scim/v2/Schemas',
  'get /scim/v2/Schemas/{urn}',
  'get /scim/v2/ResourceTypes',
  'get /scim/v2/ResourceTypes/{name}',
  'get /admin/v1/tenants',
  'post /admin/v1/tenants',
  'get /admin/v1/tenants/{id}',
  'patch /admin/v1/tenants/{id}',
  'delete /admin/v1/tenants/{id}',
  'put /admin/v1/tenants/{id}/provisioning',
  'get /admin/v1/tenants/{id}/tokens',
  'post /admin/v1/tenants/{id}/tokens',
  'post /admin/v1/tenants/{id}/tokens/{tokenId}/rotate',
  'delete /admin/v1/tenants/{id}/tokens/{tokenId}',
  'get /admin/v1/tenants/{id}/oauth-clients',
  'post /admin/v1/tenants/{id}/oauth-clients',
  'get /admin/v1/tenants/{id}/oauth-clients/{clientId}',
  'delete /admin/v1/tenants/{id}/oauth-clients/{clientId}',
  'post /admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets',
  'post /admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets/{secretId}/rotate',
  'delete /admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets/{secretId}',
  'get /admin/v1/tenants/{id}/federated-credentials',
  'post /admin/v1/tenants/{id}/federated-credentials',
  'delete /admin/v1/tenants/{id}/federated-credentials/{clientId}',
  'get /admin/v1/tenants/{id}/entra-tokens',
  'put /admin/v1/tenants/{id}/entra-tokens',
  'get /admin/v1/tenants/{id}/settings',
  'put /admin/v1/tenants/{id}/settings',
  'get /admin/v1/tenants/{id}/setup-links',
  'post /admin/v1/tenants/{id}/setup-links',
  'delete /admin/v1/tenants/{id}/setup-links/{linkId}',
  'get /admin/v1/tenants/{id}/users',
  'get /admin/v1/tenants/{id}/users/{userId}',
  'get /admin/v1/tenants/{id}/groups',
  'get /admin/v1/tenants/{id}/groups/{groupId}',
  'get /admin/v1/tenants/{id}/groups/{groupId}/members',
  'get /admin/v1/audit-log',
  'get /metrics',
  'get /console/session',
  'post /console/session',
  'delete /console/session',
  'post /oauth/token',
  'get /.well-known/oauth-authorization-server',
  'get /admin/v1/tenants/{id}/schemas',
  'get /admin/v1/tenants/{id}/schemas/{urn}',
  'put /admin/v1/tenants/{id}/schemas/{urn}',
  'delete /admin/v1/tenants/{id}/schemas/{urn}',
];
const SUCCESS: Record<string, number[]> = { post: [200, 201], put: [200], patch: [200, 204] };

interface Example {
  readonly method: string;
  readonly path: string;
  readonly mediaType: string;
  readonly name: string;
  readonly body: unknown;
}

onEveryDatabase('Swagger', (name) => {
  let service: TestService;
  let document: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    document = await (await fetch(`${service.url}/docs-json`)).json();
  });
  afterAll(() => service.stop());

  it('/docs-json has every endpoint', () => {
    const found = Object.entries<object>(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );

    expect(found).toEqual(expect.arrayContaining(OPERATIONS));
  });

  it('both bearer schemes are there, each on its own endpoints', () => {
    expect(document.components.securitySchemes).toMatchObject({
      'access-code': { type: 'http', scheme: 'bearer', description: expect.any(String) },
      'admin-token': { type: 'http', scheme: 'bearer', description: expect.any(String) },
    });
    for (const [path, operations] of Object.entries<Record<string, any>>(document.paths)) {
      const schemes = path.startsWith('/scim/')
        ? path === '/scim/v2/Me'
          ? ['person-token']
          : ['access-code', 'oauth-client']
        : path.startsWith('/admin/')
          ? ['admin-token']
          : null;
      for (const { security } of Object.values(operations)) {
        const found = security.flatMap((each: object) => Object.keys(each));
        if (schemes !== null) expect([path, found]).toEqual([path, schemes]);
      }
    }
  });

  it('users and groups have real schemas, and every reference leads somewhere', () => {
    const { User, Group } = document.components.schemas;
    expect(User.required).toContain('userName');
    expect(User.properties.emails.items.properties.value).toMatchObject({ type: 'string' });
    expect(User.properties.id).toMatchObject({ readOnly: true });
    expect(Object.keys(User.properties)).toContain(
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    );
    expect(Group.properties.members.items.properties.value).toMatchObject({ type: 'string' });

    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    const names = new Set(references.map(([, schema]) => schema));
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...names]));
    expect(names.size).toBeGreaterThan(5);
  });

  describe('every example is accepted when sent', () => {
    let tenant: TestTenant;
    let ids: Record<string, string>;

    beforeEach(async () => {
      tenant = await service.createTenant();
      // What the examples of users take for registered is the example of the admin API.
      const { parameters, requestBody } = document.paths['/admin/v1/tenants/{id}/schemas/{urn}'].put;
      const { schema } = parameters.find((each: any) => each.name === 'urn');
      const { value } = requestBody.content['application/json'].examples.events;
      const registered = await service.admin('PUT', `/tenants/${tenant.id}/schemas/${schema.example}`, value);
      expect(registered.status).toBe(201);
      ids = { Users: (await tenant.createUser()).id, Groups: (await tenant.createGroup()).id };
    });

    it('bodies of SCIM endpoints', async () => {
      const examples = examplesOf(document).filter(({ path }) => path.startsWith('/scim/'));
      expect(examples.length).toBeGreaterThanOrEqual(20);

      for (const { method, path, mediaType, name: title, body } of examples) {
        // The member in the examples for groups is a text that says what to put there.
        const text = JSON.stringify(body).replaceAll('the id of a user', ids.Users ?? '');
        const target = path.replace('/scim/v2', '').replace('{id}', ids[path.split('/')[3] ?? ''] ?? '');
        const answer = await tenant.request(method.toUpperCase(), target, text, {
          'content-type': mediaType,
        });

        expect([title, SUCCESS[method]?.includes(answer.status), answer.body?.detail]).toEqual([
          title,
          true,
          undefined,
        ]);
        if (method === 'post' && answer.status === 201) {
          expect(answer.body).toMatchObject(known(answer.body, body));
          await tenant.delete(`${target}/${answer.body.id}`);
        }
      }
    });

    it('filters', async () => {
      const filters = Object.entries<any>(document.paths).flatMap(([path, { get }]) =>
        (get?.parameters ?? [])
          .filter((parameter: any) => parameter.name === 'filter')
          .flatMap((parameter: any) =>
            Object.values<any>(parameter.examples ?? { only: { value: parameter.example } }).map(
              ({ value }) => [path, value],
            ),
          ),
      );
      expect(filters.length).toBeGreaterThanOrEqual(6);

      for (const [path, filter] of filters) {
        const endpoint = path.replace('/scim/v2', '');
        const { status } = filter === '' ? await tenant.get(endpoint) : await tenant.find(endpoint, filter);
        expect([filter, status]).toEqual([filter, 200]);
      }
    });

    it('bodies of the admin API, made of the examples of their members', async () => {
      const { CreateTenant, CreateAccessCode, SetProvisioning, UpdateTenant } = document.components.schemas;

      const created = await service.admin('POST', '/tenants', bodyOf(CreateTenant));
      expect(created.status).toBe(201);
      const path = `/tenants/${created.body.id}`;
      expect((await service.admin('PUT', `${path}/provisioning`, bodyOf(SetProvisioning))).status).toBe(200);
      expect((await service.admin('PATCH', path, bodyOf(UpdateTenant))).status).toBe(200);
      const token = { ...bodyOf(CreateAccessCode), expiresAt: new Date(Date.now() + 60_000).toISOString() };
      expect((await service.admin('POST', `${path}/tokens`, token)).status).toBe(201);
      await service.admin('PUT', `${path}/provisioning`, { enabled: false });
      expect((await service.admin('DELETE', path)).status).toBe(204);
    });
  });

  it('every operation that is described exists', async () => {
    expect(Object.keys(document.paths).length).toBeGreaterThan(20);
    const tenant = await service.createTenant();
    for (const [path, operations] of Object.entries<object>(document.paths)) {
      for (const method of Object.keys(operations)) {
        const target = path.replace(/\{\w+\}/g, randomUUID());
        const response = await fetch(service.url + target, {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${tenant.accessCode}` },
        });
        const text = await response.text();
        expect([method, path, response.status]).not.toEqual([method, path, 405]);
        expect([path, text]).not.toEqual([path, expect.stringContaining('nothing at this URL')]);
      }
    }
  });

  it.each(['/docs', '/docs/'])('%s is a page, and so are the files that it loads', async (path) => {
    const page = await fetch(service.url + path);
    const html = await page.text();

    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ]);
    expect(html).toContain('InviteDesk Provisioning');
    const files = [...html.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(
      ([, file]) => new URL(file ?? '', page.url),
    );
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const response = await fetch(file);
      const { status, headers } = response;
      // Read to the end: a large answer left under way holds up the stop of the service.
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
      expect([file.pathname, status]).toEqual([file.pathname, 200]);
      if (file.pathname.endsWith('.js')) expect(headers.get('content-type')).toMatch(/javascript/);
      if (file.pathname.endsWith('.css')) expect(headers.get('content-type')).toMatch(/css/);
      expect(file.origin).toBe(service.url);
    }
  });

  it('every answer has the id of its request in a header, and no error has it in its body', () => {
    const silent = Object.entries<any>(document.paths).flatMap(([path, operations]) =>
      Object.entries<any>(operations).flatMap(([method, { responses }]) =>
        Object.entries<any>(responses)
          .filter(([, { headers }]) => headers?.['x-request-id']?.schema?.type !== 'string')
          .map(([status]) => `${method} ${path} ${status}`),
      ),
    );
    expect(silent).toEqual([]);
    const { properties } = document.components.schemas.Error;
    expect(Object.keys(properties)).toEqual(['schemas', 'status', 'scimType', 'detail']);
    expect(properties.schemas.items.enum).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
  });

  it('the document shows no secret', () => {
    expect(JSON.stringify(document)).not.toMatch(/idk_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}/);
  });
});

/** Every example of a request body in the document. */
function examplesOf(document: any): Example[] {
  return Object.entries<Record<string, any>>(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      Object.entries<any>(operation.requestBody?.content ?? {}).flatMap(([mediaType, { examples = {} }]) =>
        Object.entries<any>(examples).map(([name, { value }]) => ({
          method,
          path,
          mediaType,
          name: `${method} ${path} ${mediaType} ${name}`,
          body: value,
        })),
      ),
    ),
  );
}

/** What a body sent of the attributes that came back. */
function known(answer: Record<string, unknown>, sent: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(sent as Record<string, unknown>).filter(([name]) => name in answer && name !== 'meta'),
  );
}

/** A request body made of the examples of its members. */
function bodyOf(schema: any): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<any>(schema.properties)
      .filter(([, { example }]) => example !== undefined)
      .map(([name, { example }]) => [name, example]),
  );
}
