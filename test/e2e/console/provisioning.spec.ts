import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testConnection } from '../../../src/demo/cycles.js';
import { EntraClient } from '../../../src/demo/entra.js';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('provisioning of a tenant in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  it('switched on for the first time, it gives Tenant URL and Secret Token, and shows Test Connection as it comes', async () => {
    const { operator, page, service } = visit;
    const { body: fresh } = await service.admin('POST', '/tenants', {
      name: 'Contoso',
      entraTenantId: randomUUID(),
    });
    await operator.go(`/tenants/${fresh.id}`);
    await operator.sees('Switched off');
    await page.getByLabel('Provisioning is off').click();
    await page.getByText('Copy the Secret Token now').waitFor();
    await operator.sees('Waiting for Test Connection…');
    await operator.picture('settings-waiting');
    expect(await visit.fields()).toEqual(['Tenant URL', 'Secret Token']);
    await operator.press('Copy Tenant URL');
    const tenantUrl = await operator.clipboard();
    expect(tenantUrl).toBe(`${service.url}/scim/v2`);
    const code = await visit.takeSecret('Secret Token');
    expect(code).toMatch(/^idk_\w{8}_\w{49}$/);

    await testConnection(new EntraClient(tenantUrl, code));
    await page.getByText('Connected, waiting: nothing sent yet').waitFor();
    await operator.picture('settings-connected');
  });

  it('switched off, every code is answered 403 until it is switched on again', async () => {
    const { page, tenant } = visit;
    await visit.open();
    await page.getByLabel('Provisioning is on').click();
    await visit.confirm('Switch off');
    await page.getByLabel('Provisioning is off').waitFor();
    await visit.becomes(tenant.accessCode, 403);
    await page.getByLabel('Provisioning is off').click();
    await page.getByLabel('Provisioning is on').waitFor();
    await visit.becomes(tenant.accessCode, 200);
  });

  it.each([
    ['Names of groups are unique', { uniqueGroupNames: false }],
    ['Strict mode', { strict: true }],
    ['Schemas for Entra', { schemasForEntra: false }],
  ])('the setting "%s" is changed, and changed back', async (label, changed) => {
    const { operator, page, service, tenant } = visit;
    const usual = { uniqueGroupNames: true, strict: false, schemasForEntra: true, rateLimit: null };
    await visit.open();
    const toggle = page.getByLabel(label);
    for (const after of [{ ...usual, ...changed }, usual]) {
      await operator.comesTo(() => toggle.isEnabled(), true);
      await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok()),
        toggle.click(),
      ]);
      expect((await service.admin('GET', `/tenants/${tenant.id}/settings`)).body).toEqual(after);
    }
    await operator.picture('settings-protocol');
  });

  it('an operator decides how many requests the tenant may send, and takes it back', async () => {
    const { page, service, tenant } = visit;
    const stored = async () =>
      (await service.admin('GET', `/tenants/${tenant.id}/settings`)).body.rateLimit as unknown;
    const card = page.getByRole('region', { name: 'Requests' });
    await visit.open();
    for (const [entered, after] of [
      ['250', 250],
      ['', null],
    ] as const) {
      await card.getByLabel('Requests a second').fill(entered);
      await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok()),
        card.getByRole('button', { name: 'Save' }).click(),
      ]);
      expect(await stored()).toBe(after);
    }
  });
});
