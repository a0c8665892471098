import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';

onEveryDatabase('the contacts of a tenant', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  const path = ({ id }: { id: string }) => `/tenants/${id}/contacts`;
  const addressesOf = async (tenant: { id: string }): Promise<string[]> =>
    (await service.admin('GET', path(tenant))).body.contacts.map((each: any) => each.address);

  it('are set as a whole, and each tenant has its own', async () => {
    const [tenant, other] = [await service.createTenant(), await service.createTenant()];
    expect((await service.admin('GET', path(tenant))).body).toEqual({ contacts: [], areMailsSent: false });
    await service.admin('PUT', path(other), { addresses: ['it@fabrikam.example'] });
    const { status, body } = await service.admin('PUT', path(tenant), {
      addresses: ['It@Fabrikam.example', 'ops+entra@mail.fabrikam.co', 'IT@fabrikam.EXAMPLE'],
    });
    expect(status).toBe(200);
    expect(body.contacts).toHaveLength(2);
    const [first] = body.contacts;
    expect(first).toMatchObject({ address: 'It@Fabrikam.example', unsubscribedAt: null });
    await service.admin('PUT', path(tenant), { addresses: ['new@fabrikam.example', 'it@fabrikam.example'] });
    const { body: after } = await service.admin('GET', path(tenant));
    expect(after.contacts).toEqual([
      first,
      { address: 'new@fabrikam.example', createdAt: expect.any(String), unsubscribedAt: null },
    ]);
    await service.admin('PUT', path(tenant), { addresses: [] });
    expect([await addressesOf(tenant), await addressesOf(other)]).toEqual([[], ['it@fabrikam.example']]);
    const { body: audit } = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=1`);
    expect(audit.items[0]).toMatchObject({ action: 'contacts.set', detail: { contacts: [] } });
  });

  it.each([
    ['no domain', ['it']],
    ['a domain without a dot', ['it@localhost']],
    ['two in one', ['a@b.example, c@d.example']],
    ['a name', ['IT <it@b.example>']],
    ['a further header', ['it@b.example\r\nBcc: all@b.example']],
    ['a line break', ['it@b.example\n']],
    ['quotes', ['"it"@b.example']],
    ['a blank', ['i t@b.example']],
    ['two dots', ['i..t@b.example']],
    ['too long a one', [`${'a'.repeat(250)}@b.example`]],
    ['a number', [7]],
    ['eleven', Array.from({ length: 11 }, (_, i) => `it${i}@b.example`)],
    ['no list', 'it@b.example'],
  ])('are not %s', async (_title, addresses) => {
    const tenant = await service.createTenant();
    expectProblem(await service.admin('PUT', path(tenant), { addresses }), 400, ['addresses']);
    expect(await addressesOf(tenant)).toEqual([]);
  });

  it('are not there for a tenant that is not', async () => {
    expectProblem(await service.admin('GET', path({ id: 'nobody' })), 404);
    expectProblem(await service.admin('PUT', path({ id: 'nobody' }), { addresses: [] }), 404);
  });
});
