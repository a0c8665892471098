import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('custom schemas in the console', () => {
  const visit = ConsoleVisit.forEachTest();
  const registered = async () =>
    (await visit.service.admin('GET', `/tenants/${visit.tenant.id}/schemas`)).body.items as { urn: string }[];

  /** Sends a schema from the form. */
  async function save(document: unknown): Promise<void> {
    await visit.page.getByRole('tab', { name: 'JSON' }).click();
    await visit.page.getByLabel('Schema', { exact: true }).last().fill(JSON.stringify(document));
    await visit.operator.press('Save');
  }

  it('registers a schema, and says what is wrong with one', async () => {
    const { operator, page } = visit;
    await visit.open('/schemas');
    await operator.press('Add a schema');
    await save({ name: 'Events', attributes: [{ name: 'badge', type: 'text' }] });
    await page.getByRole('alert').waitFor();
    await operator.picture('schema-refused');
    expect(await registered()).toEqual([]);
    await save({ name: 'Events', attributes: [{ name: 'badge' }] });
    await page.getByRole('cell', { name: 'badge' }).waitFor();
    expect(await registered()).toHaveLength(1);
  });

  it('registers a schema by a form, which keeps what it does not show', async () => {
    const { operator, page } = visit;
    await visit.open('/schemas');
    await operator.press('Add a schema');
    const attribute = (number: number) => page.getByRole('group', { name: `Attribute ${number}` });
    await operator.press('Add an attribute');
    await attribute(2).getByRole('textbox', { name: 'Attribute' }).fill('shifts');
    await attribute(2).getByLabel('Type').selectOption('Whole number');
    await attribute(2).getByLabel('Several values').check();
    await page.getByLabel('Name').fill('Crew');
    await operator.picture('schema-form');
    await page.setViewportSize({ width: 375, height: 812 });
    await operator.picture('schema-form-375');
    await operator.press('Save');
    await page.getByRole('cell', { name: 'badge, shifts' }).waitFor();
    const [{ schema }] = (await registered()) as any[];
    expect(schema.name).toBe('Crew');
    expect(schema.attributes).toMatchObject([
      { name: 'badge', type: 'string', caseExact: true, multiValued: false },
      { name: 'shifts', type: 'integer', multiValued: true },
    ]);
  });

  it('does not overwrite a schema of the same URN', async () => {
    const { operator, page } = visit;
    await visit.open('/schemas');
    await operator.press('Add a schema');
    await save({ name: 'Events', attributes: [{ name: 'badge' }] });
    await page.getByRole('cell', { name: 'badge' }).waitFor();
    const before = await registered();
    await operator.press('Add a schema');
    await page.getByRole('textbox', { name: 'URN' }).fill(before[0]?.urn.toUpperCase() ?? '');
    await operator.press('Save');
    await operator.sees('There is a schema of this URN: edit that one, or choose another');
    await operator.press('Cancel');
    expect(await registered()).toEqual(before);
  });

  it('deletes a schema', async () => {
    const { operator, page, service, tenant } = visit;
    await service.admin('PUT', `/tenants/${tenant.id}/schemas/urn:fabrikam:events:User`, {
      attributes: [{ name: 'badge' }],
    });
    await visit.open('/schemas');
    await page.getByRole('button', { name: /^Delete urn:/ }).click();
    await operator.picture('schema-delete');
    await visit.confirm('Delete');
    await page.getByRole('cell', { name: 'badge' }).waitFor({ state: 'detached' });
    expect(await registered()).toEqual([]);
  });
});
