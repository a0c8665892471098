import { describe, expect, it } from '@jest/globals';
import type { Person } from '../../../src/demo/directory.js';
import { ConsoleVisit, gate } from '../../support/console-visit.js';

describe('users and groups in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  it('says when no user is found by what is searched', async () => {
    const { operator, page } = visit;
    await visit.tenant.createUser();
    await visit.open('/users');
    await page.getByLabel('Search users').fill('nobody-like-this');
    await operator.sees('No user is found by “nobody-like-this”');
    const { opened, open } = gate();
    await page.route(/users\?.*search=none-so-far/, (route) => opened.then(() => route.continue()));
    await page.getByLabel('Search users').fill('none-so-far');
    await operator.sees('Loading users');
    open();
    await operator.sees('No user is found by “none-so-far”');
  });

  it('shows users while Entra provisions them', async () => {
    const { operator } = visit;
    await visit.open('/users');
    await operator.heading('Users');
    const [first] = await visit.provisionEveryone();
    await operator.sees(first?.userName ?? '');
  });

  it('finds a user in any letter case, and shows the resource as SCIM has it', async () => {
    const { operator, page } = visit;
    const [first] = (await visit.provisionEveryone()) as [Person];
    await visit.open('/users');
    await page.getByLabel('Search users').fill(first.userName.toUpperCase());
    await page.getByRole('link', { name: first.userName }).click();
    await operator.heading(`${first.givenName} ${first.familyName}`);
    await page.getByRole('tab', { name: 'As SCIM' }).click();
    expect(JSON.parse((await page.locator('pre').textContent()) ?? '').userName).toBe(first.userName);
  });

  it('leads from a user to a group of the user, and on to its members', async () => {
    const { page } = visit;
    const [first] = (await visit.provisionEveryone()) as [Person];
    const { body } = await visit.tenant.find('/Users', `userName eq "${first.userName}"`);
    await visit.open(`/users/${body.Resources[0].id}`);
    await page.getByRole('region', { name: 'Groups of the user' }).getByRole('link').first().click();
    const members = page.getByRole('region', { name: 'Members' }).getByRole('link');
    await members.nth(5).waitFor();
    await members.first().click();
    await page.getByRole('region', { name: 'Groups of the user' }).waitFor();
  });

  it('shows users with errors, with why, and since when somebody is in a group', async () => {
    const { operator, page, tenant } = visit;
    await tenant.createUser({ userName: 'taken@fabrikam.example' });
    const { id } = await tenant.createUser({ userName: 'lena@fabrikam.example', displayName: 'Lena Vos' });
    await tenant.createGroup({ displayName: 'Sales', members: [{ value: id }] });
    await tenant.patch(`/Users/${id}`, [
      { op: 'replace', path: 'userName', value: 'taken@fabrikam.example' },
    ]);
    await visit.open('/users');
    await page.getByLabel('State').selectOption('With errors');
    await page.getByRole('cell', { name: 'lena@fabrikam.example' }).waitFor();
    await operator.comesTo(() => page.getByRole('row').count(), 2);
    await operator.picture('users-failing');
    await page.setViewportSize({ width: 375, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await operator.picture('users-failing-narrow-dark');
    await page.getByRole('link', { name: 'Another user or group has this name already' }).click();
    await operator.heading(/^Update: /);
    await visit.open(`/users/${id}`);
    const groups = page.getByRole('region', { name: 'Groups of the user' });
    await groups.getByRole('cell').getByRole('time').waitFor();
    await operator.picture('user-groups-since-narrow-dark');
    await groups.getByRole('link', { name: 'Sales' }).click();
    await page.getByRole('region', { name: 'Members' }).getByRole('time').waitFor();
    await operator.picture('group-members-since-narrow-dark');
  });
});
