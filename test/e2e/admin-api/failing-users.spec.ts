import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { insertLogRows } from '../../support/bulk-log.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { USER, type TestTenant } from '../../support/tenant.js';

onEveryDatabase('users with errors', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.createTenant();
  });

  const page = async (query = ''): Promise<any> => {
    const { status, body } = await service.admin('GET', `/tenants/${tenant.id}/users?state=failing${query}`);
    expect(status).toBe(200);
    return body;
  };
  const failing = async (query = '') => (await page(query)).items.map((each: any) => each.userName);
  const rename = (id: string, userName: string) =>
    tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: userName }]);
  /** Has a change of the user refused: the name is that of another one. */
  const refuse = async (id: string): Promise<void> => expect((await rename(id, 'taken')).status).toBe(409);

  it('are those whose newest write was refused, with the reason and its entry', async () => {
    await tenant.createUser({ userName: 'taken' });
    const lena = await tenant.createUser({ userName: 'lena', displayName: 'Lena Vos' });
    const anna = await tenant.createUser({ userName: 'anna' });
    expect(await failing()).toEqual([]);
    await refuse(lena.id);
    await refuse(anna.id);
    await refuse(anna.id);
    const { items, nextCursor, total } = await page();
    expect([items.map((each: any) => each.userName), nextCursor, total]).toEqual([
      ['anna', 'lena'],
      null,
      null,
    ]);
    expect(items[1]).toMatchObject({
      id: lena.id,
      displayName: 'Lena Vos',
      lastError: { meaning: 'Another user or group has this name already' },
    });
    const { body: entry } = await service.admin(
      'GET',
      `/tenants/${tenant.id}/provisioning-log/${items[1].lastError.entryId}`,
    );
    expect(entry).toMatchObject({ resource: { id: lena.id }, status: 409, time: items[1].lastError.time });
    expect([await failing('&search=VOS'), await failing('&search=nn'), await failing('&search=x')]).toEqual([
      ['lena'],
      ['anna'],
      [],
    ]);
    // What is right again is no error any more; what changes nothing is right too.
    await rename(lena.id, 'lena.new');
    await rename(anna.id, 'anna');
    expect(await failing()).toEqual([]);
    const { body } = await service.admin('GET', `/tenants/${tenant.id}/users`);
    expect(body.items.map((each: any) => each.lastError)).toEqual([null, null, null]);
  });

  it('are users that exist: none that could not be created or is deleted, and no group', async () => {
    await tenant.createUser({ userName: 'taken' });
    expect((await tenant.post('/Users', { schemas: [USER], userName: 'taken' })).status).toBe(409);
    const gone = await tenant.createUser();
    await refuse(gone.id);
    await tenant.delete(`/Users/${gone.id}`);
    await tenant.delete(`/Users/${gone.id}`);
    const group = await tenant.createGroup();
    await tenant.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: 'x' }] }]);
    await tenant.patch(`/Groups/${group.id}`, [{ op: 'replace', path: 'displayName', value: '' }]);
    expect(await failing()).toEqual([]);
  });

  it('are listed page by page', async () => {
    await tenant.createUser({ userName: 'taken' });
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const userName of names) await refuse((await tenant.createUser({ userName })).id);
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = await page(`&limit=2${cursor}`);
      found.push(...items.map((each: any) => each.userName));
      if (nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(found).toEqual(names.toReversed());
    expectProblem(await service.admin('GET', `/tenants/${tenant.id}/users?state=failing&cursor=x`), 400);
  });

  it('are found behind many failures that are over, a bounded number a page', async () => {
    await tenant.createUser({ userName: 'taken' });
    const old = await tenant.createUser({ userName: 'old' });
    await refuse(old.id);
    const right = await tenant.createUser({ userName: 'right' });
    const refused = () => ({ outcome: 'refused', resource_id: right.id });
    await insertLogRows(service.storage, tenant.id, 2600, refused, Date.now() + 2600);
    await insertLogRows(service.storage, tenant.id, 1, () => ({ resource_id: right.id }), Date.now() + 9000);
    const first = await page();
    expect([first.items, first.nextCursor]).toEqual([[], expect.any(String)]);
    const second = await page(`&cursor=${encodeURIComponent(first.nextCursor)}`);
    expect([second.items.map((each: any) => each.userName), second.nextCursor]).toEqual([['old'], null]);
  });
});
