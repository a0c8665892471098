import { describe, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';
import { ADMIN_TOKEN } from '../../support/service.js';

const BAD_TOKEN = 'not-the-admin-token-0123456789abcdefghij';

describe('signing in to the console', () => {
  const visit = ConsoleVisit.forEachTest({ seeded: false });

  it('refuses another token, and takes the admin token', async () => {
    const { operator, page } = visit;
    await operator.go('/');
    await page.getByLabel('Admin token', { exact: true }).fill(BAD_TOKEN);
    await operator.press('Sign in');
    await operator.sees('This is not the admin token');
    await operator.picture('sign-in-refused');
    await operator.signIn(ADMIN_TOKEN);
    await operator.sees('No tenant yet');
    await operator.picture('tenants-empty');
  });

  it('is asked for again once the session has ended', async () => {
    const { operator, page, service } = visit;
    await operator.signIn(ADMIN_TOKEN);
    await service.storage.transaction((tx) =>
      tx.run('DELETE FROM console_sessions WHERE tenant_id IS NULL', []),
    );
    await page.getByRole('link', { name: 'Audit log' }).click();
    await operator.heading('InviteDesk Provisioning');
  });

  it('is asked for again after signing out', async () => {
    const { operator } = visit;
    await operator.signIn(ADMIN_TOKEN);
    await operator.press('Sign out');
    await operator.heading('InviteDesk Provisioning');
    await operator.go('/tenants');
    await operator.heading('InviteDesk Provisioning');
  });
});
