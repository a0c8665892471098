import { describe, expect, it } from '@jest/globals';
import { ConsoleUser } from '../../support/console-browser.js';
import { TestConsole } from '../../support/console.js';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('operators in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  it('issue a token with a name, which signs in with its role, and revoke it', async () => {
    const { operator, page, service } = visit;
    await page.getByRole('link', { name: 'Operators' }).click();
    await operator.heading('Operators');
    await operator.press('Issue a token');
    await page.getByRole('textbox', { name: 'Name' }).fill('Help desk');
    await page.getByRole('combobox', { name: 'Role' }).selectOption('support');
    await operator.picture('operator-issue');
    await visit.confirm('Issue');
    const token = await visit.takeSecret('admin token');
    expect(token).toMatch(/^idm_/);
    const helper = await ConsoleUser.open(visit.browser, service.url);
    try {
      await helper.signIn(token);
      expect(await helper.page.getByRole('link', { name: 'Operators' }).count()).toBe(0);
      expect(await helper.page.getByRole('button', { name: 'Add a tenant' }).count()).toBe(0);
      await helper.sees('Help desk');
      await helper.sees('support');
      await helper.go(`/tenants/${visit.tenant.id}/setup-links`);
      await helper.press('Make a link');
      await helper.page.getByRole('dialog').getByRole('button', { name: 'Make', exact: true }).click();
      await helper.sees('Copy the set-up link now');
      await helper.press('I have copied it');
      await helper.go('/operators');
      await helper.sees('This needs the role owner; yours is support');

      await visit.operator.go('/operators');
      const row = page.getByRole('region', { name: 'Sessions of the console' }).getByRole('row', {
        name: /Help desk/,
      });
      await row.waitFor();
      await operator.picture('operators');
      await page.setViewportSize({ width: 375, height: 800 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await operator.picture('operators-narrow-dark');
      await page.getByRole('button', { name: /^Revoke idm_/ }).click();
      await visit.confirm('Revoke');
      await operator.sees('Revoked');
      await row.waitFor({ state: 'detached' });
      await helper.go('/');
      await helper.heading('InviteDesk Provisioning');
      helper.expectNoFault();
    } finally {
      await helper.close();
    }
  });

  it('sign somebody else out', async () => {
    const { operator, page, service, tenant } = visit;
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    const secret = String(link.url).split('#')[1] ?? '';
    visit.remember(secret);
    const customer = await TestConsole.signIn(service.url, { setupSecret: secret });
    await operator.go('/operators');
    const sessions = page.getByRole('region', { name: 'Sessions of the console' });
    await operator.sees('This session');
    await sessions
      .getByRole('row', { name: new RegExp(link.hint) })
      .getByRole('button')
      .click();
    await visit.confirm('End it');
    await sessions.getByText(link.hint).waitFor({ state: 'detached' });
    expect((await customer.request('GET', '/console/session')).status).toBe(401);
  });

  it('are asked before a set-up link replaces their session, by the name of its tenant', async () => {
    const { operator, page, service } = visit;
    const contoso = await service.createTenant('Contoso');
    const { body: link } = await service.admin('POST', `/tenants/${contoso.id}/setup-links`, {});
    visit.remember(String(link.url).split('#')[1] ?? '');
    await page.goto(link.url);
    await operator.heading('Open the set-up link of Contoso?');
    await operator.sees('You are signed in with the admin token (owner)');
    await operator.picture('setup-link-asks');
    await page.getByRole('link', { name: 'Stay signed in' }).click();
    await operator.heading('Tenants');
    const uses = async () =>
      (await service.admin('GET', `/tenants/${contoso.id}/setup-links`)).body.items[0].uses;
    expect(await uses()).toBe(0);
    await page.goto(link.url);
    await operator.press('Open the link');
    await operator.heading('Settings > Active Directory');
    expect(page.url()).toBe(`${service.url}/console/tenants/${contoso.id}`);
    expect(await uses()).toBe(1);
    await operator.go('/tenants');
    await operator.sees('A set-up link reaches its own tenant only');
  });
});
