import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit, gate } from '../../support/console-visit.js';

describe('access codes in the console', () => {
  const visit = ConsoleVisit.forEachTest();
  const shownSecrets = () => visit.page.getByText('Copy the Secret Token now').count();

  /** Issues a code, which the page then shows. */
  async function issue(description?: string): Promise<void> {
    await visit.operator.press('Issue a code');
    if (description !== undefined) await visit.page.getByLabel('Description').fill(description);
    await visit.confirm('Issue');
  }

  it('rotates a code: the old code is accepted until the overlap ends', async () => {
    const { operator, page, service, tenant } = visit;
    const old = tenant.accessCode;
    await visit.open();
    await page.getByRole('button', { name: /^Rotate idk_/ }).click();
    await page.getByLabel('The old one works for').selectOption('1 hour');
    await operator.picture('settings-rotate');
    await visit.confirm('Rotate');
    const code = await visit.takeSecret('Secret Token');
    expect([await visit.statusOf(old), await visit.statusOf(code)]).toEqual([200, 200]);
    await service.storage.transaction((tx) =>
      tx.run('UPDATE access_codes SET retires_at = ? WHERE tenant_id = ? AND hint = ?', [
        Date.now() - 1,
        tenant.id,
        old.slice(0, 12),
      ]),
    );
    await visit.becomes(old, 401);
    expect(await visit.statusOf(code)).toBe(200);
  });

  it('issues a code and revokes it', async () => {
    const { page } = visit;
    await visit.open();
    await issue('For a test');
    const issued = await visit.takeSecret('Secret Token');
    expect(await visit.statusOf(issued)).toBe(200);
    await page.getByRole('button', { name: `Revoke ${issued.slice(0, 12)}` }).click();
    await visit.confirm('Revoke');
    await page.getByRole('row').filter({ hasText: 'For a test' }).getByText('Revoked').waitFor();
    await visit.becomes(issued, 401);
  });

  it('leaves no code in pages, addresses or storage', async () => {
    const { operator, page } = visit;
    await visit.open();
    await issue();
    const code = await visit.takeSecret('Secret Token');
    for (const path of ['', '/setup-links', '/log']) {
      await visit.open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await operator.kept()).not.toContain(code);
    }
  });

  it('the dialog that issues a code cannot be closed until the code has come', async () => {
    const { operator, page } = visit;
    const { opened, open } = gate();
    await visit.open();
    await page.route(/\/tokens$/, (route) => opened.then(() => route.continue()), { times: 1 });
    await issue();
    const dialog = page.getByRole('dialog');
    const cancel = dialog.getByRole('button', { name: 'Cancel' });
    await operator.comesTo(() => cancel.isDisabled(), true);
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 400);
    expect(await cancel.isDisabled()).toBe(true);
    open();
    await dialog.waitFor({ state: 'detached' });
    await operator.comesTo(shownSecrets, 1);
    await operator.press('I have copied it');
  });

  describe('a code that is shown once stays', () => {
    const isShown = () => visit.page.getByText('Copy the Secret Token now').isVisible();

    it('when another tab is selected', async () => {
      const { operator, page } = visit;
      await visit.open();
      await issue();
      await operator.comesTo(isShown, true);
      await page.getByRole('tab', { name: 'OAuth2 client credentials grant' }).click();
      await operator.comesTo(isShown, false);
      await page.getByRole('tab', { name: 'Bearer authentication' }).click();
      await operator.comesTo(isShown, true);
      await operator.press('I have copied it');
      await operator.comesTo(isShown, false);
    });

    it('when the service is gone for a while', async () => {
      const { operator, page } = visit;
      await visit.open();
      await issue();
      await operator.comesTo(isShown, true);
      let lost = 0;
      await page.route(/\/admin\/v1\//, async (route) => {
        await route.abort();
        lost++;
      });
      await operator.sees('No connection');
      await operator.comesTo(() => Promise.resolve(lost > 4), true);
      expect(await isShown()).toBe(true);
      await page.unrouteAll();
      await page.getByText('No connection').first().waitFor({ state: 'detached' });
      await operator.press('I have copied it');
    });

    it('beside the next code', async () => {
      const { operator, page } = visit;
      await visit.open();
      await issue();
      await operator.comesTo(shownSecrets, 1);
      await issue();
      await operator.comesTo(shownSecrets, 2);
      await page.getByRole('button', { name: 'I have copied it' }).first().click();
      await operator.comesTo(shownSecrets, 1);
      await operator.press('I have copied it');
    });

    it('on the way to other pages, and signing out asks first', async () => {
      const { operator, page } = visit;
      await visit.open();
      await issue();
      await operator.comesTo(isShown, true);
      await page.getByRole('link', { name: 'Status', exact: true }).click();
      await operator.heading('Status');
      await operator.press('Sign out');
      await operator.sees('Sign out without the secret?');
      await operator.picture('sign-out-secret');
      await visit.confirm('Cancel');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Active Directory' }).click();
      await operator.comesTo(isShown, true);
      await operator.press('I have copied it');
      await operator.comesTo(isShown, false);
    });
  });
});
