import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { insertRows } from '../../support/bulk-rows.js';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, type TestTenant } from '../../support/tenant.js';

onEveryDatabase('the search over all tenants', (name) => {
  let service: TestService;
  let contoso: TestTenant;
  let fabrikam: TestTenant;
  let lena: any;
  let other: any;
  let sales: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    contoso = await service.createTenant('Contoso');
    fabrikam = await service.createTenant('Fabrikam');
    await inParallel(20, async (i) => {
      const tenant = await service.createTenant(`Filler ${i}`);
      await tenant.createUser({ userName: `filler-${i}@filler.example` });
    });
    lena = await contoso.createUser({
      userName: 'Lena.Vos@contoso.example',
      displayName: 'Vos, Lena (IT)',
      externalId: 'Ext-Lena',
      name: { givenName: 'Lena', familyName: 'Vos' },
      emails: [
        { value: 'lena@private.example', type: 'home' },
        { value: 'L.Vos@contoso.example', type: 'work' },
      ],
      [ENTERPRISE]: { employeeNumber: 'E-4711' },
    });
    other = await fabrikam.createUser({
      userName: 'bo@fabrikam.example',
      displayName: 'Bo Vos',
      active: false,
      name: { givenName: 'Bo', familyName: 'Vos' },
      emails: [{ value: 'lena@private.example', type: 'home' }],
    });
    sales = await fabrikam.createGroup({ displayName: 'Überall Sales', externalId: 'Ext-Sales' });
  });
  afterAll(() => service.stop());

  const search = async (q: string): Promise<any> => {
    const { status, body } = await service.admin('GET', `/search?q=${encodeURIComponent(q)}`);
    expect(status).toBe(200);
    return body;
  };
  const idsIn = (found: any) => [...found.users, ...found.groups].map(({ id }: any) => id).sort();

  it('shows a user with the tenant', async () => {
    expect(await search('lena.vos@contoso.example')).toEqual({
      tenants: [],
      users: [
        {
          id: lena.id,
          userName: 'Lena.Vos@contoso.example',
          displayName: 'Vos, Lena (IT)',
          email: 'L.Vos@contoso.example',
          active: true,
          externalId: 'Ext-Lena',
          createdAt: lena.meta.created,
          modifiedAt: lena.meta.lastModified,
          tenant: { id: contoso.id, name: 'Contoso' },
        },
      ],
      groups: [],
      logEntries: [],
      isPartial: false,
    });
  });

  it.each<[string, string, () => string[]]>([
    ['the user name', 'LENA.VOS@contoso.example', () => [lena.id]],
    ['an e-mail address of several', 'Lena@Private.example', () => [lena.id, other.id]],
    ['another e-mail address', ' l.vos@contoso.example ', () => [lena.id]],
    ['the display name', 'vos, lena (it)', () => [lena.id]],
    ['the family name', 'vos', () => [lena.id, other.id]],
    ['given and family name', 'Lena Vos', () => [lena.id]],
    ['the external id', 'Ext-Lena', () => [lena.id]],
    ['the external id in another case, which is another one', 'ext-lena', () => []],
    ['the employee number', 'E-4711', () => [lena.id]],
    ['the id', '', () => [lena.id]],
    ['the name of a group', 'überall sales', () => [sales.id]],
    ['the external id of a group', 'Ext-Sales', () => [sales.id]],
    ['a part of a name', 'lena.v', () => []],
    ['a wildcard', '%', () => []],
    ['SQL', "' OR '1'='1", () => []],
    ['what cannot be an id', 'x'.repeat(1024), () => []],
  ])('finds by %s', async (_title, q, expected) => {
    expect(idsIn(await search(q === '' ? lena.id : q))).toEqual(expected().sort());
  });

  it('finds a group by its id, and tenants by a part of the name or the Entra tenant id', async () => {
    const byId = await search(sales.id);
    expect(byId.groups).toMatchObject([{ displayName: 'Überall Sales', tenant: { name: 'Fabrikam' } }]);
    const { body: tenant } = await service.admin('GET', `/tenants/${contoso.id}`);
    const found = { id: contoso.id, name: 'Contoso', entraTenantId: tenant.entraTenantId };
    expect((await search('ONTOS')).tenants).toEqual([found]);
    expect((await search(tenant.entraTenantId)).tenants).toEqual([found]);
  });

  it('finds the log entries of a request by its id, which the answer had', async () => {
    const answer = await fabrikam.post('/Users', { ...other, id: undefined, meta: undefined });
    expect(answer.status).toBe(409);
    const requestId = answer.headers.get('x-request-id') ?? '';
    // Refused requests are written half a second later.
    const end = Date.now() + 15_000;
    let found = await search(requestId);
    while (found.logEntries.length === 0 && Date.now() < end) found = await search(requestId);
    const { body: log } = await service.admin(
      'GET',
      `/tenants/${fabrikam.id}/provisioning-log?outcome=refused`,
    );
    const entry = log.items.find((each: any) => each.requestId === requestId);
    expect(found.logEntries).toEqual([
      {
        tenant: { id: fabrikam.id, name: 'Fabrikam' },
        id: entry.id,
        time: entry.time,
        action: 'create',
        outcome: 'refused',
        name: 'bo@fabrikam.example',
      },
    ]);
    expect((await search(`urn:invitedesk:request:${requestId.toUpperCase()}`)).logEntries).toHaveLength(1);
    for (const unknown of [uuidv7(), randomUUID()]) expect((await search(unknown)).logEntries).toEqual([]);
  });

  it('says when there are more than it shows', async () => {
    await inParallel(21, (i) =>
      contoso.createUser({ userName: `twin-${i}@b.c`, name: { familyName: 'Twin' }, displayName: 'Twin' }),
    );
    const found = await search('twin');
    expect([found.users.length, new Set(idsIn(found)).size, found.isPartial]).toEqual([20, 20, true]);
  });

  it('does not find what is deleted, nor users of a tenant that is deleted', async () => {
    const tenant = await service.createTenant('Gone');
    const [kept, deleted] = await inParallel(2, (i) => tenant.createUser({ userName: `gone-${i}@b.c` }));
    await tenant.delete(`/Users/${deleted.id}`);
    expect([idsIn(await search('gone-1@b.c')), idsIn(await search('gone-0@b.c'))]).toEqual([[], [kept.id]]);
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    await service.admin('DELETE', `/tenants/${tenant.id}`);
    expect(idsIn(await search('gone-0@b.c'))).toEqual([]);
  });

  it('never answers the holder of a set-up link, nor an access code', async () => {
    const { body: link } = await service.admin('POST', `/tenants/${contoso.id}/setup-links`, {});
    const setupSecret = String(link.url).split('#')[1] ?? '';
    const customer = await TestConsole.signIn(service.url, { setupSecret });
    expectProblem(await customer.admin('GET', '/search?q=vos'), 403);
    expectProblem(await customer.admin('GET', '/tenants'), 403);
    const response = await fetch(`${service.url}/admin/v1/search?q=vos`, {
      headers: { authorization: `Bearer ${contoso.accessCode}` },
    });
    expect(response.status).toBe(401);
  });

  it.each([
    ['', 'q'],
    ['q=', 'q'],
    ['q=%20', 'q'],
    [`q=${'x'.repeat(1025)}`, 'q'],
    ['q=a&q=b', 'q'],
    ['q=a&tenant=b', 'tenant'],
  ])('refuses ?%s', async (query, field) => {
    expectProblem(await service.admin('GET', `/search?${query}`), 400, [field]);
  });

  it('looks into each index at one place of each tenant', async () => {
    const tenant = await service.createTenant('Large');
    const rows = Array.from({ length: 3000 }, (_, i) => [
      tenant.id,
      uuidv7(),
      `large-${i}`,
      `large-${i}`,
      1,
      1,
      1,
      JSON.stringify({ userName: `large-${i}` }),
    ]);
    const columns = [
      'tenant_id',
      'id',
      'user_name',
      'user_name_key',
      'created_at',
      'modified_at',
      'version',
      'document',
    ];
    await insertRows(service.storage, 'users', columns, rows);
    let statement = '';
    service.storage.onStatement = (sent) => {
      if (sent.includes('AS tenantName')) statement ||= sent;
    };
    await search('large-7');
    service.storage.onStatement = null;
    const explained = name === 'mysql' ? 'EXPLAIN FORMAT=TREE' : 'EXPLAIN QUERY PLAN';
    const params = [...statement.matchAll(/\?/g)].map(() => 'x');
    const plan = JSON.stringify(await service.storage.rows(`${explained} ${statement}`, params));
    // Only the small table of tenants is read as a whole.
    if (name === 'sqlite') expect(plan.match(/SCAN (?!t\b|b\d|\(|f\b)[^"]*/g)).toBeNull();
    else expect(plan.match(/(?:Table scan on (?!t\b|b\d|f\b|<)|Index scan on (?!t\b))[^)]*/g)).toBeNull();
    expect(plan).toMatch(name === 'sqlite' ? /user_name_key=\?/ : /uq_users_user_name/);
  });

  it('reads no entries of a log but those of the time of the request', async () => {
    let statement = '';
    service.storage.onStatement = (sent) => {
      if (/e\.tenant_id IN .* e\.request_id = \?/s.test(sent)) statement ||= sent;
    };
    await contoso.createUser();
    await search(uuidv7());
    service.storage.onStatement = null;
    const params = [...statement.matchAll(/\?/g)].map(() => contoso.id);
    params.splice(-3, 3, '0', 'g', 'x');
    const explained = name === 'mysql' ? 'EXPLAIN FORMAT=TRADITIONAL' : 'EXPLAIN QUERY PLAN';
    const plan = await service.storage.rows<Record<string, unknown>>(`${explained} ${statement}`, params);
    if (name === 'sqlite') {
      expect(JSON.stringify(plan)).toMatch(/SEARCH e USING INDEX \w+ \(tenant_id=\? AND id>\? AND id<\?\)/);
    } else {
      expect(plan.find(({ table }) => table === 'e')).toMatchObject({ type: 'range', key: 'PRIMARY' });
    }
  });
});
