import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('tenants in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  it('adds a tenant, and says what is wrong with its directory id', async () => {
    const { operator, page, service } = visit;
    await operator.go('/tenants');
    await operator.press('Add a tenant');
    const dialog = page.getByRole('dialog', { name: 'Add a tenant' });
    await dialog.getByLabel('Name').fill('Contoso');
    await dialog.getByLabel('Entra tenant id').fill('6f0b9d52');
    await visit.confirm('Add');
    await operator.sees('expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47');
    await operator.picture('tenant-refused');
    await dialog.getByLabel('Entra tenant id').fill(randomUUID());
    await visit.confirm('Add');
    await operator.heading('Settings > Active Directory');
    const added = /tenants\/(\w+)$/.exec(page.url())?.[1] ?? '';
    expect((await service.admin('GET', `/tenants/${added}`)).body.name).toBe('Contoso');
  });

  it('changes name and directory, and refuses the directory of another tenant', async () => {
    const { operator, page, service, tenant } = visit;
    const other = await service.createTenant('Neighbour');
    const { body: neighbour } = await service.admin('GET', `/tenants/${other.id}`);
    await visit.open();
    await operator.press('Change name or directory');
    const dialog = page.getByRole('dialog', { name: 'Name and directory' });
    await dialog.getByLabel('Name').fill('Fabrikam Belgium');
    await dialog.getByLabel('Entra tenant id').fill(neighbour.entraTenantId);
    await visit.confirm('Save');
    await dialog.getByRole('alert').waitFor();
    await operator.picture('tenant-taken-directory');
    const directory = randomUUID();
    await dialog.getByLabel('Entra tenant id').fill(directory);
    await visit.confirm('Save');
    await operator.sees(directory);
    await page.getByRole('heading', { name: 'Fabrikam Belgium' }).waitFor();
    const { body: after } = await service.admin('GET', `/tenants/${tenant.id}`);
    expect([after.name, after.entraTenantId]).toEqual(['Fabrikam Belgium', directory]);
    await operator.go(`/tenants/${other.id}`);
    await page.getByRole('heading', { name: 'Neighbour', exact: true }).waitFor();
  });

  it('exports a tenant', async () => {
    const { page, tenant } = visit;
    const { userName } = await tenant.createUser();
    await visit.open();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export Fabrikam' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^tenant-${tenant.id}-[\\d-]+\\.jsonl$`));
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    expect(text).toContain(userName);
    expect(JSON.parse(text.trim().split('\n').at(-1) ?? '')).toMatchObject({
      kind: 'end',
      counts: { users: 1 },
    });
  });

  it('deletes a tenant that is switched off, once its name is typed', async () => {
    const { operator, page, service, tenant } = visit;
    await visit.open();
    await page.getByLabel('Provisioning is on').click();
    await visit.confirm('Switch off');
    await operator.press('Delete Fabrikam');
    const forGood = page.getByRole('button', { name: 'Delete for good' });
    expect(await forGood.isDisabled()).toBe(true);
    await page.getByLabel('Type Fabrikam to confirm').fill('Fabrikam');
    await forGood.click();
    await operator.heading('Tenants');
    await page.locator(`a[href$="/tenants/${tenant.id}"]`).waitFor({ state: 'detached' });
    expect((await service.admin('GET', `/tenants/${tenant.id}`)).status).toBe(404);
    await visit.open();
    await operator.sees('No tenant has this id');
  });
});
