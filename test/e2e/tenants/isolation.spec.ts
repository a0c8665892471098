import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { countRows, storedRows } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

onEveryDatabase('a tenant', (name) => {
  let service: TestService;
  let ours: TestTenant;
  let theirs: TestTenant;
  let user: any;
  let group: any;
  let ownGroup: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    ours = await service.createTenant('Ours');
    theirs = await service.createTenant('Theirs');
    user = await theirs.createUser({
      userName: 'theirs@contoso.example',
      externalId: 'their-external-id',
      displayName: 'Their name',
      title: 'Their title',
      emails: [{ type: 'work', value: 'their@contoso.example' }],
      [ENTERPRISE]: { department: 'Their department', manager: { value: 'their-manager' } },
    });
    group = await theirs.createGroup({
      displayName: 'Their group',
      externalId: 'their-group-id',
      members: [{ value: user.id }],
    });
    ownGroup = await ours.createGroup({ displayName: 'Own group' });
  });
  afterAll(() => service.stop());

  describe.each([
    ['user', '/Users', USER, () => user.id as string],
    ['group', '/Groups', GROUP, () => group.id as string],
  ])("meeting another's %s by id", (_title, endpoint, schema, id) => {
    const path = () => `${endpoint}/${id()}`;
    const resource = { schemas: [schema], userName: 'taken-over', displayName: 'Taken over' };
    const change = [{ op: 'replace', path: 'displayName', value: 'Taken over' }];

    it.each([
      ['GET', () => ours.get(path())],
      ['GET with If-None-Match', () => ours.get(path(), { 'if-none-match': 'W/"1"' })],
      ['PUT', () => ours.put(path(), resource)],
      ['PUT with If-Match', () => ours.put(path(), resource, { 'if-match': '*' })],
      ['PATCH', () => ours.patch(path(), change)],
      ['PATCH of members', () => ours.patch(path(), [{ op: 'add', value: { title: 'x', members: [] } }])],
      ['DELETE', () => ours.delete(path())],
      ['DELETE with If-Match', () => ours.delete(path(), { 'if-match': 'W/"1"' })],
    ])('answers %s with 404 and changes nothing', async (_verb, send) => {
      const before = await storedRows(service.storage);
      const answer = await send();
      expect(answer).toMatchObject({ status: 404, body: { status: '404' } });
      expect(answer.text).not.toMatch(/their/i);
      expect(await storedRows(service.storage)).toEqual(before);
    });
  });

  describe("given another's resource as a member", () => {
    const members = (id: string) => [{ value: id }];
    it.each([
      [
        'POST',
        (id: string) => ours.post('/Groups', { schemas: [GROUP], displayName: 'New', members: members(id) }),
      ],
      [
        'PUT',
        (id: string) =>
          ours.put(`/Groups/${ownGroup.id}`, {
            schemas: [GROUP],
            displayName: 'Own group',
            members: members(id),
          }),
      ],
      [
        'PATCH add',
        (id: string) =>
          ours.patch(`/Groups/${ownGroup.id}`, [{ op: 'Add', path: 'members', value: members(id) }]),
      ],
      [
        'PATCH replace',
        (id: string) =>
          ours.patch(`/Groups/${ownGroup.id}`, [{ op: 'replace', value: { members: members(id) } }]),
      ],
    ])('refuses %s with 400 and changes nothing', async (_verb, send) => {
      const before = await storedRows(service.storage);
      for (const { id } of [user, group]) {
        expect(await send(id)).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
      }
      expect(await storedRows(service.storage)).toEqual(before);
    });

    it("takes no member out of another's group", async () => {
      const before = await storedRows(service.storage, theirs.id);
      const remove = [{ op: 'remove', path: 'members', value: members(user.id) }];
      expect((await ours.patch(`/Groups/${ownGroup.id}`, remove)).status).toBe(204);
      expect(await storedRows(service.storage, theirs.id)).toEqual(before);
    });
  });

  it.each([
    ['/Users', () => 'userName eq "theirs@contoso.example"'],
    ['/Users', () => 'userName sw "t" or not (userName sw "t")'],
    ['/Users', () => 'externalId eq "their-external-id"'],
    ['/Users', () => `id eq "${user.id}"`],
    ['/Users', () => 'id pr'],
    ['/Users', () => 'displayName eq "Their name"'],
    ['/Users', () => 'title eq "Their title"'],
    ['/Users', () => 'title ne "x"'],
    ['/Users', () => 'emails[type eq "work"].value eq "their@contoso.example"'],
    ['/Users', () => 'emails pr'],
    ['/Users', () => `${ENTERPRISE}:department co "Their"`],
    ['/Users', () => `${ENTERPRISE}:manager eq "their-manager"`],
    ['/Users', () => `groups.value eq "${group.id}"`],
    ['/Users', () => 'groups.display eq "Their group"'],
    ['/Users', () => `schemas eq "${ENTERPRISE}"`],
    ['/Users', () => 'meta.created gt "2000-01-01T00:00:00Z"'],
    ['/Groups', () => 'displayName sw "Their"'],
    ['/Groups', () => 'externalId eq "their-group-id"'],
    ['/Groups', () => `members eq "${user.id}"`],
    ['/Groups', () => `members[value eq "${user.id}" and type eq "User"]`],
    ['/Groups', () => `id eq "${group.id}" and members pr`],
  ])("finds none of another's resources in %s by a filter on it (%#)", async (endpoint, filter) => {
    expect((await theirs.find(endpoint, filter())).body.totalResults).toBe(1);
    const { body, text } = await ours.find(endpoint, filter());
    expect(body.totalResults).toBe(0);
    expect(text).not.toMatch(/their/i);
  });

  it('counts and lists its own resources only, in pages too', async () => {
    const own = await ours.createUser();
    for (const query of ['', '?count=0', '?startIndex=2', '?count=1']) {
      expect((await ours.get(`/Users${query}`)).body.totalResults).toBe(1);
    }
    expect((await ours.get('/Users')).body.Resources.map(({ id }: any) => id)).toEqual([own.id]);
    expect((await ours.get('/Groups')).body.Resources.map(({ id }: any) => id)).toEqual([ownGroup.id]);
    await ours.delete(`/Users/${own.id}`);
  });

  it("may use another's userName and displayName", async () => {
    const own = await ours.createUser({ userName: user.userName });
    const twin = await ours.createGroup({ displayName: group.displayName, members: [{ value: own.id }] });
    expect((await theirs.find('/Users', `userName eq "${user.userName}"`)).body.Resources[0].id).toBe(
      user.id,
    );
    expect((await ours.find('/Users', `userName eq "${user.userName}"`)).body.Resources[0].id).toBe(own.id);
    expect((await ours.delete(`/Users/${own.id}`)).status).toBe(204);
    expect((await ours.delete(`/Groups/${twin.id}`)).status).toBe(204);
    expect(await theirs.memberIds(group.id)).toEqual([user.id]);
  });

  it('is deleted with every row it has in any table, and no other row', async () => {
    const doomed = await service.createTenant('Doomed');
    const ids = (await inParallel(30, () => doomed.createUser({ nickName: 'x', title: 'y' }))).map(
      ({ id }) => id,
    );
    await doomed.createGroup({ members: ids.map((value) => ({ value })) });
    const [before, others] = [await countRows(service.storage, doomed.id), await rowsOfOthers()];
    expect(before).toBeGreaterThan(120);
    expect((await service.admin('DELETE', `/tenants/${doomed.id}`)).status).toBe(409);
    expect(await countRows(service.storage, doomed.id)).toBe(before);

    await service.admin('PUT', `/tenants/${doomed.id}/provisioning`, { enabled: false });
    expect((await service.admin('DELETE', `/tenants/${doomed.id}`)).status).toBe(204);
    expect(await countRows(service.storage, doomed.id)).toBe(0);
    expect(await rowsOfOthers()).toEqual(others);
    expect((await doomed.get('/Users')).status).toBe(401);
  });

  const rowsOfOthers = async () => [
    await storedRows(service.storage, ours.id),
    await storedRows(service.storage, theirs.id),
  ];

  describe('with its access code', () => {
    it('is refused by every route of the admin API, as the admin token is by every SCIM route', async () => {
      const routes = await documentedRoutes(service);
      expect(routes.filter(({ path }) => path.startsWith('/admin/')).length).toBeGreaterThanOrEqual(10);
      expect(routes.filter(({ path }) => path.startsWith('/scim/')).length).toBeGreaterThanOrEqual(17);
      const before = await storedRows(service.storage);
      const wrong: string[] = [];
      for (const { method, path } of routes) {
        const secret = path.startsWith('/admin/')
          ? ours.accessCode
          : path.startsWith('/scim/')
            ? ADMIN_TOKEN
            : null;
        if (secret === null) continue;
        const response = await fetch(service.url + fill(path), {
          method,
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
          ...(method === 'GET' || method === 'DELETE'
            ? {}
            : { body: JSON.stringify({ schemas: [PATCH_OP] }) }),
        });
        if (response.status !== 401) wrong.push(`${method} ${path}: ${response.status}`);
      }
      expect(wrong).toEqual([]);
      expect(await storedRows(service.storage)).toEqual(before);
    });

    const fill = (path: string) =>
      path.replace('/tenants/{id}', `/tenants/${ours.id}`).replace(/\{\w+\}/g, String(user.id));
  });
});

async function documentedRoutes(service: TestService): Promise<{ method: string; path: string }[]> {
  const document = (await (await fetch(`${service.url}/docs-json`)).json()) as {
    paths: Record<string, object>;
  };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path })),
  );
}
