import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../support/chromium.js';
import { ConsoleUser } from '../../support/console-browser.js';
import { buildConsole } from '../../support/console-build.js';
import { EntraLogin } from '../../support/entra-login.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { TestTenant } from '../../support/tenant.js';

/** Time enough to install Chromium first. */
const START_MS = 15 * 60_000;
const OPERATORS = randomUUID();

describe('signing in to the console with Microsoft', () => {
  let service: TestService;
  let entra: EntraLogin;
  let browser: Browser;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    const operators = { OPERATOR_TENANT_ID: OPERATORS, OPERATOR_READERS: 'Reader' };
    [service, browser] = await Promise.all([
      TestService.start('sqlite', { ...entra.settings, ...operators }),
      launchChromium(),
      buildConsole(),
    ]);
    entra.register(service.url);
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await entra?.stop();
  });

  /** A tenant with a person who is at Entra's page now. */
  async function tenantWithPerson(entraTenantId: string, role: string): Promise<TestTenant> {
    const { body } = await service.admin('POST', '/tenants', { name: 'Contoso', entraTenantId });
    const { body: on } = await service.admin('PUT', `/tenants/${body.id}/provisioning`, { enabled: true });
    const tenant = TestTenant.known(service, body.id, on.accessCode);
    const oid = randomUUID();
    await tenant.createUser({ userName: 'ann@contoso.example', externalId: oid, roles: [{ value: role }] });
    entra.person = { tid: entraTenantId, oid };
    return tenant;
  }

  async function withBrowser(work: (user: ConsoleUser) => Promise<void>, url = service.url): Promise<void> {
    const user = await ConsoleUser.open(browser, url);
    try {
      await work(user);
      expect([user.faults, user.complaints]).toEqual([[], []]);
    } finally {
      await user.close();
    }
  }

  it('leads an admin back to the page that was asked for', async () => {
    const tenant = await tenantWithPerson(randomUUID(), 'IT admin');
    await service.admin('PUT', `/tenants/${tenant.id}/admin-access`, { groupIds: [], roles: ['IT admin'] });
    await withBrowser(async (admin) => {
      await admin.go(`/tenants/${tenant.id}/users?search=ann`);
      const link = admin.page.getByRole('link', { name: 'Sign in with Microsoft' });
      await link.waitFor();
      await admin.picture('sign-in-microsoft');
      await link.click();
      await admin.heading('Users');
      expect(admin.page.url()).toBe(`${service.url}/console/tenants/${tenant.id}/users?search=ann`);
      await admin.sees('ann@contoso.example');
      await admin.press('Sign out');
      await admin.heading('InviteDesk Provisioning');
      await admin.page.setViewportSize({ width: 375, height: 800 });
      await admin.page.emulateMedia({ colorScheme: 'dark' });
      await admin.picture('sign-in-microsoft-narrow-dark');
    });
  });

  it('makes a person of the operators an operator, with the role of the settings', async () => {
    await tenantWithPerson(OPERATORS, 'Reader');
    await withBrowser(async (reader) => {
      await reader.go('/');
      await reader.page.getByRole('link', { name: 'Sign in with Microsoft' }).click();
      await reader.heading('Tenants');
      await reader.sees('ann@contoso.example');
      await reader.sees('read-only');
      expect(await reader.page.getByRole('button', { name: 'Add a tenant' }).count()).toBe(0);
      await reader.picture('operator-read-only');
    });
  });

  it('leaves the token beside it', async () => {
    await withBrowser(async (operator) => {
      await operator.signIn(ADMIN_TOKEN);
      await operator.sees('Contoso');
    });
  });

  it('is switched off for a tenant, or led to another cloud', async () => {
    const clouds = await service.startAnother({
      ENTRA_LOGIN_HOSTS: 'login.microsoftonline.com,login.microsoftonline.us',
      SSO_CLIENT_ID: 'here,there',
      SSO_CLIENT_KEY_FILE: resolve(import.meta.dirname, '../../fixtures/sso/application.pem'),
    });
    const tenant = await service.createTenant('Fabrikam');
    const read = async () => (await clouds.admin('GET', `/tenants/${tenant.id}/sign-in`)).body;
    await withBrowser(async (operator) => {
      await operator.signIn(ADMIN_TOKEN);
      await operator.go(`/tenants/${tenant.id}/roles`);
      const { page } = operator;
      await operator.press('Change the sign-in of people');
      await page.getByLabel('Attribute with the object id').fill('userName');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByText('expected externalId').waitFor();
      await page.getByLabel('Attribute with the object id').fill('externalId');
      await page.getByRole('switch', { name: 'People may sign in' }).click();
      await page.getByLabel('Cloud of Entra').selectOption('login.microsoftonline.us');
      await operator.picture('sign-in-of-people');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByText('Switched off: nobody signs in').waitFor();
      await page.getByText('login.microsoftonline.us').first().waitFor();
      await operator.picture('roles-sign-in');
    }, clouds.url);
    expect(await read()).toMatchObject({ enabled: false, loginHost: 'login.microsoftonline.us' });
    await clouds.app.close();
  });
});
