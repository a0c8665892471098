import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ADMIN_TOKEN } from '../../support/admin-token.js';
import { fillGroup, insertRows } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal, scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** More members than one request may remove, and less than a tenth of what one may look at. */
const CROWD = 140_000;

/* Very many rows are made and removed. */
jest.setTimeout(300_000);

onEveryDatabase('what a write may cost', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let crowd: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const group = await tenant.createGroup({ displayName: 'Crowd' });
    crowd = `/Groups/${group.id}`;
    await fillGroup(service.storage, tenant.id, group.id, CROWD);
  });
  afterAll(() => service.stop());

  const without = (terms: number) => ({
    op: 'remove',
    path: `members[${Array(terms).fill('type eq "Group"').join(' or ')}]`,
  });
  const patchOf = (path: string, Operations: readonly object[]) => ({
    method: 'PATCH',
    path,
    data: { schemas: [PATCH_OP], Operations },
  });
  const bulk = (Operations: readonly object[]) =>
    tenant.post('/Bulk', { schemas: [BULK_REQUEST], Operations });
  const versionOf = async (path: string) =>
    (await tenant.get(`${path}?excludedAttributes=members`)).headers.get('etag');
  const costly = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const text = await (await fetch(`${service.url}/metrics`, { headers })).text();
    return Number(/^invitedesk_requests_limited_total\{limit="cost"\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };

  it('members are looked for by a filter while that is bearable', async () => {
    const before = await costly();
    expect((await tenant.patch(crowd, Array(10).fill(without(1)))).status).toBe(204);
    expect(await costly()).toBe(before);
    const refused = await tenant.patch(crowd, Array(6).fill(without(2)));
    expectRefusal(refused, {
      status: 400,
      scimType: 'tooMany',
      detail:
        /^Operations\[5\]: At least 1680000 rows .* at most 1500000 .*; name the members to remove by "value eq"$/,
    });
    expect([refused.headers.has('retry-after'), await costly()]).toEqual([false, before + 1]);
    expectRefusal(await tenant.patch(crowd, [without(11)]), { status: 400, scimType: 'tooMany' });
  });

  it.each<[string, () => Promise<any>]>([
    ['PUT', () => tenant.put(crowd, { schemas: [GROUP], displayName: 'Crowd', members: [] })],
    ['PATCH that clears', () => tenant.patch(crowd, [{ op: 'remove', path: 'members' }])],
    [
      'PATCH that removes by a filter',
      () => tenant.patch(crowd, [{ op: 'remove', path: 'members[type eq "User"]' }]),
    ],
  ])('a %s does not remove 140,000 members, and changes nothing', async (_title, send) => {
    const before = await versionOf(crowd);
    expectRefusal(await send(), {
      status: 400,
      scimType: 'tooMany',
      detail: /some thousand in each request/,
    });
    expect(await versionOf(crowd)).toBe(before);
  });

  describe('the operations of a Bulk together', () => {
    it('look at as much as one request may; the others are told to come again', async () => {
      const user = await tenant.createUser();
      const title = [{ op: 'replace', path: 'title', value: 'T' }];
      const before = await costly();
      const { status, body } = await bulk([
        patchOf(crowd, [without(6)]),
        patchOf(crowd, [without(6)]),
        patchOf(`/Users/${user.id}`, title),
        patchOf(crowd, [without(4)]),
      ]);
      const statuses = body.Operations.map((each: any) => each.status);
      expect([status, statuses]).toEqual([200, ['204', '429', '200', '204']]);
      expect(body.Operations[1].response).toEqual({
        ...scimError,
        status: '429',
        detail: expect.stringMatching(/Not carried out, .* send it and those after it in another request$/),
      });
      expect(await costly()).toBe(before + 1);
    });

    it('end when deletions have cost that much, none of which is refused for its own size', async () => {
      const large = await tenant.createGroup({ displayName: 'Large' });
      await fillGroup(service.storage, tenant.id, large.id, CROWD);
      const [first, second] = [await tenant.createUser(), await tenant.createUser()];
      const remove = (path: string) => ({ method: 'DELETE', path });
      const { body } = await bulk([
        remove(`/Users/${first.id}`),
        remove(`/Groups/${large.id}`),
        patchOf(crowd, [without(1)]),
        remove(crowd),
        remove(`/Users/${second.id}`),
      ]);
      // The large group takes 1,400,000 of 1,500,000. The other one is not looked at any more, and deleted all the same.
      expect(body.Operations.map((each: any) => each.status)).toEqual(['204', '204', '429', '204', '429']);
      expect((await tenant.get(`/Users/${second.id}`)).status).toBe(200);
    });

    it('read and write so many bytes of resources', async () => {
      const { id } = await tenant.createUser({ nickName: 'x'.repeat(262_000 - 500) });
      const operations = Array.from({ length: 250 }, (_, index) =>
        patchOf(`/Users/${id}`, [{ op: 'replace', path: 'title', value: `${index}` }]),
      );
      const { body } = await bulk(operations);
      const statuses = body.Operations.map((each: any) => each.status);
      const done = statuses.indexOf('429');
      expect(done).toBeGreaterThan(100);
      expect(new Set(statuses.slice(0, done))).toEqual(new Set(['200']));
      expect(new Set(statuses.slice(done))).toEqual(new Set(['429']));
      expect((await tenant.get(`/Users/${id}`)).body.title).toBe(String(done - 1));
    });
  });

  it("ten of Entra's largest requests cost less than one request may", async () => {
    const ids = Array.from({ length: 1000 }, () => randomUUID());
    const rows = ids.map((id) => [tenant.id, id, id, id, 0, 0, 1, JSON.stringify({ schemas: [USER], id })]);
    const columns = ['tenant_id', 'id', 'user_name', 'user_name_key', 'created_at', 'modified_at', 'version'];
    await insertRows(service.storage, 'users', [...columns, 'document'], rows);
    const path = `/Groups/${(await tenant.createGroup({ displayName: 'All' })).id}`;
    const add = patchOf(path, [{ op: 'Add', path: 'members', value: ids.map((value) => ({ value })) }]);
    const remove = patchOf(
      path,
      ids.map((id) => ({ op: 'Remove', path: `members[value eq "${id}"]` })),
    );
    const { body } = await bulk(Array.from({ length: 5 }, () => [add, remove]).flat());
    expect(body.Operations.map((each: any) => each.status)).toEqual(Array(10).fill('204'));
  });
});
