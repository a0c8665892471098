import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('the console', () => {
  const visit = ConsoleVisit.forEachTest();

  it('can be used by the keyboard alone', async () => {
    const { operator, page, tenant } = visit;
    const focused = (what: string): Promise<string> => page.evaluate(`document.activeElement.${what}`);
    const link = page.locator(`a[href$="/tenants/${tenant.id}"]`).first();
    await operator.go('/tenants');
    await link.waitFor();
    await page.keyboard.press('Tab');
    expect(await focused('textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await operator.comesTo(() => focused('id'), 'main');
    await link.focus();
    await page.keyboard.press('Enter');
    await operator.heading('Settings > Active Directory');
    await operator.comesTo(
      async () => [await focused('tagName'), await page.title()],
      ['H1', 'Settings > Active Directory · InviteDesk Provisioning'],
    );
  });

  it('a dialog keeps the keyboard within it, and gives it back', async () => {
    const { operator, page } = visit;
    await visit.open();
    await page.getByRole('button', { name: 'Issue a code' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    const isInDialog = (): Promise<boolean> =>
      page.evaluate('document.activeElement.closest("[role=dialog]") !== null');
    await operator.comesTo(isInDialog, true);
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      expect(await isInDialog()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent');
    await operator.comesTo(focused, 'Issue a code');
  });

  const shownScheme = (): Promise<string> =>
    visit.page.evaluate('document.documentElement.dataset.mantineColorScheme');

  it('remembers the colours that were chosen', async () => {
    const { operator, page } = visit;
    await page.getByLabel('Colours').selectOption('Dark');
    await operator.comesTo(shownScheme, 'dark');
    await page.reload();
    await operator.heading('Tenants');
    await operator.comesTo(shownScheme, 'dark');
  });
});
