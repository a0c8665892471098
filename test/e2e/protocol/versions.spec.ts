import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

/* Versions and the headers of single resources, RFC 7644 section 3.14 and RFC 9110 section 13. */

/** Values of If-Match and If-None-Match for a resource at version 2, and whether they name it. */
const TAGS: [string, boolean][] = [
  ['W/"2"', true],
  ['"2"', true],
  ['w/"2"', true],
  ['*', true],
  ['W/"1", W/"2"', true],
  ['"1","2","3"', true],
  [' W/"2" ', true],
  ['W/"1"', false],
  ['"3"', false],
  ['W/"1", W/"3"', false],
  ['2', false],
  ['', false],
  ['"*"', false],
];

const WRITES: [string, (path: string) => [string, unknown]][] = [
  ['PATCH', () => ['PATCH', patchOf({ op: 'replace', value: { externalId: 'changed' } })]],
  ['PATCH that changes nothing', () => ['PATCH', patchOf({ op: 'remove', path: 'externalId' })]],
  ['PUT', (path) => ['PUT', path.startsWith('/Users') ? newUser() : newGroup()]],
  ['DELETE', () => ['DELETE', undefined]],
];

onEveryDatabase('Versions', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  describe.each(['/Users', '/Groups'])('%s', (endpoint) => {
    /** Groups are not sent back after a PATCH. */
    const statusOf = (method: string): number =>
      method === 'DELETE' || (method === 'PATCH' && endpoint === '/Groups') ? 204 : 200;

    /** A resource at version 2. */
    async function atVersion2(): Promise<any> {
      const { body } = await tenant.post(endpoint, endpoint === '/Users' ? newUser() : newGroup());
      await tenant.patch(`${endpoint}/${body.id}`, [{ op: 'add', path: 'externalId', value: 'x' }]);
      await tenant.patch(`${endpoint}/${body.id}`, [{ op: 'replace', path: 'externalId', value: 'x' }]);
      return (await tenant.get(`${endpoint}/${body.id}`)).body;
    }

    it('Location, Content-Location and ETag stand on the answers that have a resource', async () => {
      const created = await tenant.post(endpoint, endpoint === '/Users' ? newUser() : newGroup());
      const { location } = created.body.meta;
      const path = `${endpoint}/${created.body.id}`;

      expect(location).toBe(`${service.url}/scim/v2${path}`);
      expect(headersOf(created)).toEqual([location, location, 'W/"1"']);
      expect(headersOf(await tenant.get(path))).toEqual([location, location, 'W/"1"']);
      const patched = await tenant.patch(`${path}?attributes=id`, [
        { op: 'replace', value: { externalId: 'y' } },
      ]);
      expect(headersOf(patched)).toEqual([location, location, 'W/"2"']);
      const replaced = await tenant.put(path, endpoint === '/Users' ? newUser() : newGroup());
      expect(headersOf(replaced)).toEqual([location, location, 'W/"3"']);
      expect(replaced.body.meta.version).toBe('W/"3"');
      const known = await tenant.get(path, { 'if-none-match': 'W/"3"' });
      expect([known.status, ...headersOf(known)]).toEqual([304, location, location, 'W/"3"']);
      const change = [{ op: 'replace', path: 'displayName', value: randomUUID() }];
      const changed = await tenant.patch(path, change);
      expect(headersOf(changed)[0]).toBe(location);
      if (endpoint === '/Groups') {
        const emptied = await tenant.patch(path, [{ op: 'remove', path: 'members' }]);
        expect([changed, emptied].map((each) => [each.status, ...headersOf(each)])).toEqual([
          [204, location, null, 'W/"4"'],
          [204, location, null, 'W/"4"'],
        ]);
      }
      expect(headersOf(await tenant.delete(path))).toEqual([null, null, null]);
    });

    describe.each(WRITES)('If-Match on %s', (_, write) => {
      it.each(TAGS)('%p', async (tag, named) => {
        const before = await atVersion2();
        const path = `${endpoint}/${before.id}`;
        const [method, body] = write(path);

        const answer = await tenant.request(method, path, body, { 'if-match': tag });

        if (named) {
          expect(answer.status).toBe(statusOf(method));
          return;
        }
        expect(answer.status).toBe(412);
        expect(answer.body).toEqual({
          ...scimError,
          status: '412',
          detail: expect.stringContaining('W/"2"'),
        });
        expect((await tenant.get(path)).body).toEqual(before);
      });

      it('for an unknown id is 404, also with *', async () => {
        const path = `${endpoint}/${randomUUID()}`;
        const [method, body] = write(path);

        for (const tag of ['*', 'W/"2"']) {
          expect((await tenant.request(method, path, body, { 'if-match': tag })).status).toBe(404);
        }
      });
    });

    describe.each(WRITES)('If-None-Match on %s', (_, write) => {
      it.each(TAGS)('%p', async (tag, named) => {
        const before = await atVersion2();
        const path = `${endpoint}/${before.id}`;
        const [method, body] = write(path);

        const answer = await tenant.request(method, path, body, { 'if-none-match': tag });

        if (!named) {
          expect(answer.status).toBe(statusOf(method));
          return;
        }
        expect(answer.status).toBe(412);
        expect(answer.body).toEqual({
          ...scimError,
          status: '412',
          detail: expect.stringContaining('If-None-Match'),
        });
        expect((await tenant.get(path)).body).toEqual(before);
      });
    });

    it.each(TAGS)('If-Match %p on GET answers the resource, or 412', async (tag, named) => {
      const { id } = await atVersion2();

      const answer = await tenant.get(`${endpoint}/${id}`, { 'if-match': tag });

      expect(answer.status).toBe(named ? 200 : 412);
    });

    it.each([
      ['if-match', '*', 201],
      ['if-match', 'W/"1"', 412],
      ['if-match', '', 412],
      ['if-none-match', '*', 201],
      ['if-none-match', 'W/"1"', 201],
    ])('%s: %s on POST is %i: what is created has no version yet', async (header, value, status) => {
      const body = endpoint === '/Users' ? newUser() : newGroup();

      const answer = await tenant.request('POST', endpoint, body, { [header]: value });

      expect(answer.status).toBe(status);
      const again = await tenant.request('POST', endpoint, body);
      expect(again.status).toBe(status === 201 ? 409 : 201);
    });

    it('If-Match and If-None-Match must both hold', async () => {
      const { id } = await atVersion2();
      const [method, body] = ['PATCH', patchOf({ op: 'replace', value: { externalId: 'changed' } })];
      const send = (match: string, noneMatch: string) =>
        tenant.request(method, `${endpoint}/${id}`, body, { 'if-match': match, 'if-none-match': noneMatch });

      expect((await send('W/"2"', '*')).status).toBe(412);
      expect((await send('W/"1"', 'W/"1"')).status).toBe(412);
      expect((await send('W/"2"', 'W/"1"')).status).toBeLessThan(300);
    });

    it('a page shows the versions that its resources have', async () => {
      const { id } = await atVersion2();

      const { body } = await tenant.find(endpoint, `id eq "${id}"`);

      const { headers } = await tenant.get(`${endpoint}/${id}`);
      expect(body.Resources[0].meta.version).toBe(headers.get('etag'));
      expect(
        (await tenant.find(endpoint, `id eq "${id}" and meta.version eq "W/\\"2\\""`)).body.totalResults,
      ).toBe(1);
    });

    it.each(TAGS)(
      'If-None-Match %p on GET answers 304 without a body, or the resource',
      async (tag, named) => {
        const before = await atVersion2();
        const path = `${endpoint}/${before.id}`;

        const answer = await tenant.get(path, { 'if-none-match': tag });

        expect([answer.status, answer.text === '']).toEqual(named ? [304, true] : [200, false]);
        expect(answer.headers.get('etag')).toBe('W/"2"');
        if (named) expect(answer.headers.get('content-type')).toBeNull();
        else expect(answer.body).toEqual(before);
      },
    );

    it('a stale version does not hide that the body is wrong (400 before 404 before 412)', async () => {
      const { id } = await atVersion2();

      const answer = await tenant.request('PATCH', `${endpoint}/${id}`, patchOf({ op: 'add', path: 'x y' }), {
        'if-match': '"9"',
      });

      expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidPath']);
    });
  });

  describe('a user shown with groups', () => {
    async function member(): Promise<{ id: string; group: any; path: string }> {
      const { id } = await tenant.createUser();
      const group = await tenant.createGroup({ members: [{ value: id }] });
      return { id, group, path: `/Users/${id}` };
    }

    it('has a tag that moves with its memberships, and is 304 until then', async () => {
      const { id } = await tenant.createUser();
      const path = `/Users/${id}`;
      const etags = [(await tenant.get(path)).headers.get('etag') ?? ''];
      expect((await tenant.get(path, { 'if-none-match': etags[0] ?? '' })).status).toBe(304);
      const inside = await tenant.createGroup({ members: [{ value: id }] });
      const changes: (() => Promise<unknown>)[] = [
        () => Promise.resolve(),
        () => tenant.createGroup({ members: [{ value: inside.id }] }),
        () => tenant.patch(`/Groups/${inside.id}`, [{ op: 'replace', value: { displayName: randomUUID() } }]),
        () => tenant.delete(`/Groups/${inside.id}`),
      ];
      for (const change of changes) {
        await change();
        const stale = await tenant.get(path, { 'if-none-match': etags.at(-1) ?? '' });
        expect(stale.status).toBe(200);
        const etag = stale.headers.get('etag') ?? '';
        expect(stale.body.meta.version).toBe(etag);
        const fresh = await tenant.get(path, { 'if-none-match': etag });
        expect([fresh.status, fresh.text, fresh.headers.get('etag')]).toEqual([304, '', etag]);
        etags.push(etag);
      }
      // The first and the last are the user without groups.
      expect(new Set(etags.slice(0, -1)).size).toBe(etags.length - 1);
      expect(etags.at(-1)).toBe(etags[0]);
    });

    it('has the same tag in a page', async () => {
      const { id, path } = await member();
      const etag = (await tenant.get(path)).headers.get('etag');

      const { body } = await tenant.find('/Users', `id eq "${id}"`);

      expect(etag).toMatch(/^W\/"1\.[\w-]+"$/);
      expect(body.Resources[0].meta.version).toBe(etag);
    });

    it('without them has its own version only', async () => {
      const { path } = await member();

      const answer = await tenant.get(`${path}?excludedAttributes=groups`, { 'if-none-match': 'W/"1"' });

      expect([answer.status, answer.headers.get('etag')]).toEqual([304, 'W/"1"']);
    });

    it('is changed by either tag: memberships are not its own attributes', async () => {
      const { path } = await member();
      const withGroups = (await tenant.get(path)).headers.get('etag') ?? '';
      const body = patchOf({ op: 'replace', value: { title: 'x' } });

      const first = await tenant.request('PATCH', path, body, { 'if-match': withGroups });
      const again = await tenant.request('PATCH', path, body, { 'if-match': withGroups });
      const own = await tenant.request('PATCH', path, body, { 'if-match': 'W/"2"' });

      expect([first.status, again.status, own.status]).toEqual([200, 412, 200]);
    });

    it('is found by the tag that it shows', async () => {
      const { id, path } = await member();
      const tag = JSON.stringify((await tenant.get(path)).headers.get('etag'));

      const { body } = await tenant.find('/Users', `id eq "${id}" and meta.version eq ${tag}`);

      expect(body.totalResults).toBe(1);
    });
  });

  it('a group whose members changed has a new version', async () => {
    const { id } = await tenant.createUser();
    const group = await tenant.createGroup();
    await tenant.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]);

    const answer = await tenant.get(`/Groups/${group.id}`, { 'if-none-match': group.meta.version });

    expect([answer.status, answer.headers.get('etag')]).toEqual([200, 'W/"2"']);
    expect((await tenant.get(`/Groups/${group.id}`, { 'if-none-match': 'W/"2"' })).status).toBe(304);
  });

  it('lastModified moves with the version and created stays', async () => {
    const before = (await tenant.createUser()).meta;
    await new Promise((resolve) => setTimeout(resolve, 5));

    const { body } = await tenant.patch(`/Users/${idOf(before.location)}`, [
      { op: 'replace', value: { title: 'x' } },
    ]);

    expect(body.meta.created).toBe(before.created);
    expect(Date.parse(body.meta.lastModified)).toBeGreaterThan(Date.parse(before.lastModified));
    const since = await tenant.find(
      '/Users',
      `meta.lastModified gt "${before.lastModified}" and id eq "${body.id}"`,
    );
    expect(since.body.Resources).toEqual([body]);
  });
});

function newUser(): object {
  return { schemas: [USER], userName: randomUUID() };
}

function newGroup(): object {
  return { schemas: [GROUP], displayName: randomUUID() };
}

function patchOf(operation: object): object {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] };
}

function headersOf({ headers }: Answer): (string | null)[] {
  return [headers.get('location'), headers.get('content-location'), headers.get('etag')];
}

function idOf(location: string): string {
  return location.slice(location.lastIndexOf('/') + 1);
}
