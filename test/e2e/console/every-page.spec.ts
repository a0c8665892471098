import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { UnsubscribeTokens } from '../../../src/contacts/unsubscribe-tokens.js';
import type { Person } from '../../../src/demo/directory.js';
import { launchChromium } from '../../support/chromium.js';
import { ConsoleUser } from '../../support/console-browser.js';
import { buildConsole } from '../../support/console-build.js';
import { EntraLogin } from '../../support/entra-login.js';
import { fillTenant } from '../../support/filled-tenant.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { personCookieOf } from '../../support/person.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * Axe finds nothing in any page, in light and dark, on a desk and in a hand, and no page scrolls sideways: whoever adds a
 * page or a dialog adds it here.
 */

/** Time enough to install Chromium first. */
const START_MS = 15 * 60_000;
const EXPECTED = /ERR_NAME_NOT_RESOLVED|status of 503/;
const WALK_MS = 20 * 60_000;

describe('every page', () => {
  let service: TestService;
  let entra: EntraLogin;
  let browser: Browser;
  let user: ConsoleUser;
  let tenant: TestTenant;
  let own: string;
  let everyone: readonly Person[];
  let application: OidcApplication | undefined;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    [service, browser] = await Promise.all([
      TestService.start('sqlite', entra.settings),
      launchChromium(),
      buildConsole(),
    ]);
    entra.register(service.url);
    tenant = await service.createTenant();
    own = `/tenants/${tenant.id}`;
    everyone = await fillTenant(service, tenant);
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    // The browser may ask for the icon of its page at any time.
    await application?.close();
    await service?.stop();
    await entra?.stop();
  });
  beforeEach(async () => {
    user = await ConsoleUser.open(browser, service.url);
  });
  afterEach(async () => {
    try {
      expect(user.faults).toEqual([]);
      // The page of the test's Entra wants a font from elsewhere, and Entra is away once.
      expect(user.complaints.filter((text) => !EXPECTED.test(text))).toEqual([]);
    } finally {
      await user.close();
    }
  });

  /** A page of the console, once it shows its content. */
  async function look(name: string, path: string): Promise<void> {
    await user.go(path);
    await shown(name);
  }

  async function shown(name: string): Promise<void> {
    const { page } = user;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page
      .getByText(/^Loading/)
      .first()
      .waitFor({ state: 'detached' });
    await user.pictures(name);
  }

  /** Dialogs of the page that is open, by the buttons that open them. */
  async function dialogs(of: string, buttons: readonly (string | RegExp)[]): Promise<void> {
    const { page } = user;
    for (const button of buttons) {
      await page.getByRole('button', { name: button, exact: true }).first().click();
      await page.getByRole('dialog').waitFor();
      await user.pictures(`${of}-dialog-${String(button).replaceAll(/[^a-z]+/gi, '-')}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  }

  it(
    'of an operator, while there is nothing yet',
    async () => {
      await look('sign-in', '/');
      await user.signIn(ADMIN_TOKEN);
      await look('tenants-none', '/tenants?search=nobody');
      await dialogs('tenants', ['Add a tenant']);
      await look('search-empty', '/search?q=nobody');
      await look('applications-empty', '/applications');
      await dialogs('applications', ['Add an application']);
      await look('operators-empty', '/operators');
      await look('audit-log-empty', '/audit-log?action=none');
      await look('not-found', '/nowhere');
      const { body } = await service.admin('POST', '/tenants', {
        name: 'Contoso',
        entraTenantId: randomUUID(),
      });
      for (const page of ['', 'status', 'log', 'users', 'groups', 'roles', 'schemas', 'setup-links'])
        await look(`empty-${page}`, `/tenants/${body.id}/${page}`);
      await look('empty-settings', `/tenants/${body.id}`);
      await dialogs('empty-settings', ['Delete Contoso', 'Change name or directory']);
      for (const method of ['oauth', 'federation'])
        await look(`empty-${method}`, `/tenants/${body.id}?method=${method}`);
      await look('no-tenant', '/tenants/unknown');
      await look('no-user', `/tenants/${body.id}/users/${randomUUID()}`);
    },
    WALK_MS,
  );

  it(
    'of an operator, when there is something everywhere',
    async () => {
      const expiresAt = new Date(Date.now() + 8.64e8).toISOString();
      const redirectUris = ['https://checkin.invitedesk.example/callback'];
      await service.admin('POST', '/applications', { name: 'Check-in', redirectUris, expiresAt });
      await service.admin('POST', '/admin-tokens', { name: 'Night', role: 'support', expiresInDays: 9 });
      await user.signIn(ADMIN_TOKEN);
      await shown('tenants');
      await look('search', `/search?q=${encodeURIComponent(everyone[0]?.userName ?? '')}`);
      await look('applications', '/applications');
      await dialogs('applications', ['Change', 'Delete', /^Rotate ids_/, /^Revoke ids_/]);
      await look('operators', '/operators');
      await dialogs('operators', ['Issue a token', /^Revoke idm_/]);
      await look('audit-log', '/audit-log');
      await look('settings', own);
      await dialogs('settings', ['Issue a code', /^Rotate idk_/, /^Revoke idk_/]);
      await look('oauth', `${own}?method=oauth`);
      await dialogs('oauth', ['Add a client', /^Rotate ids_/, /^Revoke ids_/, 'Delete client']);
      await look('federation', `${own}?method=federation`);
      await dialogs('federation', ['Trust an identity']);
      await look('status', `${own}/status`);
      await look('log', `${own}/log`);
      for (const query of ['action=update', 'outcome=refused'])
        await look(`log-entry-${query}`, `${own}/log/${await first(`provisioning-log?${query}&limit=1`)}`);
      await look('users', `${own}/users`);
      await look('user', `${own}/users/${await first('users?limit=1')}`);
      await look('groups', `${own}/groups`);
      await look('group', `${own}/groups/${await first('groups?limit=1')}`);
      await look('roles', `${own}/roles`);
      await dialogs('roles', ['Add a group', 'Add a role of admins', 'Add a role']);
      await look('schemas', `${own}/schemas`);
      await dialogs('schemas', [/^Delete urn:/]);
      await user.press('Add a schema');
      await user.pictures('schema-form');
      await user.page.getByRole('tab', { name: 'JSON' }).click();
      await user.pictures('schema-json');
      await look('setup-links', `${own}/setup-links`);
      await dialogs('setup-links', ['Make a link', /^Revoke id/]);
    },
    WALK_MS,
  );

  it(
    'of whoever comes by a link, and of an admin',
    async () => {
      const linkOf = async (body: object): Promise<string> =>
        (await service.admin('POST', `${own}/setup-links`, body)).body.url;
      const { page } = user;
      await page.goto(await linkOf({}));
      await shown('customer-settings');
      for (const name of ['status', 'log', 'users', 'groups', 'roles', 'schemas'])
        await look(`customer-${name}`, `${own}/${name}`);
      await look('customer-refused', '/tenants');
      await user.press('Sign out');
      await user.heading('Open your link again');
      await user.pictures('link-ended');
      await look('link-without-secret', '/setup');
      await page.goto(await linkOf({ access: 'read' }));
      await shown('reader-status');
      for (const name of ['log', 'users', 'groups']) await look(`reader-${name}`, `${own}/${name}`);
      await user.press('Sign out');
      await user.heading('Open your link again');
      await page.goto(`${service.url}/console/setup#idl_none`);
      await page.getByRole('alert').waitFor();
      await user.pictures('link-refused');
      const { id } = await tenant.createUser({
        userName: 'admin@fabrikam.example',
        roles: [{ value: 'IT admin' }],
      });
      const [name = '', value = ''] = (await personCookieOf(service, tenant, id)).split('=');
      await page.context().addCookies([{ name, value, url: service.url, httpOnly: true }]);
      await look('admin-settings', own);
      await look('admin-roles', `${own}/roles`);
      await tenant.patch(`/Users/${id}`, [{ op: 'remove', path: 'roles' }]);
      await user.go('/');
      await user.sees('You are signed in, but no admin of your organisation');
      await user.pictures('no-admin');
    },
    WALK_MS,
  );

  it(
    'of people: their own, sign-in and sign-out, at the provider of applications, and of mails',
    async () => {
      const { page } = user;
      const to = async (name: string, path: string, heading: string | RegExp): Promise<void> => {
        await page.goto(service.url + path);
        await user.heading(heading);
        await user.pictures(name);
      };
      const oid = randomUUID();
      const { id } = await tenant.createUser({ externalId: oid, displayName: 'Ann Vos' });
      await tenant.createGroup({ displayName: 'Stewards of the gates', members: [{ value: id }] });
      const { body } = await service.admin('GET', own);
      entra.person = { tid: body.entraTenantId, oid };
      await to('me', '/me', 'Ann Vos');
      application = await OidcApplication.register(service);
      const { origin } = application;
      await page.goto((await application.begin()).url);
      await page.waitForURL((url) => url.origin === origin);
      await to(
        'provider-error',
        '/oidc/authorize?client_id=unknown',
        'You cannot be signed in to this application',
      );
      await to('provider-logout', '/oidc/logout', 'Sign out of InviteDesk?');
      await user.press('Sign out');
      await user.heading('You are signed out');
      await user.pictures('provider-signed-out');
      await to('signed-out', '/sso/signed-out', 'You are signed out');
      await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
      await to('refused', '/me', 'You could not be signed in');
      entra.isAway = () => true;
      await to('entra-away', `/sso/login?tenant=${randomUUID()}`, /./);
      entra.isAway = () => false;
      await to('wrong-sign-in', '/sso/callback', /./);
      const [contact] = await service.storage.rows<{ id: string }>('SELECT id FROM tenant_contacts');
      const tokens = service.app.get(UnsubscribeTokens, { strict: false });
      const link = `/contacts/unsubscribe/${await tokens.sign(contact?.id ?? '')}`;
      await to('unsubscribe', link, 'Unsubscribe');
      await user.press('Unsubscribe');
      await user.heading('Unsubscribed');
      await user.pictures('unsubscribed');
    },
    WALK_MS,
  );

  async function first(path: string): Promise<string> {
    return (await service.admin('GET', `${own}/${path}`)).body.items[0].id;
  }
});
