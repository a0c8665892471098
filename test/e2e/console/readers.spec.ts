import { describe, expect, it } from '@jest/globals';
import { ConsoleUser } from '../../support/console-browser.js';
import { ConsoleVisit } from '../../support/console-visit.js';

/** Buttons that change nothing that is stored. */
const HARMLESS =
  /[↕↑↓]$|: (?:show|hide) pages$|^(?:Copy |Filters|Sign out$|Next$|Previous$|Search$|Show$|Clear|Live: )/;
/** The pages of a tenant, with what is seen once they are loaded. */
const PAGES: Readonly<Record<string, string>> = {
  '': 'it@fabrikam.example',
  '?method=oauth': 'Token Endpoint',
  '?method=federation': 'api://fabrikam',
  '/status': 'Active users',
  '/log': 'lena@fabrikam.example',
  '/users': 'lena@fabrikam.example',
  '/groups': 'Admins',
  '/roles': 'organizer',
  '/schemas': 'extension:events',
  '/setup-links': 'idl_',
};
const OF_READERS = ['/status', '/log', '/users', '/groups'];

describe('whoever may only look', () => {
  const visit = ConsoleVisit.forEachTest();

  /** The enabled buttons and switches of the page that change something. */
  async function changesOn(user: ConsoleUser): Promise<string[]> {
    const names: string[] = await user.page.evaluate(`[...document.querySelectorAll('button, [role=switch]')]
      .filter((each) => !each.disabled && each.checkVisibility() && each.role !== 'tab')
      .map((each) => each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent ?? each.textContent)`);
    const kinds = names.map((name) =>
      name.replace(/ id[a-z]_\w+$/, '').replace(/^(Provisioning is on).*/, '$1'),
    );
    return [...new Set(kinds)].filter((name) => !HARMLESS.test(name)).sort();
  }

  /** Checks what there is to change on pages of the tenant. */
  async function expectChanges(
    user: ConsoleUser,
    pages: readonly string[],
    expected: Readonly<Record<string, string[]>> = {},
  ): Promise<void> {
    for (const path of pages) {
      await user.go(`/tenants/${visit.tenant.id}${path}`);
      await user.sees(PAGES[path] ?? '');
      await user.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await user.comesTo(async () => [path, await changesOn(user)], [path, expected[path] ?? []]);
    }
  }

  /** Something of everything that can be changed. */
  async function furnish(): Promise<void> {
    const { service, tenant } = visit;
    const own = `/tenants/${tenant.id}`;
    await tenant.createUser({ userName: 'lena@fabrikam.example' });
    const { id: groupId } = await tenant.createGroup({ displayName: 'Admins' });
    const federated = { subject: '5bd3b8f4-2b1c-4c3e-9f26-0d2f8c5d7a10', audiences: ['api://fabrikam'] };
    const attributes = [{ name: 'badge', type: 'string' }];
    const urn = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';
    for (const [method, path, body] of [
      ['PUT', '/contacts', { addresses: ['it@fabrikam.example'] }],
      ['PUT', '/role-mappings', { mappings: [{ groupId, role: 'organizer' }] }],
      ['PUT', '/admin-access', { groupIds: [groupId], roles: [] }],
      ['POST', '/federated-credentials', federated],
      ['POST', '/oauth-clients', {}],
      ['PUT', `/schemas/${urn}`, { name: 'Events', attributes }],
      ['POST', '/setup-links', {}],
    ] as const) {
      expect((await service.admin(method, own + path, body)).status).toBeLessThan(300);
    }
  }

  it('as an operator sees no button that would be refused, and why', async () => {
    const { browser, operator, service } = visit;
    await furnish();
    const { body } = await service.admin('POST', '/admin-tokens', { name: 'Auditor', role: 'read-only' });
    visit.remember(body.adminToken);
    const reader = await ConsoleUser.open(browser, service.url);
    try {
      await reader.signIn(body.adminToken);
      expect(await changesOn(reader)).toEqual([]);
      await expectChanges(reader, Object.keys(PAGES));
      await reader.sees('Your role is read-only');
      await reader.go('/applications');
      await reader.sees('No application yet');
      expect(await changesOn(reader)).toEqual([]);
      await reader.go(`/tenants/${visit.tenant.id}`);
      await reader.sees('Your role is read-only');
      await reader.picture('settings-read-only');
      await reader.page.setViewportSize({ width: 375, height: 800 });
      await reader.page.emulateMedia({ colorScheme: 'dark' });
      await reader.picture('settings-read-only-narrow-dark');
      reader.expectNoFault();
    } finally {
      await reader.close();
    }
    // An owner sees them all.
    for (const [path, name] of [
      ['', 'Issue a code'],
      ['', 'Remove it@fabrikam.example'],
      ['?method=oauth', 'Add a client'],
      ['?method=oauth', 'Delete client'],
      ['?method=federation', 'Trust an identity'],
      ['?method=federation', 'Trust no longer'],
      ['/log', 'Log bodies for a time'],
      ['/roles', 'Add a role'],
      ['/roles', 'Add a group'],
      ['/schemas', 'Add a schema'],
      ['/setup-links', 'Make a link'],
    ] as const) {
      await operator.go(`/tenants/${visit.tenant.id}${path}`);
      await operator.page.getByRole('button', { name, exact: true }).waitFor();
    }
  });

  it('of support sees the buttons of support alone', async () => {
    const { browser, service } = visit;
    await furnish();
    const { body } = await service.admin('POST', '/admin-tokens', { name: 'Desk', role: 'support' });
    visit.remember(body.adminToken);
    const desk = await ConsoleUser.open(browser, service.url);
    try {
      await desk.signIn(body.adminToken);
      await expectChanges(desk, Object.keys(PAGES), {
        '': ['Provisioning is on'],
        '?method=oauth': ['Provisioning is on'],
        '?method=federation': ['Provisioning is on'],
        '/log': ['Log bodies for a time'],
        '/setup-links': ['Make a link', 'Revoke'],
      });
      desk.expectNoFault();
    } finally {
      await desk.close();
    }
  });

  it('of a customer, with a read-only link, sees none either', async () => {
    const { browser, service, tenant } = visit;
    await furnish();
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {
      access: 'read',
    });
    visit.remember(String(link.url).split('#')[1] ?? '');
    const reader = await ConsoleUser.open(browser, service.url);
    try {
      await reader.page.goto(link.url);
      await reader.heading('Status');
      await expectChanges(reader, OF_READERS);
      reader.expectNoFault();
    } finally {
      await reader.close();
    }
  });
});
