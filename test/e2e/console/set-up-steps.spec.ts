import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

const DAY = 86_400_000;

describe('setting Entra up with the console', () => {
  const visit = ConsoleVisit.forEachTest();
  const steps = () => visit.page.locator('.steps > li');
  const done = async () =>
    (await steps().filter({ hasText: 'Done' }).locator('strong').allTextContents()).map((each) => each);
  const next = () => steps().filter({ hasText: 'Next' }).locator('strong').allTextContents();
  /** Screenshots in both widths and colours, each looked at by axe. */
  const pictures = async (name: string): Promise<void> => {
    for (const scheme of ['light', 'dark'] as const) {
      await visit.page.emulateMedia({ colorScheme: scheme });
      for (const width of [1280, 375]) {
        await visit.page.setViewportSize({ width, height: 900 });
        await visit.operator.picture(`${name}-${scheme}-${width}`);
      }
    }
    await visit.page.setViewportSize({ width: 1280, height: 900 });
  };

  it('ticks each step by what Entra has sent', async () => {
    const { operator, page, tenant } = visit;
    await visit.open();
    await operator.sees('5 of 6 steps to go');
    await operator.comesTo(next, ['Create an application in Entra']);
    // The tests serve plain HTTP on this machine.
    await operator.sees('Entra cannot reach this Tenant URL');
    await operator.press('Copy Tenant URL of Entra');
    expect(await operator.clipboard()).toBe(`${visit.service.url}/scim/v2`);
    await pictures('set-up-steps');
    await tenant.find('/Users', `userName eq "${randomUUID()}"`);
    await operator.comesTo(next, ['Check the mapping of externalId']);
    const user = await tenant.createUser({ externalId: 'lena.vos' });
    await operator.sees('The newest user has no object id as externalId');
    await operator.comesTo(next, ['Check the mapping of externalId']);
    await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'externalId', value: randomUUID() }]);
    await operator.comesTo(next, ['Choose who is provisioned, and start']);
    expect(await done()).toHaveLength(5);
    await tenant.createGroup();
    // Directories are counted every 5 seconds at most.
    await operator.sees('All steps are done');
    expect(await page.locator('.steps').isVisible()).toBe(false);
  });

  it('warns of a code that ends, and rotates it in place', async () => {
    const { operator, page, service, tenant } = visit;
    await tenant.get('/Users?count=0');
    await service.storage.transaction((tx) =>
      tx.run('UPDATE access_codes SET expires_at = ? WHERE tenant_id = ?', [
        Date.now() + 12.5 * DAY,
        tenant.id,
      ]),
    );
    await visit.open();
    await operator.sees('The access code ends in 12 days');
    await operator.sees('Ends in 12 days');
    await pictures('ending');
    await page.getByRole('button', { name: /^Rotate idk_\w+…$/ }).click();
    await visit.confirm('Rotate');
    await visit.takeSecret('Secret Token');
    await operator.sees('The new one is not in use yet');
    await operator.sees(/replaces it, and has not been used yet/);
    await operator.go('/tenants?only=ending');
    await page.getByRole('link', { name: /^credentials ending/ }).waitFor();
    await pictures('tenants-ending');
  });

  it('keeps contacts', async () => {
    const { operator, page, service, tenant } = visit;
    const contacts = async () =>
      (await service.admin('GET', `/tenants/${tenant.id}/contacts`)).body.contacts.map(
        (each: any) => each.address,
      );
    await visit.open();
    await operator.sees('This deployment sends no mails');
    const add = async (address: string) => {
      await page.getByLabel('E-mail address').fill(address);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
    };
    await add('it@localhost');
    await operator.sees(/expected e-mail addresses such as/);
    await add('it@fabrikam.example');
    await page.getByRole('button', { name: 'Remove it@fabrikam.example' }).waitFor();
    await add('ops@fabrikam.example');
    await operator.comesTo(contacts, ['it@fabrikam.example', 'ops@fabrikam.example']);
    await pictures('contacts');
    await operator.press('Remove it@fabrikam.example');
    await operator.comesTo(contacts, ['ops@fabrikam.example']);
  });
});
