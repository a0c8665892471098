import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fillGroup } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/** More than are held in memory, so that they are sent in pieces. */
const MEMBERS = 12_345;

onEveryDatabase('a group with many members', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let group: any;
  let path: string;
  let known: Set<string>;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    group = await tenant.createGroup();
    path = `/Groups/${group.id}`;
    await fillGroup(service.storage, tenant.id, group.id, MEMBERS);
    const rows = await service.storage.rows<{ id: string }>(
      'SELECT member_id AS id FROM group_members WHERE tenant_id = ? AND group_id = ?',
      [tenant.id, group.id],
    );
    known = new Set(rows.map(({ id }) => id));
  });
  afterAll(() => service.stop());

  const valuesOf = (resource: any): string[] => resource.members.map((member: any) => member.value);

  it('comes with all of them, and with everything else as a small one', async () => {
    const { status, headers, body } = await tenant.get(path);
    expect([
      status,
      headers.get('content-type'),
      headers.get('etag'),
      headers.get('content-location'),
    ]).toEqual([...[200, 'application/scim+json', group.meta.version, group.meta.location]]);
    const { members, ...rest } = body;
    expect(rest).toEqual(group);
    expect(members).toHaveLength(MEMBERS);
    expect(new Set(valuesOf(body))).toEqual(known);
    expect(members[0]).toEqual({
      value: members[0].value,
      $ref: `${service.url}/scim/v2/Users/${members[0].value}`,
      type: 'User',
    });
  });

  it.each([
    ['attributes=members.value', ['schemas', 'id', 'members'], ['value']],
    [
      'attributes=members,displayName',
      ['schemas', 'id', 'displayName', 'members'],
      ['value', '$ref', 'type'],
    ],
    ['excludedAttributes=members.$ref,meta', ['schemas', 'id', 'displayName', 'members'], ['value', 'type']],
  ])('is cut to what is asked: %s', async (query, names, parts) => {
    const { body } = await tenant.get(`${path}?${query}`);
    expect(Object.keys(body).sort()).toEqual([...names].sort());
    expect(body.members).toHaveLength(MEMBERS);
    expect(body.members.every((member: any) => Object.keys(member).join() === parts.join())).toBe(true);
  });

  it('is listed beside small ones', async () => {
    const user = await tenant.createUser();
    const small = await tenant.createGroup({ members: [{ value: user.id }] });
    const empty = await tenant.createGroup();
    const { body } = await tenant.get('/Groups');
    expect(body.totalResults).toBe(3);
    const byId = new Map<string, any>(body.Resources.map((each: any) => [each.id, each]));
    expect(valuesOf(byId.get(group.id))).toHaveLength(MEMBERS);
    expect(valuesOf(byId.get(small.id))).toEqual([user.id]);
    expect(byId.get(empty.id).members ?? []).toEqual([]);
    const root = await tenant.get('/?filter=displayName+pr');
    expect(root.body.Resources.map((each: any) => each.members?.length ?? 0)).toEqual(
      expect.arrayContaining([MEMBERS, 1, 0]),
    );
    for (const { id } of [small, empty]) await tenant.delete(`/Groups/${id}`);
  });

  it('answers HEAD without a body, and 304 to its version', async () => {
    const head = await tenant.request('HEAD', path);
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', group.meta.version]);
    expect((await tenant.get(path, { 'if-none-match': group.meta.version })).status).toBe(304);
  });

  it('sends each member that stays once while others come and go', async () => {
    const coming = await Promise.all(Array.from({ length: 30 }, () => tenant.createUser()));
    const going = [...known].filter((_, index) => index % 400 === 0);
    const read = tenant.get(path);
    const change = async (): Promise<void> => {
      for (const [index, { id }] of coming.entries()) {
        await tenant.patch(path, [{ op: 'add', path: 'members', value: [{ value: id }] }]);
        const gone = going[index];
        if (gone !== undefined)
          await tenant.patch(path, [{ op: 'remove', path: `members[value eq "${gone}"]` }]);
      }
    };
    const [{ body }] = await Promise.all([read, change()]);
    const values = valuesOf(body);
    expect(new Set(values).size).toBe(values.length);
    const gone = new Set(going.slice(0, coming.length));
    const found = new Set(values);
    expect([...known].filter((id) => !gone.has(id) && !found.has(id))).toEqual([]);
  });

  it('may be left half read', async () => {
    const linesBefore = service.logLines.length;
    for (let round = 0; round < 5; round++) {
      await new Promise<void>((resolve) => {
        const request = httpRequest(
          `${service.url}/scim/v2${path}`,
          { headers: { authorization: `Bearer ${tenant.accessCode}` } },
          (response) => {
            response.once('data', () => response.destroy());
            response.once('close', resolve);
          },
        );
        request.end();
      });
    }
    expect((await tenant.get('/Users?count=0')).status).toBe(200);
    const failures = service.logLines
      .slice(linesBefore)
      .filter((line) => /"level":"(?:error|warn)"/.test(line));
    expect(failures).toEqual([]);
  });
});
