import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entraGroup } from '../../fixtures/entra/bodies.js';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { GROUP, type TestTenant } from '../../support/tenant.js';

/*
 * How Entra creates, finds, renames and deletes groups. Unless a case names another source:
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */

const LEGACY_URN = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

onEveryDatabase('Entra: groups', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  it.each([
    ['as Entra sends it', {}],
    ['with the URN of legacy jobs', { schemas: [GROUP, LEGACY_URN] }],
    ['with members null', { members: null }],
    ['without members', { members: undefined }],
  ])('a group %s is created without members', async (_, overrides) => {
    const sent = entraGroup(overrides);

    const answer = await tenant.post('/Groups', sent);

    const { id, meta } = answer.body;
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      schemas: [GROUP],
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      externalId: sent.externalId,
      displayName: sent.displayName,
      meta: {
        resourceType: 'Group',
        created: expect.stringMatching(/Z$/),
        lastModified: meta.created,
        location: `${service.url}/scim/v2/Groups/${id}`,
        version: 'W/"1"',
      },
    });
    expect([answer.headers.get('location'), answer.headers.get('etag')]).toEqual([meta.location, 'W/"1"']);
    expect((await tenant.get(`/Groups/${id}`)).body).toEqual(answer.body);
  });

  it('a group may be created with members', async () => {
    const [user, group] = [await tenant.createUser(), await tenant.createGroup()];

    const answer = await tenant.post(
      '/Groups',
      entraGroup({ members: [{ value: user.id }, { value: group.id }] }),
    );

    expect(answer.status).toBe(201);
    expect(answer.body.members).toHaveLength(2);
    expect(answer.body.members).toEqual(
      expect.arrayContaining([
        { value: user.id, $ref: user.meta.location, type: 'User' },
        { value: group.id, $ref: group.meta.location, type: 'Group' },
      ]),
    );
  });

  it('a group with an unknown member is 400 that names it, and is not created', async () => {
    const [user, stranger] = [await tenant.createUser(), randomUUID()];
    const sent = entraGroup({ members: [{ value: user.id }, { value: stranger }] });

    const answer = await tenant.post('/Groups', sent);

    expect(answer.body).toEqual({
      ...scimError,
      status: '400',
      scimType: 'invalidValue',
      detail: expect.stringContaining(stranger),
    });
    expect(
      (await tenant.find('/Groups', `displayName eq "${String(sent.displayName)}"`)).body.totalResults,
    ).toBe(0);
  });

  // The validator's "create a duplicate group" (scim-validator-tutorial).
  it('a second group of the same displayName, in any letter case, is 409 uniqueness', async () => {
    const first = await tenant.createGroup();

    for (const displayName of [first.displayName, first.displayName.toUpperCase()]) {
      const { body } = await tenant.post('/Groups', entraGroup({ displayName }));
      expect(body).toEqual({
        ...scimError,
        status: '409',
        scimType: 'uniqueness',
        detail: expect.stringContaining('displayName'),
      });
    }
    expect((await tenant.find('/Groups', `displayName eq "${first.displayName}"`)).body.Resources).toEqual([
      first,
    ]);
  });

  // Group members that were not asked for stop Entra: MultipleEntriesInResponse (concept-provisioning-logs).
  it.each([
    'excludedAttributes=members',
    'excludedAttributes=Members',
    `excludedAttributes=${GROUP}:members`,
    'excludedAttributes=externalId,members',
    'attributes=displayName',
    'attributes=id',
  ])('members never come back with ?%s, by id or by displayName', async (query) => {
    const { id } = await tenant.createUser();
    const group = await tenant.createGroup({ members: [{ value: id }] });

    const byId = await tenant.get(`/Groups/${group.id}?${query}`);
    const byName = await tenant.get(
      `/Groups?${query}&filter=displayName+eq+%22${encodeURIComponent(group.displayName)}%22`,
    );

    expect(byId.body).toMatchObject({ schemas: [GROUP], id: group.id });
    expect(byId.body).not.toHaveProperty('members');
    expect(byName.body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [byId.body] });
    expect([byId.text, byName.text].join()).not.toContain(id);
  });

  it('excluding members leaves everything else', async () => {
    const { id } = await tenant.createUser();
    const { members, ...group } = await tenant.createGroup({ externalId: 'x', members: [{ value: id }] });

    expect(members).toHaveLength(1);
    expect((await tenant.get(`/Groups/${group.id}?excludedAttributes=members`)).body).toEqual(group);
  });

  it('a group is found by displayName in any letter case and by externalId', async () => {
    const group = await tenant.createGroup({
      displayName: `Sales (EMEA) ${randomUUID()}`,
      externalId: `X-${name}`,
    });

    for (const filter of [
      `displayName eq "${group.displayName}"`,
      `displayName eq "${group.displayName.toUpperCase()}"`,
      `DisplayName eq "${group.displayName.toLowerCase()}"`,
      `externalId eq "X-${name}"`,
    ]) {
      expect([filter, (await tenant.find('/Groups', filter)).body.Resources]).toEqual([filter, [group]]);
    }
    // RFC 7643 section 3.1: externalId is case-exact.
    expect((await tenant.find('/Groups', `externalId eq "x-${name}"`)).body.totalResults).toBe(0);
  });

  inBothGrammars((grammar) => {
    it('renaming answers 204 without a body; the old name is free again', async () => {
      const before = await tenant.createGroup({ externalId: 'kept' });
      const displayName = `Sales EMEA ${randomUUID()}`;

      const answer = await tenant.patch(`/Groups/${before.id}`, grammar.set('replace', { displayName }));

      expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([204, '', null]);
      expect(answer.headers.get('etag')).toBe('W/"2"');
      const after = (await tenant.get(`/Groups/${before.id}`)).body;
      expect(after).toEqual({ ...before, displayName, meta: { ...after.meta, version: 'W/"2"' } });
      expect((await tenant.find('/Groups', `displayName eq "${before.displayName}"`)).body.totalResults).toBe(
        0,
      );
      expect((await tenant.find('/Groups', `displayName eq "${displayName}"`)).body.Resources).toEqual([
        after,
      ]);
      await tenant.createGroup({ displayName: before.displayName });
    });

    it('displayName and externalId change together, and membership stays', async () => {
      const { id } = await tenant.createUser();
      const before = await tenant.createGroup({ members: [{ value: id }] });
      const changed = { displayName: `Both ${randomUUID()}`, externalId: randomUUID() };

      const { status } = await tenant.patch(`/Groups/${before.id}`, grammar.set('replace', changed));

      expect(status).toBe(204);
      const after = (await tenant.get(`/Groups/${before.id}`)).body;
      expect(after).toEqual({ ...before, ...changed, meta: after.meta });
    });

    it('a rename to a name that is taken, in other letter case, is 409 and changes nothing', async () => {
      const [taken, before] = [await tenant.createGroup(), await tenant.createGroup()];

      const answer = await tenant.patch(
        `/Groups/${before.id}`,
        grammar.set('replace', { externalId: 'new', displayName: taken.displayName.toUpperCase() }),
      );

      expect(answer.body).toMatchObject({ ...scimError, status: '409', scimType: 'uniqueness' });
      expect((await tenant.get(`/Groups/${before.id}`)).body).toEqual(before);
    });

    it('a rename in letter case only is allowed', async () => {
      const { id, displayName } = await tenant.createGroup();

      const answer = await tenant.patch(
        `/Groups/${id}`,
        grammar.set('replace', { displayName: displayName.toUpperCase() }),
      );

      expect(answer.status).toBe(204);
      expect((await tenant.get(`/Groups/${id}`)).body.displayName).toBe(displayName.toUpperCase());
    });
  });

  it('a PATCH that asks for attributes answers 200 with them', async () => {
    const { id } = await tenant.createGroup();

    const answer = await tenant.patch(`/Groups/${id}?attributes=externalId`, [
      { op: 'replace', value: { externalId: 'asked' } },
    ]);

    expect([answer.status, answer.body]).toEqual([200, { schemas: [GROUP], id, externalId: 'asked' }]);
  });

  it('deleting a group answers 204, then 404; its members and its name are free', async () => {
    const { id } = await tenant.createUser();
    const outer = await tenant.createGroup();
    const group = await tenant.createGroup({ members: [{ value: id }] });
    await tenant.patch(`/Groups/${outer.id}`, [{ op: 'add', path: 'members', value: [{ value: group.id }] }]);

    const first = await tenant.delete(`/Groups/${group.id}`);
    const second = await tenant.delete(`/Groups/${group.id}`);

    expect([first.status, first.text]).toEqual([204, '']);
    expect([second.status, second.body.status]).toEqual([404, '404']);
    expect((await tenant.get(`/Groups/${group.id}`)).status).toBe(404);
    expect((await tenant.find('/Groups', `members eq "${id}"`)).body.totalResults).toBe(0);
    expect((await tenant.get(`/Users/${id}`)).body).not.toHaveProperty('groups');
    expect(await tenant.memberIds(outer.id)).toEqual([]);
    await tenant.createGroup({ displayName: group.displayName });
  });
});
