import { describe, expect, it } from '@jest/globals';
import { ConsoleUser } from '../../support/console-browser.js';
import { ConsoleVisit } from '../../support/console-visit.js';
import { TestConsole } from '../../support/console.js';
import { USER } from '../../support/tenant.js';

const REFUSED = 'A set-up link reaches its own tenant only';

describe('set-up links in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  /** A set-up link of the tenant; the part behind `#` is its secret. */
  async function newLink(): Promise<{ url: string; secret: string }> {
    const { service, tenant } = visit;
    const { body } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    const secret = String(body.url).split('#')[1] ?? '';
    visit.remember(secret);
    return { url: body.url, secret };
  }

  /** Opens a link in a browser of its own; what the visit leaves is checked at the end. */
  async function asCustomer(url: string, work: (customer: ConsoleUser) => Promise<void>): Promise<void> {
    const customer = await ConsoleUser.open(visit.browser, visit.service.url);
    try {
      await customer.page.goto(url);
      await work(customer);
      customer.expectNoFault();
    } finally {
      await customer.close();
    }
  }

  it('are made, and open the settings of the tenant', async () => {
    const { operator, page, service, tenant } = visit;
    await visit.open('/setup-links');
    await operator.press('Make a link');
    await page.getByLabel('Description').fill('For the IT of Fabrikam');
    await visit.confirm('Make');
    await operator.picture('setup-links');
    const link = await visit.takeSecret('set-up link');
    const secret = link.split('#')[1] ?? '';
    visit.remember(secret);
    await asCustomer(link, async (customer) => {
      await customer.heading('Settings > Active Directory');
      await customer.sees('Fabrikam');
      expect(customer.page.url()).toBe(`${service.url}/console/tenants/${tenant.id}`);
      await customer.picture('customer-settings');
      expect(await customer.kept()).not.toContain(secret);
    });
  });

  it('reach nothing but their own tenant, and no set-up link of it', async () => {
    const { service, tenant } = visit;
    const stranger = await service.createTenant('Stranger');
    const { url } = await newLink();
    await asCustomer(url, async (customer) => {
      await customer.heading('Settings > Active Directory');
      const menu = customer.page.getByRole('navigation');
      expect(await menu.getByRole('link').allTextContents()).toEqual([
        'Active Directory',
        'Status',
        'Provisioning log',
        'Users',
        'Groups',
        'Roles and admins',
        'Custom schemas',
      ]);
      expect(await customer.page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
      for (const path of ['/tenants', '/audit-log', `/tenants/${tenant.id}/setup-links`]) {
        await customer.go(path);
        await customer.sees(REFUSED);
      }
      for (const page of ['', '/status', '/schemas', '/users']) {
        await customer.go(`/tenants/${stranger.id}${page}`);
        await customer.sees(REFUSED);
        expect(await customer.page.getByText('Stranger').count()).toBe(0);
      }
    });
  });

  it('that only read show status, log, users and groups, and lead back to themselves', async () => {
    const { operator, page, service, tenant } = visit;
    const { userName } = await tenant.createUser();
    await visit.open('/setup-links');
    await operator.press('Make a link');
    await page.getByLabel('It opens').selectOption('Read only: status, log, users and groups');
    await operator.picture('read-only-link');
    await visit.confirm('Make');
    const link = await visit.takeSecret('set-up link');
    visit.remember(link.split('#')[1] ?? '');
    await page.getByRole('cell', { name: 'Read only' }).waitFor();
    await asCustomer(link, async (reader) => {
      await reader.heading('Status');
      const pages = reader.page.getByRole('navigation', { name: 'Pages of Fabrikam' }).getByRole('link');
      expect(await pages.allTextContents()).toEqual(['Status', 'Provisioning log', 'Users', 'Groups']);
      for (const scheme of ['light', 'dark'] as const) {
        await reader.page.emulateMedia({ colorScheme: scheme });
        for (const width of [1280, 375]) {
          await reader.page.setViewportSize({ width, height: 812 });
          await reader.picture(`reader-status-${scheme}-${width}`);
        }
      }
      await reader.page.setViewportSize({ width: 1280, height: 900 });
      await reader.page.getByRole('link', { name: 'Users' }).click();
      await reader.sees(userName);
      await reader.press('Sign out');
      await reader.heading('Open your link again');
      await reader.press('Sign in as an operator instead');
      await reader.page.getByLabel('Admin token', { exact: true }).waitFor();
    });
    await operator.go('/audit-log');
    await operator.sees('Read-only link');
    expect((await service.admin('GET', `/tenants/${tenant.id}/setup-links`)).body.items).toMatchObject([
      { access: 'read', uses: 1 },
    ]);
  });

  it('show why a user failed: from the status to the log, to the user that is in the way', async () => {
    const { tenant } = visit;
    const lena = await tenant.createUser({ userName: 'lena.vos@fabrikam.example', active: false });
    for (let i = 0; i < 2; i++) {
      await tenant.post('/Users', { schemas: [USER], userName: 'Lena.Vos@fabrikam.example' });
    }
    const { url } = await newLink();
    await asCustomer(url, async (customer) => {
      await customer.heading('Settings > Active Directory');
      await customer.sees(/some writes refused: 2 of/);
      await customer.go(`/tenants/${tenant.id}/status`);
      await customer.picture('customer-status');
      await customer.page.getByRole('link', { name: 'Another user or group has this name already' }).click();
      await customer.heading('Provisioning log');
      expect(await customer.page.getByLabel('Reason').inputValue()).toBe('uniqueness');
      await customer.picture('customer-log');
      await customer.page.getByRole('table').getByRole('link').first().click();
      await customer.sees(/What to do:/);
      await customer.sees(/it is disabled/);
      await customer.picture('customer-log-entry');
      await customer.page.getByRole('alert').getByRole('link').click();
      await customer.page.waitForURL(`**/tenants/${tenant.id}/users/${lena.id}`);
      await customer.heading('lena.vos@fabrikam.example');
    });
  });

  it('are revoked together with the codes that were made through them', async () => {
    const { operator, page, service, tenant } = visit;
    const { url, secret } = await newLink();
    await asCustomer(url, async (customer) => {
      await customer.heading('Settings > Active Directory');
      const session = await TestConsole.signIn(service.url, { setupSecret: secret });
      const { body: code } = await session.admin('POST', `/tenants/${tenant.id}/tokens`, {});
      visit.remember(code.accessCode);
      expect(await visit.statusOf(code.accessCode)).toBe(200);

      await visit.open('/setup-links');
      await operator.sees('2 of 10');
      await page.getByRole('button', { name: /^Revoke idl_/ }).click();
      await page.getByLabel('Revoke what was made through it too').check();
      await operator.picture('setup-link-revoke');
      await visit.confirm('Revoke');
      await operator.sees('Revoked');
      await visit.becomes(code.accessCode, 401);
      expect(await visit.statusOf(tenant.accessCode)).toBe(200);

      await customer.go('/');
      await customer.heading('Open your link again');
      await customer.picture('link-ended');
      await customer.page.setViewportSize({ width: 375, height: 812 });
      await customer.page.emulateMedia({ colorScheme: 'dark' });
      await customer.picture('link-ended-375-dark');
      await customer.page.goto(url);
      await customer.sees('The set-up link has expired or was revoked: ask for a new one');
      await customer.picture('setup-link-revoked');
      // A refused link is no refused sign-in of Entra.
      const log = `/tenants/${tenant.id}/provisioning-log?action=sign-in&limit=200`;
      const { items: refused } = (await service.admin('GET', log)).body;
      expect(refused.filter(({ actor }: any) => String(actor.name).startsWith('idl_'))).toEqual([]);
    });
  });

  it('a new link is taken in the tab in which an old one was refused', async () => {
    const { service, tenant } = visit;
    const old = await newLink();
    const { body: links } = await service.admin('GET', `/tenants/${tenant.id}/setup-links`);
    await service.admin('DELETE', `/tenants/${tenant.id}/setup-links/${links.items[0].id}`);
    const next = await newLink();
    await asCustomer(old.url, async (customer) => {
      await customer.sees('The set-up link has expired or was revoked: ask for a new one');
      await customer.page.evaluate(`location.href = ${JSON.stringify(next.url)}`);
      await customer.heading('Settings > Active Directory');
      expect(customer.page.url()).toBe(`${service.url}/console/tenants/${tenant.id}`);
    });
  });
});
