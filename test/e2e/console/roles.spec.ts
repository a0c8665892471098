import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('roles in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  /** The groups and roles of the list, from the first to the last. */
  const listed = async () => {
    const rows = await visit.page.getByRole('region', { name: 'Roles by group' }).locator('tbody tr').all();
    return Promise.all(
      rows.map(async (row) => (await row.locator('td').allTextContents()).slice(0, 2).join(': ')),
    );
  };

  const add = async (group: string, role: string) => {
    const { operator, page } = visit;
    await operator.press('Add a role');
    await page.getByRole('dialog').getByLabel('Search groups').fill(group.slice(0, 5));
    await page.getByRole('radio', { name: group }).check();
    await page.getByRole('dialog').getByLabel('Role').fill(role);
    await operator.picture(`role-${role}`);
    await visit.confirm('Add');
  };

  it('are added, put in order and removed; a deleted group stays visible', async () => {
    const { operator, page, tenant } = visit;
    await tenant.createGroup({ displayName: 'Event managers' });
    const { id } = await tenant.createGroup({ displayName: 'Guests of honour' });
    await visit.open('/roles');
    await operator.sees('No role yet');
    await add('Event managers', 'organizer');
    await operator.comesTo(listed, ['Event managers: organizer']);
    await add('Guests of honour', 'viewer');
    await operator.comesTo(listed, ['Event managers: organizer', 'Guests of honour: viewer']);
    await page.getByRole('button', { name: 'Move up Guests of honour: viewer' }).click();
    await operator.comesTo(listed, ['Guests of honour: viewer', 'Event managers: organizer']);
    await tenant.delete(`/Groups/${id}`);
    await visit.open('/roles');
    await operator.comesTo(listed, ['Guests of honourGroup deleted: viewer', 'Event managers: organizer']);
    await operator.picture('roles');
    await page.setViewportSize({ width: 375, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await operator.picture('roles-narrow-dark');
    await page.getByRole('button', { name: 'Remove Guests of honour: viewer' }).click();
    await operator.comesTo(listed, ['Event managers: organizer']);
    const { body } = await visit.service.admin('GET', `/tenants/${tenant.id}/role-mappings`);
    expect(body.mappings).toMatchObject([{ groupName: 'Event managers', role: 'organizer' }]);
  });
});
