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

  it.each(['light', 'dark'] as const)(
    'every page is readable in %s colours, on a desk and in a hand',
    async (scheme) => {
      const { operator, page, service, tenant } = visit;
      const everyone = await visit.provisionEveryone();
      const first = async (path: string): Promise<string> =>
        (await service.admin('GET', `/tenants/${tenant.id}/${path}`)).body.items[0].id;
      const pages = {
        settings: '',
        status: '/status',
        log: '/log',
        'log-entry': `/log/${await first('provisioning-log?action=update&limit=1')}`,
        users: '/users',
        user: `/users/${await first('users?limit=1')}`,
        groups: '/groups',
        group: `/groups/${await first('groups?limit=1')}`,
        schemas: '/schemas',
        'setup-links': '/setup-links',
      };
      const paths = [
        ...['tenants', 'audit-log', 'nowhere'].map((name) => [name, `/${name}`] as const),
        ['search', `/search?q=${encodeURIComponent(everyone[0]?.userName ?? '')}`] as const,
        ['search-nothing', '/search?q=nobody'] as const,
        ...Object.entries(pages).map(([name, path]) => [name, `/tenants/${tenant.id}${path}`] as const),
      ];
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, path] of paths) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await operator.go(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page
          .getByText(/^Loading/)
          .first()
          .waitFor({ state: 'detached' });
        await operator.comesTo(shownScheme, scheme);
        await operator.picture(`page-${name}-${scheme}`);
        await page.setViewportSize({ width: 375, height: 812 });
        await operator.picture(`page-${name}-${scheme}-375`);
      }
    },
    150_000,
  );
});
