import { describe, expect, it } from '@jest/globals';
import { initialCycle } from '../../../src/demo/cycles.js';
import { people, teams } from '../../../src/demo/directory.js';
import { ConsoleVisit, gate } from '../../support/console-visit.js';
import { USER } from '../../support/tenant.js';

describe('the provisioning log in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  /** Sends one request that is accepted and one that is refused, for a name that is taken. */
  async function refuseOne(): Promise<void> {
    const { userName } = await visit.tenant.createUser();
    const { status } = await visit.tenant.post('/Users', { schemas: [USER], userName });
    expect(status).toBe(409);
  }

  it('shows a provisioning cycle as it comes', async () => {
    const { operator, page } = visit;
    await visit.open('/log');
    await operator.heading('Provisioning log');
    await operator.sees('Nothing has happened yet');
    const everyone = people();
    await initialCycle(visit.entra(), everyone, teams(everyone), () => undefined);
    await page.getByRole('cell', { name: 'Add member' }).first().waitFor();
  });

  it('finds a refused request by its outcome, with the reason', async () => {
    const { operator, page } = visit;
    await refuseOne();
    await visit.open('/log');
    await page.getByLabel('Outcome').selectOption('Refused');
    const row = page.getByRole('row').filter({ hasText: 'has this name already' });
    await operator.comesTo(async () => [await page.getByRole('row').count(), await row.count()], [2, 1]);
    await operator.picture('log-refused');
    await row.getByRole('link').first().click();
    await operator.heading(/^Create: /);
    await operator.sees('Refused: Another user or group has this name already');
    await operator.picture('log-entry-refused');
  });

  it('names the attributes that nothing stores, and so does the page of status', async () => {
    const { operator, page, tenant } = visit;
    const { id } = await tenant.createUser();
    const { status } = await tenant.patch(`/Users/${id}`, [
      { op: 'Add', path: 'companyName', value: 'Fabrikam' },
      { op: 'Replace', path: 'title', value: 'Planner' },
    ]);
    expect(status).toBe(200);
    await visit.open('/log?action=update');
    await page.getByRole('cell', { name: 'Update' }).first().waitFor();
    await page.getByRole('row').nth(1).getByRole('link').first().click();
    await operator.heading(/^Update: /);
    await operator.sees('Ignored attributes');
    await operator.sees('companyName');
    await operator.picture('log-entry-ignored');
    await page.getByRole('link', { name: 'Status', exact: true }).click();
    await operator.sees('Entra sends companyName, which nothing stores');
    await operator.picture('status-ignored');
  });

  it('shows bodies of a time that somebody has chosen, and copies a request as curl', async () => {
    const { operator, page, tenant, service } = visit;
    await visit.open('/log');
    await operator.press('Log bodies for a time');
    await page.getByLabel('For', { exact: true }).selectOption('1 hour');
    await operator.picture('log-bodies-dialog');
    await visit.confirm('Log bodies');
    await operator.sees('Bodies are logged');
    await operator.picture('log-bodies-on');
    const { userName } = await tenant.createUser({ displayName: "O'Neil $(id)", password: 'pass-word-3141' });
    await tenant.post('/Users', { schemas: [USER], userName });
    await visit.open('/log?outcome=refused');
    await page.getByRole('row').nth(1).getByRole('link').first().click();
    await operator.heading(/^Create: /);
    await page.getByText('Body of the answer').click();
    await operator.sees('"scimType": "uniqueness"');
    await visit.open('/log?outcome=success');
    await page.getByRole('row').nth(1).getByRole('link').first().click();
    await operator.heading(/^Create: /);
    expect(await page.getByText('"password"').filter({ visible: true }).count()).toBe(0);
    await page.getByText('Body of the request').click();
    await operator.sees('"password": "[removed]"');
    await page.getByText('curl', { exact: true }).click();
    await operator.press('Copy as curl');
    await operator.sees('Copied');
    const command = await operator.clipboard();
    expect(command).toContain(String.raw`O'\''Neil $(id)`);
    expect(command).toContain('"Authorization: Bearer $TOKEN"');
    expect(command).toContain(`'${service.url}/scim/v2/Users'`);
    expect(command).not.toContain('pass-word-3141');
    await operator.picture('log-entry-bodies');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 375, height: 800 });
    await operator.picture('log-entry-bodies-narrow-dark');
    await visit.open('/log');
    await operator.sees('Bodies are logged');
    await operator.picture('log-bodies-on-narrow-dark');
    await operator.press('End it now');
    await operator.sees('Log bodies for a time');
  });

  it('exports what the filters leave', async () => {
    const { page } = visit;
    await refuseOne();
    await visit.open('/log?outcome=refused');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export JSON Lines' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('provisioning-log.jsonl');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(['refused']);
  });

  describe('pages', () => {
    const hrefOfFirst = () =>
      visit.page.getByRole('row').nth(1).getByRole('link').first().getAttribute('href');

    /** Opens the log of a first cycle; answers the link to its newest entry. */
    async function openNewest(): Promise<string | null> {
      await visit.provisionEveryone();
      await visit.open('/log');
      await visit.page.getByRole('cell').first().waitFor();
      return hrefOfFirst();
    }

    it('go forth once for two clicks on Next before the answer, and back', async () => {
      const { operator, page } = visit;
      const newest = await openNewest();
      const busy = page.locator('.card[aria-busy=true]');
      const { opened, open } = gate();
      await page.route(/provisioning-log\?.*cursor=/, (route) => opened.then(() => route.continue()));
      await operator.press('Next');
      await busy.waitFor();
      await operator.press('Next');
      expect(await hrefOfFirst()).toBe(newest);
      open();
      await busy.waitFor({ state: 'detached' });
      await operator.sees('Page 2');
      expect(await hrefOfFirst()).not.toBe(newest);
      await page.unrouteAll();
      await operator.press('Previous');
      await operator.sees('Page 1');
      await operator.comesTo(hrefOfFirst, newest);
    });

    it('begin with the newest again after a filter was set and taken away', async () => {
      const { operator, page } = visit;
      const newest = await openNewest();
      await operator.press('Next');
      await operator.sees('Page 2');
      await page.getByLabel('Outcome').selectOption('Refused');
      await page.getByRole('status').filter({ hasText: 'Page' }).waitFor({ state: 'detached' });
      await page.getByLabel('Outcome').selectOption('Any');
      await operator.sees('Page 1');
      await operator.comesTo(hrefOfFirst, newest);
    });
  });

  it('is shown under an address whose date is none', async () => {
    const { operator, page, tenant } = visit;
    const { userName } = await tenant.createUser();
    await visit.open(`/log?from=20261-01-15T10:00&text=+${userName}+`);
    await operator.heading('Provisioning log');
    await page.getByRole('cell').first().waitFor();
  });
});
