import { describe, expect, it } from '@jest/globals';
import { ConsoleUser } from '../../support/console-browser.js';
import { ConsoleVisit } from '../../support/console-visit.js';
import { personCookieOf } from '../../support/person.js';

describe('admins of a customer in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  /** Opens a browser in which a person has signed in with Entra; what the visit leaves is checked at the end. */
  async function asPerson(userId: string, work: (person: ConsoleUser) => Promise<void>): Promise<void> {
    const { service, tenant, browser } = visit;
    const [name = '', value = ''] = (await personCookieOf(service, tenant, userId)).split('=');
    visit.remember(value);
    const person = await ConsoleUser.open(browser, service.url);
    try {
      await person.page.context().addCookies([{ name, value, url: service.url, httpOnly: true }]);
      await work(person);
      person.expectNoFault();
    } finally {
      await person.close();
    }
  }

  it('are made by a group, and see their tenant alone', async () => {
    const { operator, page, service, tenant } = visit;
    const lena = await tenant.createUser({ userName: 'lena.vos@fabrikam.example' });
    await tenant.createGroup({ displayName: 'IT admins', members: [{ value: lena.id }] });
    const stranger = await service.createTenant('Stranger');
    await visit.open('/roles');
    await operator.sees('No admins yet');
    await operator.press('Add a group');
    await page.getByRole('radio', { name: 'IT admins' }).check();
    await visit.confirm('Add');
    await page.getByRole('region', { name: 'What makes an admin' }).getByText('IT admins').waitFor();
    await page.getByRole('region', { name: 'Who is an admin now' }).getByText('lena.vos').waitFor();

    await asPerson(lena.id, async (admin) => {
      await admin.go('/');
      await admin.heading('Settings > Active Directory');
      expect(admin.page.url()).toBe(`${service.url}/console/tenants/${tenant.id}`);
      await admin.sees('lena.vos@fabrikam.example');
      await admin.picture('admin-settings');
      const menu = admin.page.getByRole('navigation');
      expect(await menu.getByRole('link').allTextContents()).toEqual([
        'Active Directory',
        'Status',
        'Provisioning log',
        'Users',
        'Groups',
        'Roles and admins',
        'Custom schemas',
      ]);
      for (const path of ['/tenants', '/operators', `/tenants/${stranger.id}/users`]) {
        await admin.go(path);
        await admin.sees('An admin reaches their own tenant only');
      }
      await admin.go(`/tenants/${tenant.id}/roles`);
      const signedIn = admin.page.getByRole('region', { name: 'Who is signed in' });
      await signedIn.getByText('This session').waitFor();
      await admin.picture('admin-roles');
      await admin.page.setViewportSize({ width: 375, height: 800 });
      await admin.page.emulateMedia({ colorScheme: 'dark' });
      await admin.picture('admin-roles-narrow-dark');
      await admin.press('Sign out');
      await admin.heading('InviteDesk Provisioning');
    });
  });

  it('sign others out, and are told when they are no admins any more', async () => {
    const { service, tenant } = visit;
    const lena = await tenant.createUser({ userName: 'lena.vos@fabrikam.example', roles: [{ value: 'IT' }] });
    const noor = await tenant.createUser({ userName: 'noor@fabrikam.example' });
    await service.admin('PUT', `/tenants/${tenant.id}/admin-access`, { groupIds: [], roles: ['IT'] });
    const cookie = await personCookieOf(service, tenant, noor.id);
    visit.remember(cookie.split('=')[1] ?? '');
    await asPerson(lena.id, async (admin) => {
      await admin.go(`/tenants/${tenant.id}/roles`);
      const row = admin.page
        .getByRole('region', { name: 'Who is signed in' })
        .getByRole('row', { name: /noor@/ });
      await row.getByRole('button').click();
      await admin.page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
      await row.waitFor({ state: 'detached' });
      const answer = await fetch(`${service.url}/console/session`, { headers: { cookie } });
      expect(answer.status).toBe(401);
      await tenant.patch(`/Users/${lena.id}`, [{ op: 'remove', path: 'roles' }]);
      await admin.go('/');
      await admin.sees('You are signed in, but no admin of your organisation');
      await admin.picture('no-admin');
    });
  });
});
