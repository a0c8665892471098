import { describe, expect, it } from '@jest/globals';
import { ConsoleUser } from '../../support/console-browser.js';
import { ConsoleVisit } from '../../support/console-visit.js';
import { USER } from '../../support/tenant.js';
import { inParallel } from '../../support/parallel.js';

describe('finding in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  /** The parameters in the page's address. */
  const parameters = (): Record<string, string> =>
    Object.fromEntries(new URL(visit.page.url()).searchParams.entries());
  const firstCells = (label: string): Promise<string[]> =>
    visit.page
      .getByRole('region', { name: label, exact: true })
      .locator('tbody td:first-child')
      .allTextContents();

  it('finds a person among all tenants, from any page', async () => {
    const { operator, page, tenant, service } = visit;
    const other = await service.createTenant('Somewhere else');
    const name = { givenName: 'Lena', familyName: 'Vos' };
    await other.createUser({ userName: 'lena@else.example', displayName: 'L. Vos', name });
    await tenant.createUser({ userName: 'leo@here.example', name: { givenName: 'Leo', familyName: 'Voss' } });
    await visit.open('/schemas');
    await page.getByLabel('Search all tenants').fill('lena vos');
    await page.keyboard.press('Enter');
    await operator.heading('Search all tenants');
    await operator.comesTo(() => firstCells('Found users'), ['lena@else.example']);
    await operator.picture('search-found');
    await page.getByRole('link', { name: 'lena@else.example' }).click();
    await operator.heading('L. Vos');
    expect(page.url()).toContain(other.id);
    await page.goBack();
    await operator.comesTo(() => firstCells('Found users'), ['lena@else.example']);
    expect(await page.getByLabel('Search all tenants').inputValue()).toBe('lena vos');
    await page.getByRole('link', { name: 'Somewhere else' }).click();
    await operator.heading('Settings > Active Directory');
    expect(await page.getByLabel('Search all tenants').inputValue()).toBe('');
  });

  it('leads from the id of a request to its entry in the log, and says when nothing is found', async () => {
    const { operator, page, tenant } = visit;
    const requestId =
      (await tenant.post('/Users', { schemas: [USER], userName: 'a@b.c' })).headers.get('x-request-id') ?? '';
    await operator.go(`/search?q=${requestId}`);
    await page.getByRole('region', { name: 'Found log entries' }).getByRole('link').first().click();
    await operator.heading(/^Create: a@b\.c/);
    await operator.go('/search?q=nobody-like-this');
    await operator.sees('Nothing is found by “nobody-like-this”');
    await operator.go('/search');
    await operator.sees('Nothing to search for');
  });

  it('a customer with a set-up link has no such search', async () => {
    const { browser, service, tenant } = visit;
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    visit.remember(String(link.url).split('#')[1] ?? '');
    const customer = await ConsoleUser.open(browser, service.url);
    try {
      await customer.page.goto(link.url as string);
      await customer.heading('Settings > Active Directory');
      expect(await customer.page.getByLabel('Search all tenants').count()).toBe(0);
      await customer.go('/search?q=vos');
      await customer.heading('Out of reach');
    } finally {
      await customer.close();
    }
  });

  it('tenants are searched, sorted and filtered, which Back and a reload keep', async () => {
    const { operator, page, service, tenant } = visit;
    const { storage } = service;
    const many = await service.createTenant('Zürich AG');
    await inParallel(3, () => many.createUser());
    const few = await service.createTenant('Zurich Insurance');
    await few.createUser();
    // Stores the times of these requests.
    await service.admin('GET', '/tenants');
    await storage.transaction((tx) =>
      tx.run('UPDATE tenant_activity SET last_request_at = 1 WHERE tenant_id = ?', [few.id]),
    );
    await operator.go('/tenants');
    await page.getByLabel('Search tenants').fill('ZURICH');
    await operator.comesTo(() => firstCells('Tenants'), ['Zürich AG', 'Zurich Insurance']);
    await page.getByRole('button', { name: 'Users' }).click();
    const header = page.getByRole('columnheader', { name: 'Users' });
    await operator.comesTo(() => header.getAttribute('aria-sort'), 'descending');
    await operator.comesTo(() => firstCells('Tenants'), ['Zürich AG', 'Zurich Insurance']);
    await page.getByRole('button', { name: 'Users' }).click();
    await operator.comesTo(() => firstCells('Tenants'), ['Zurich Insurance', 'Zürich AG']);
    expect(parameters()).toEqual({ search: 'ZURICH', sort: 'users' });
    await operator.picture('tenants-sorted');
    await page.getByRole('link', { name: 'Zürich AG' }).click();
    await operator.heading('Settings > Active Directory');
    await page.goBack();
    await operator.comesTo(() => firstCells('Tenants'), ['Zurich Insurance', 'Zürich AG']);
    await page.reload();
    await operator.comesTo(() => firstCells('Tenants'), ['Zurich Insurance', 'Zürich AG']);
    expect(await page.getByLabel('Search tenants').inputValue()).toBe('ZURICH');
    await page.getByLabel('Show').selectOption('broken');
    await operator.comesTo(() => firstCells('Tenants'), ['Zurich Insurance']);
    await page.getByRole('link', { name: /^silent for/ }).click();
    await operator.heading('Status');
    await operator.go(`/tenants?search=${tenant.id}&only=broken`);
    await operator.sees(`No tenant is found by “${tenant.id}”`);
  });

  it('the page of a list is in the address, which Back and a reload keep', async () => {
    const { operator, page, tenant } = visit;
    const numbers = Array.from({ length: 120 }, (_, i) => String(i).padStart(3, '0'));
    await inParallel(120, (i) => tenant.createUser({ userName: `user-${numbers[i]}`, active: i > 0 }));
    const group = await tenant.createGroup({ displayName: 'Team' });
    await visit.open('/users');
    await operator.sees('120 users');
    const first = async () => (await firstCells('Users'))[0];
    for (const start of ['050', '100']) {
      await operator.press('Next');
      await operator.comesTo(first, `user-${start}`);
    }
    expect(parameters()).toMatchObject({ page: '3' });
    await page.getByRole('link', { name: 'user-110' }).click();
    await operator.heading('user-110');
    await page.goBack();
    await operator.comesTo(first, 'user-100');
    await page.reload();
    await operator.comesTo(first, 'user-100');
    await operator.sees('Page 3');
    await operator.press('Previous');
    await operator.comesTo(first, 'user-050');
    await operator.press('Previous');
    await operator.comesTo(first, 'user-000');
    expect(parameters()).toEqual({});
    await page.goBack();
    await operator.comesTo(first, 'user-050');
    // Of an address that somebody sent, the page before is not known.
    const address = page.url();
    await operator.go('/tenants');
    await page.goto(address);
    await operator.comesTo(first, 'user-050');
    await page.getByLabel('State').selectOption('Disabled');
    await operator.comesTo(() => firstCells('Users'), ['user-000']);
    await operator.sees('1 user');
    expect(parameters()).toEqual({ state: 'disabled' });
    await page.getByLabel('Search users').fill('ser-1');
    await operator.sees('No user is found by “ser-1”');
    await page.getByLabel('State').selectOption('Active');
    await operator.comesTo(first, 'user-100');
    // A page of one list is none of another.
    await page.getByRole('link', { name: 'Groups', exact: true }).click();
    await operator.comesTo(() => firstCells('Groups'), ['Team']);
    await tenant.patch(`/Groups/${group.id}`, [
      {
        op: 'Add',
        path: 'members',
        value: [{ value: await idOf('user-007') }, { value: await idOf('user-070') }],
      },
    ]);
    await page.getByRole('link', { name: 'Team' }).click();
    await page.getByLabel('Search members').fill('-07');
    await operator.comesTo(() => firstCells('Members'), ['user-070']);
    await operator.picture('members-searched');
  });
  const idOf = async (userName: string): Promise<string> =>
    (await visit.tenant.find('/Users', `userName eq "${userName}"`)).body.Resources[0].id;

  it('the filters of the audit log are in the address', async () => {
    const { operator, page, tenant } = visit;
    await operator.go('/audit-log');
    await page.getByLabel('Tenant', { exact: true }).fill(tenant.id);
    await operator.comesTo(() => Promise.resolve(parameters()), { tenant: tenant.id });
    await page.getByRole('link', { name: 'Fabrikam' }).first().waitFor();
    await page.reload();
    await operator.heading('Audit log');
    expect(await page.getByLabel('Tenant', { exact: true }).inputValue()).toBe(tenant.id);
  });
});
