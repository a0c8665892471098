import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit, gate } from '../../support/console-visit.js';

const TAB = 'Workload identity federation';

describe('workload identities in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  /** Fills the dialog; `Trust` is still to be pressed. */
  async function fillTrust(subject: string): Promise<void> {
    await visit.operator.press('Trust an identity');
    await visit.page.getByLabel('Subject').fill(subject);
    await visit.page.getByLabel('Audiences').fill(`api://${randomUUID()}`);
  }

  it('switches tokens that Entra signs itself on and off', async () => {
    const { operator, page, service, tenant } = visit;
    const isTaken = async () =>
      (await service.admin('GET', `/tenants/${tenant.id}/entra-tokens`)).body.enabled as boolean;
    await visit.openTab(TAB);
    const toggle = page.getByLabel('Take tokens that Entra signs itself');
    for (const [isOn, isOnThen] of [
      [false, true],
      [true, false],
    ]) {
      await operator.comesTo(() => toggle.isChecked(), isOn);
      expect(await isTaken()).toBe(isOn);
      await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok()),
        toggle.click(),
      ]);
      expect(await isTaken()).toBe(isOnThen);
    }
  });

  it('trusts an identity, and trusts it no longer', async () => {
    const { operator } = visit;
    await visit.openTab(TAB);
    await fillTrust(randomUUID());
    await visit.confirm('Trust');
    await operator.sees('https://login.microsoftonline.com/');
    await operator.picture('settings-federation');
    await operator.press('Trust no longer');
    await visit.confirm('Trust no longer');
    await operator.sees('No identity is trusted yet');
  });

  it('shows a change although a list that was read before it arrives later', async () => {
    const { operator, page } = visit;
    const subject = randomUUID();
    const { opened, open } = gate();
    await page.route(
      /federated-credentials\?/,
      async (route) => {
        const before = await route.fetch();
        await opened;
        await route.fulfill({ response: before });
      },
      { times: 1 },
    );
    await visit.openTab(TAB);
    await fillTrust(subject);
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.ok()),
      visit.confirm('Trust'),
    ]);
    open();
    await operator.sees(subject);
  });
});
