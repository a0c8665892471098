import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

onEveryDatabase('Bulk (RFC 7644 section 3.7)', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const bulk = (operations: unknown, more: object = {}) =>
    tenant.post('/Bulk', { schemas: [BULK_REQUEST], Operations: operations, ...more });
  const newUser = (bulkId: string, attributes: object = {}) => ({
    method: 'POST',
    path: '/Users',
    bulkId,
    data: { schemas: [USER], userName: `${randomUUID()}@x.example`, ...attributes },
  });
  const newGroup = (bulkId: string, members: string[]) => ({
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: { schemas: [GROUP], displayName: randomUUID(), members: members.map((value) => ({ value })) },
  });
  const idIn = (location: string): string => location.slice(location.lastIndexOf('/') + 1);
  const statuses = (body: any): string[] => body.Operations.map((each: any) => each.status);

  it('carries out each method and answers with location and version (section 3.7.3)', async () => {
    const [changed, replaced, gone] = [
      await tenant.createUser(),
      await tenant.createUser(),
      await tenant.createUser(),
    ];
    const { status, body } = await bulk([
      newUser('new'),
      {
        method: 'PATCH',
        path: `/Users/${changed.id}`,
        version: 'W/"1"',
        data: { schemas: [PATCH_OP], Operations: [{ op: 'Replace', path: 'title', value: 'T' }] },
      },
      {
        method: 'put',
        path: `/Users/${replaced.id}`,
        data: { schemas: [USER], userName: replaced.userName, title: 'T' },
      },
      { method: 'DELETE', path: `/Users/${gone.id}` },
    ]);
    expect([status, body.schemas]).toEqual([200, [BULK_RESPONSE]]);
    const location = body.Operations[0].location;
    expect(body.Operations).toEqual([
      {
        method: 'POST',
        bulkId: 'new',
        version: 'W/"1"',
        status: '201',
        location: expect.stringContaining('/Users/'),
      },
      { method: 'PATCH', version: 'W/"2"', status: '200', location: changed.meta.location },
      { method: 'put', version: 'W/"2"', status: '200', location: replaced.meta.location },
      { method: 'DELETE', status: '204', location: gone.meta.location },
    ]);
    expect((await tenant.get(`/Users/${idIn(location)}`)).body.meta.location).toBe(location);
    expect((await tenant.get(`/Users/${changed.id}`)).body.title).toBe('T');
    expect((await tenant.get(`/Users/${replaced.id}`)).body).not.toHaveProperty('active');
    expect((await tenant.get(`/Users/${gone.id}`)).status).toBe(404);
  });

  describe('references (section 3.7.2)', () => {
    it('puts new users in a new group, also one that comes before them', async () => {
      const { body } = await bulk([newGroup('team', ['bulkId:a', 'bulkId:b']), newUser('a'), newUser('b')]);
      expect(statuses(body)).toEqual(['201', '201', '201']);
      const [team, ...users] = body.Operations.map((each: any) => idIn(each.location));
      expect(await tenant.memberIds(team)).toEqual(users.sort());
    });

    it('resolves them in paths and in PATCH values', async () => {
      const group = await tenant.createGroup();
      const { body } = await bulk([
        newUser('a'),
        {
          method: 'PATCH',
          path: `/Groups/${group.id}`,
          data: {
            schemas: [PATCH_OP],
            Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] }],
          },
        },
        {
          method: 'PATCH',
          path: '/Users/bulkId:a',
          data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'T' }] },
        },
      ]);
      expect(statuses(body)).toEqual(['201', '204', '200']);
      const id = idIn(body.Operations[0].location);
      expect(await tenant.memberIds(group.id)).toEqual([id]);
      expect((await tenant.get(`/Users/${id}`)).body.title).toBe('T');
    });

    it('resolves a circle of managers (section 3.7.1)', async () => {
      const { body } = await bulk([
        newUser('a', { [ENTERPRISE]: { manager: { value: 'bulkId:b' } } }),
        newUser('b', { [ENTERPRISE]: { manager: { value: 'bulkId:a' } } }),
      ]);
      expect(statuses(body)).toEqual(['201', '201']);
      const [a, b] = body.Operations.map((each: any) => idIn(each.location));
      expect((await tenant.get(`/Users/${a}`)).body[ENTERPRISE].manager.value).toBe(b);
      expect((await tenant.get(`/Users/${b}`)).body[ENTERPRISE].manager.value).toBe(a);
    });

    it('answers 409 for a circle of groups, which cannot be (section 3.7.1)', async () => {
      const { body } = await bulk([newGroup('a', ['bulkId:b']), newGroup('b', ['bulkId:a'])]);
      expect(statuses(body)).toEqual(['409', '409']);
    });

    it('answers 409 for what refers to a failed operation, 400 for what refers to none', async () => {
      const { body } = await bulk([
        newGroup('team', ['bulkId:bad']),
        newUser('bad', { userName: '' }),
        newGroup('other', ['bulkId:nobody']),
      ]);
      expect(statuses(body)).toEqual(['409', '400', '400']);
      expect(body.Operations[2].response.detail).toContain('nobody');
    });
  });

  describe('errors', () => {
    it('are reported by operation, and the other operations continue', async () => {
      const taken = await tenant.createUser();
      const { status, body } = await bulk([
        newUser('a', { userName: taken.userName }),
        { method: 'DELETE', path: `/Users/${randomUUID()}` },
        { method: 'GET', path: '/Users' },
        { method: 'POST', path: '/Users', data: {} },
        { method: 'DELETE', path: '/Users' },
        {
          method: 'PUT',
          path: `/Users/${taken.id}`,
          version: 'W/"9"',
          data: { schemas: [USER], userName: 'x' },
        },
        newUser('b'),
        newUser('b'),
      ]);
      expect(status).toBe(200);
      expect(statuses(body)).toEqual(['409', '404', '400', '400', '400', '412', '201', '400']);
      expect(body.Operations[0]).toEqual({
        method: 'POST',
        bulkId: 'a',
        status: '409',
        response: expect.objectContaining({ status: '409', scimType: 'uniqueness' }),
      });
      const details = body.Operations.map(({ response }: any) => response?.detail);
      expect(details).toEqual(
        statuses(body).map((each: string, index: number) =>
          each === '201' ? undefined : expect.stringContaining(`Operations[${index}]: `),
        ),
      );
    });

    it('stop the request after failOnErrors of them', async () => {
      const users = [
        newUser('1'),
        newUser('2', { userName: '' }),
        newUser('3'),
        newUser('4', { userName: '' }),
        newUser('5'),
      ];
      expect(statuses((await bulk(users, { failOnErrors: 2 })).body)).toEqual(['201', '400', '201', '400']);
    });

    it.each([[0], [null], [undefined]])('do not stop it when failOnErrors is %p', async (failOnErrors) => {
      const users = [newUser('1', { userName: '' }), newUser('2', { userName: '' }), newUser('3')];
      expect(statuses((await bulk(users, { failOnErrors })).body)).toEqual(['400', '400', '201']);
    });

    it('are bodies like that of any other error', async () => {
      const { body } = await bulk([newUser('1', { userName: '' })]);
      expect(body.Operations[0].response).toEqual({
        ...scimError,
        status: '400',
        scimType: 'invalidValue',
        detail: expect.stringMatching(/^Operations\[0\]: .*userName/),
      });
    });

    it.each([
      ['no operations', [], {}, 400, 'invalidSyntax'],
      ['no list', {}, {}, 400, 'invalidSyntax'],
      ['no objects', ['x'], {}, 400, 'invalidSyntax'],
      ['a wrong failOnErrors', [{}], { failOnErrors: -1 }, 400, 'invalidSyntax'],
      ['half a failOnErrors', [{}], { failOnErrors: 0.5 }, 400, 'invalidSyntax'],
      ['a text as failOnErrors', [{}], { failOnErrors: 'no' }, 400, 'invalidSyntax'],
      ['a wrong schema', [{}], { schemas: [PATCH_OP] }, 400, 'invalidSyntax'],
      ['1,001 operations', Array(1001).fill({}), {}, 413, undefined],
    ])('refuse the whole of a request with %s', async (_what, operations, more, status, scimType) => {
      const answer = await bulk(operations, more);
      expect([answer.status, answer.body.scimType]).toEqual([status, scimType]);
    });

    it('take 4 MiB and no more', async () => {
      const padding = 'x'.repeat(3_000_000);
      expect((await bulk([newUser('a', { unknown: padding })])).status).toBe(200);
      expect((await bulk([newUser('a', { unknown: padding + padding })])).status).toBe(413);
      expect((await tenant.post('/Users', { schemas: [USER], userName: 'x', unknown: padding })).status).toBe(
        413,
      );
    });
  });

  it('carries out 1,000 operations', async () => {
    const users = Array.from({ length: 999 }, (_, index) => newUser(`u${index}`));
    const { body } = await bulk([
      newGroup(
        'all',
        users.map(({ bulkId }) => `bulkId:${bulkId}`),
      ),
      ...users,
    ]);
    expect(new Set(statuses(body))).toEqual(new Set(['201']));
    expect(await tenant.memberIds(idIn(body.Operations[0].location))).toHaveLength(999);
  });
});
