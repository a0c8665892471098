import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { initialCycle, testConnection } from '../../../src/demo/cycles.js';
import { people, teams } from '../../../src/demo/directory.js';
import { EntraClient } from '../../../src/demo/entra.js';
import { launchChromium } from '../../support/chromium.js';
import { buildConsole, ConsoleUser } from '../../support/console-browser.js';
import { TestConsole } from '../../support/console.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';

/* The console in a real browser, with requests of Entra coming while its pages are open. */

const BAD_TOKEN = 'not-the-admin-token-0123456789abcdefghij';
const silence = () => undefined;
/** The names of the fields to be copied, in their order. */
const fieldsOf = (page: Page): Promise<string[]> =>
  page.evaluate(
    "[...document.querySelectorAll('[role=tabpanel] input')].map((each) => each.labels[0].textContent)",
  );

describe('the console', () => {
  let service: TestService;
  let browser: Browser;
  let operator: ConsoleUser;
  let tenantId: string;
  let code: string;
  const secrets: string[] = [ADMIN_TOKEN];
  const entra = (secret = code) => new EntraClient(`${service.url}/scim/v2`, secret);
  const statusOf = async (secret: string): Promise<number> =>
    (await fetch(`${service.url}/scim/v2/Users?count=0`, { headers: { authorization: `Bearer ${secret}` } }))
      .status;
  /** Revoked and switched off is everywhere within 5 seconds. */
  const becomes = async (secret: string, status: number) => {
    for (let tries = 0; tries < 60 && (await statusOf(secret)) !== status; tries++) {
      await new Promise((wake) => setTimeout(wake, 100));
    }
    expect(await statusOf(secret)).toBe(status);
  };
  const copied = async (label: string) => {
    await operator.press(`Copy ${label}`);
    const text = await operator.clipboard();
    secrets.push(text);
    await operator.press('I have copied it');
    return text;
  };

  beforeAll(async () => {
    [service, browser] = await Promise.all([TestService.start('sqlite'), launchChromium(), buildConsole()]);
    operator = await ConsoleUser.open(browser, service.url);
  }, 15 * 60_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  describe('is served', () => {
    const get = (path: string) => fetch(service.url + path);

    it('with a strict policy, and the page is kept nowhere', async () => {
      const page = await get('/console');
      expect(page.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const html = await page.text();
      for (const path of ['/console/', '/console/tenants/x/users', '/console/setup', '/console/index.html']) {
        const other = await get(path);
        expect([other.status, other.headers.get('cache-control'), await other.text()]).toEqual([
          200,
          'no-store',
          html,
        ]);
      }
    });

    it('with files that are kept for ever, and no others', async () => {
      const html = await (await get('/console')).text();
      const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
      expect(files.length).toBeGreaterThanOrEqual(3);
      for (const path of files) {
        const file = await get(path);
        expect([file.status, file.headers.get('cache-control')]).toEqual([
          200,
          'public, max-age=31536000, immutable',
        ]);
        expect(file.headers.get('content-encoding')).toBe('gzip');
      }
      for (const path of [
        '/console/assets/none.js',
        '/console/assets/..%2f..%2fmain.js',
        '/console/assets/../../main.js',
      ]) {
        expect([path, (await get(path)).status]).toEqual([path, 404]);
      }
      const post = await fetch(`${service.url}/console/tenants`, { method: 'POST' });
      expect(post.status).toBe(404);
    });
  });

  it('lets in who has the admin token', async () => {
    await operator.go('/');
    await operator.page.getByLabel('Admin token', { exact: true }).fill(BAD_TOKEN);
    await operator.press('Sign in');
    await operator.sees('This is not the admin token');
    await operator.picture('sign-in-refused');
    await operator.signIn(ADMIN_TOKEN);
    await operator.sees('No tenant yet');
    await operator.picture('tenants-empty');
  });

  it('adds a tenant, and says what is wrong with one', async () => {
    const { page } = operator;
    await operator.press('Add a tenant');
    const dialog = page.getByRole('dialog', { name: 'Add a tenant' });
    await dialog.getByLabel('Name').fill('Fabrikam');
    await dialog.getByLabel('Entra tenant id').fill('6f0b9d52');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await operator.sees('expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47');
    await operator.picture('tenant-refused');
    await dialog.getByLabel('Entra tenant id').fill(randomUUID());
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await operator.heading('Settings > Active Directory');
    tenantId = /tenants\/(\w+)$/.exec(page.url())?.[1] ?? '';
    expect((await service.admin('GET', `/tenants/${tenantId}`)).body.name).toBe('Fabrikam');
  });

  it('switches provisioning on, and gives Tenant URL and Secret Token to copy', async () => {
    const { page } = operator;
    await operator.sees('Switched off');
    await page.getByLabel('Provisioning is off').click();
    await page.getByText('Copy the Secret Token now').waitFor();
    await operator.sees('Waiting for Test Connection…');
    await operator.picture('settings-waiting');
    const labels = await fieldsOf(page);
    expect(labels).toEqual(['Tenant URL', 'Secret Token']);
    await operator.press('Copy Tenant URL');
    expect(await operator.clipboard()).toBe(`${service.url}/scim/v2`);
    code = await copied('Secret Token');
    expect(code).toMatch(/^idk_\w{8}_\w{49}$/);
    expect(await statusOf(code)).toBe(200);
  });

  it('shows Test Connection as it comes', async () => {
    await testConnection(entra());
    await operator.page.getByText('Connected', { exact: true }).waitFor();
    await operator.picture('settings-connected');
  });

  it('shows a provisioning cycle as it comes', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Provisioning log' }).click();
    await operator.heading('Provisioning log');
    await operator.sees('Nothing has happened yet');
    const everyone = people();
    await initialCycle(entra(), everyone, teams(everyone), silence);
    await page.getByRole('cell', { name: 'Add member' }).first().waitFor();
    await page.getByRole('link', { name: 'Users' }).click();
    await operator.sees(everyone[0]?.userName ?? '');
  });

  it('finds a refused request in the log, with its reason', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Provisioning log' }).click();
    await fetch(`${service.url}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${code}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: people()[0]?.userName,
      }),
    });
    await page.getByLabel('Outcome').selectOption('Refused');
    const row = page.getByRole('row').filter({ hasText: 'uniqueness' });
    await operator.comesTo(async () => [await page.getByRole('row').count(), await row.count()], [2, 1]);
    await operator.picture('log-refused');
    await row.getByRole('link').first().click();
    await operator.heading(/^Create: /);
    await operator.sees('Refused: uniqueness');
    await operator.picture('log-entry-refused');
  });

  it('tells of attributes that nothing stores', async () => {
    const { page } = operator;
    const [user] = (await service.admin('GET', `/tenants/${tenantId}/users?limit=1`)).body.items;
    const { status } = await fetch(`${service.url}/scim/v2/Users/${user.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${code}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [
          { op: 'Add', path: 'companyName', value: 'Fabrikam' },
          { op: 'Replace', path: 'title', value: 'Planner' },
        ],
      }),
    });
    expect(status).toBe(200);
    await operator.go(`/tenants/${tenantId}/log?action=update`);
    await page.getByRole('cell', { name: 'Update' }).first().waitFor();
    await page.getByRole('row').nth(1).getByRole('link').first().click();
    await operator.heading(/^Update: /);
    await operator.sees('Ignored attributes');
    await operator.sees('companyName');
    await operator.picture('log-entry-ignored');
    await page.getByRole('link', { name: 'Status', exact: true }).click();
    await operator.sees('Entra sends companyName, which nothing stores');
    await operator.picture('status-ignored');
  });

  it('exports what the filters of the log say', async () => {
    const { page } = operator;
    await operator.go(`/tenants/${tenantId}/log?outcome=refused`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export JSON Lines' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('provisioning-log.jsonl');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(['refused']);
  });

  it('rotates a code: the old one works until the overlap ends', async () => {
    const { page } = operator;
    const old = code;
    await operator.go(`/tenants/${tenantId}`);
    await page.getByRole('button', { name: /^Rotate idk_/ }).click();
    await page.getByLabel('The old one works for').selectOption('1 hour');
    await operator.picture('settings-rotate');
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    code = await copied('Secret Token');
    expect([await statusOf(old), await statusOf(code)]).toEqual([200, 200]);
    await service.storage.transaction((tx) =>
      tx.run('UPDATE access_tokens SET retires_at = ? WHERE tenant_id = ? AND hint = ?', [
        Date.now() - 1,
        tenantId,
        old.slice(0, 12),
      ]),
    );
    await becomes(old, 401);
    expect(await statusOf(code)).toBe(200);
  });

  it('issues a code and revokes it', async () => {
    const { page } = operator;
    await operator.press('Issue a code');
    await page.getByLabel('Description').fill('For a test');
    await page.getByRole('dialog').getByRole('button', { name: 'Issue' }).click();
    const issued = await copied('Secret Token');
    expect(await statusOf(issued)).toBe(200);
    await page.getByRole('button', { name: `Revoke ${issued.slice(0, 12)}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row').filter({ hasText: 'For a test' }).getByText('Revoked').waitFor();
    await becomes(issued, 401);
  });

  describe('keeps a secret that is shown once', () => {
    const isShown = () => operator.page.getByText('Copy the Secret Token now').isVisible();

    it('while it is made, when other tabs are looked at, and when the service is gone for a while', async () => {
      const { page } = operator;
      let goOn: () => void = silence;
      const told = new Promise<void>((done) => (goOn = done));
      await page.route(/\/tokens$/, (route) => told.then(() => route.continue()), { times: 1 });
      await operator.press('Issue a code');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Issue' }).click();
      const cancel = dialog.getByRole('button', { name: 'Cancel' });
      await operator.comesTo(() => cancel.isDisabled(), true);
      await page.keyboard.press('Escape');
      await page.mouse.click(5, 400);
      expect(await cancel.isDisabled()).toBe(true);
      goOn();
      await dialog.waitFor({ state: 'detached' });
      await operator.comesTo(isShown, true);
      await page.getByRole('tab', { name: 'OAuth2 client credentials grant' }).click();
      await operator.comesTo(isShown, false);
      await page.getByRole('tab', { name: 'Bearer authentication' }).click();
      await operator.comesTo(isShown, true);

      let lost = 0;
      await page.route(/\/admin\/v1\//, async (route) => {
        await route.abort();
        lost++;
      });
      await operator.sees('No connection');
      await operator.comesTo(() => Promise.resolve(lost > 12), true);
      expect(await isShown()).toBe(true);
      await page.unrouteAll();
      await page.getByText('No connection').first().waitFor({ state: 'detached' });
    });

    it('beside the next one', async () => {
      const { page } = operator;
      await operator.press('Issue a code');
      await page.getByRole('dialog').getByRole('button', { name: 'Issue' }).click();
      await operator.comesTo(() => page.getByText('Copy the Secret Token now').count(), 2);
      await page.getByRole('button', { name: 'I have copied it' }).first().click();
      await operator.comesTo(() => page.getByText('Copy the Secret Token now').count(), 1);
    });

    it('wherever one goes meanwhile, and asks before one signs out', async () => {
      const { page } = operator;
      await page.getByRole('link', { name: 'Status', exact: true }).click();
      await operator.heading('Status');
      await operator.press('Sign out');
      await operator.sees('Sign out without the secret?');
      await operator.picture('sign-out-secret');
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Active Directory' }).click();
      await operator.comesTo(isShown, true);
      await operator.press('I have copied it');
      await operator.comesTo(isShown, false);
    });
  });

  it('switches off and on again', async () => {
    const { page } = operator;
    await page.getByLabel('Provisioning is on').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await page.getByLabel('Provisioning is off').waitFor();
    await becomes(code, 403);
    await page.getByLabel('Provisioning is off').click();
    await page.getByLabel('Provisioning is on').waitFor();
    await becomes(code, 200);
  });

  it('makes an OAuth client that Entra gets tokens with', async () => {
    const { page } = operator;
    await page.getByRole('tab', { name: 'OAuth2 client credentials grant' }).click();
    await operator.press('Add a client');
    await page.getByLabel('Description').fill('Entra, production');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByText('Copy the Client Secret now').waitFor();
    await operator.picture('settings-oauth');
    const labels = await fieldsOf(page);
    expect(labels).toEqual(['Tenant URL', 'Client Identifier', 'Client Secret', 'Token Endpoint']);
    await operator.press('Copy Client Identifier');
    const clientId = await operator.clipboard();
    await operator.press('Copy Token Endpoint');
    const endpoint = await operator.clipboard();
    const secret = await copied('Client Secret');
    const asked = (clientSecret: string) =>
      fetch(endpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
        }),
      });
    const { access_token: accessToken } = (await (await asked(secret)).json()) as { access_token: string };
    secrets.push(accessToken);
    expect(await statusOf(accessToken)).toBe(200);

    await page.getByRole('button', { name: `Rotate ${secret.slice(0, 12)}` }).click();
    await page.getByLabel('The old one works for').selectOption('1 hour');
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    const next = await copied('Client Secret');
    expect([(await asked(secret)).status, (await asked(next)).status]).toEqual([200, 200]);
    await page.getByRole('button', { name: `Revoke ${secret.slice(0, 12)}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: secret.slice(0, 12) })
      .getByText('Revoked')
      .waitFor();
    await becomes(accessToken, 401);
    expect([(await asked(secret)).status, (await asked(next)).status]).toEqual([401, 200]);

    await operator.press('Delete client');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await operator.sees('No client yet');
    expect((await asked(next)).status).toBe(401);
  });

  it('takes tokens that Entra signs itself when it is told to', async () => {
    const { page } = operator;
    const isTaken = async () =>
      (await service.admin('GET', `/tenants/${tenantId}/entra-tokens`)).body.enabled as boolean;
    await page.getByRole('tab', { name: 'Workload identity federation' }).click();
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

  it('decides what the tenant wants of the protocol', async () => {
    const { page } = operator;
    const settings = async () => (await service.admin('GET', `/tenants/${tenantId}/settings`)).body as object;
    const usual = { uniqueGroupNames: true, strict: false, schemasForEntra: true };
    for (const [label, changed] of [
      ['Names of groups are unique', { uniqueGroupNames: false }],
      ['Strict mode', { strict: true }],
      ['Schemas for Entra', { schemasForEntra: false }],
    ] as const) {
      const toggle = page.getByLabel(label);
      for (const after of [{ ...usual, ...changed }, usual]) {
        await operator.comesTo(() => toggle.isEnabled(), true);
        await Promise.all([
          page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok()),
          toggle.click(),
        ]);
        expect(await settings()).toEqual(after);
      }
    }
    await operator.picture('settings-protocol');
  });

  it('changes the name and the directory of a tenant, and refuses the directory of another', async () => {
    const { page } = operator;
    const other = await service.createTenant('Neighbour');
    const { body: neighbour } = await service.admin('GET', `/tenants/${other.id}`);
    const { body: before } = await service.admin('GET', `/tenants/${tenantId}`);
    await operator.press('Change name or directory');
    const dialog = page.getByRole('dialog', { name: 'Name and directory' });
    await dialog.getByLabel('Name').fill('Fabrikam Belgium');
    await dialog.getByLabel('Entra tenant id').fill(neighbour.entraTenantId);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    await operator.picture('tenant-taken-directory');
    const directory = randomUUID();
    await dialog.getByLabel('Entra tenant id').fill(directory);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await operator.sees(directory);
    await page.getByRole('heading', { name: 'Fabrikam Belgium' }).waitFor();
    const { body: after } = await service.admin('GET', `/tenants/${tenantId}`);
    expect([after.name, after.entraTenantId]).toEqual(['Fabrikam Belgium', directory]);
    await service.admin('PATCH', `/tenants/${tenantId}`, { name: before.name });
    await operator.go(`/tenants/${tenantId}`);
    await page.getByRole('heading', { name: 'Fabrikam', exact: true }).waitFor();
  });

  it('trusts a workload identity, and trusts it no longer', async () => {
    const { page } = operator;
    await page.getByRole('tab', { name: 'Workload identity federation' }).click();
    await operator.press('Trust an identity');
    await page.getByLabel('Subject').fill(randomUUID());
    await page.getByLabel('Audiences').fill(`api://${randomUUID()}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Trust', exact: true }).click();
    await operator.sees('https://login.microsoftonline.com/');
    await operator.picture('settings-federation');
    await operator.press('Trust no longer');
    await page.getByRole('dialog').getByRole('button', { name: 'Trust no longer' }).click();
    await operator.sees('No identity is trusted yet');
  });

  it('shows a change even where an answer from before it comes later', async () => {
    const { page } = operator;
    const subject = randomUUID();
    let goOn: () => void = silence;
    const changed = new Promise<void>((done) => (goOn = done));
    const lists = /federated-credentials\?/;
    await page.route(
      lists,
      async (route) => {
        const before = await route.fetch();
        await changed;
        await route.fulfill({ response: before });
      },
      { times: 1 },
    );
    await operator.go(`/tenants/${tenantId}`);
    await page.getByRole('tab', { name: 'Workload identity federation' }).click();
    await operator.press('Trust an identity');
    await page.getByLabel('Subject').fill(subject);
    await page.getByLabel('Audiences').fill(`api://${randomUUID()}`);
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.ok()),
      page.getByRole('dialog').getByRole('button', { name: 'Trust', exact: true }).click(),
    ]);
    goOn();
    await operator.sees(subject);
    await operator.press('Trust no longer');
    await page.getByRole('dialog').getByRole('button', { name: 'Trust no longer' }).click();
    await operator.sees('No identity is trusted yet');
  });

  it('registers a schema, says what is wrong with one, and deletes it', async () => {
    const { page } = operator;
    await page.getByRole('link', { name: 'Custom schemas' }).click();
    await operator.press('Add a schema');
    await page
      .getByLabel('Schema', { exact: true })
      .last()
      .fill('{"name": "Events", "attributes": [{"name": "badge", "type": "text"}]}');
    await operator.press('Save');
    await page.getByRole('alert').waitFor();
    await operator.picture('schema-refused');
    await page
      .getByLabel('Schema', { exact: true })
      .last()
      .fill('{"name": "Events", "attributes": [{"name": "badge"}]}');
    await operator.press('Save');
    await page.getByRole('cell', { name: 'badge' }).waitFor();
    const { body: registered } = await service.admin('GET', `/tenants/${tenantId}/schemas`);
    expect(registered.items).toHaveLength(1);
    await operator.press('Add a schema');
    await page.getByRole('textbox', { name: 'URN' }).fill(registered.items[0].urn.toUpperCase());
    await operator.press('Save');
    await operator.sees('There is a schema of this URN: edit that one, or choose another');
    await operator.press('Cancel');
    expect((await service.admin('GET', `/tenants/${tenantId}/schemas`)).body).toEqual(registered);
    await page.getByRole('button', { name: /^Delete urn:/ }).click();
    await operator.picture('schema-delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('cell', { name: 'badge' }).waitFor({ state: 'detached' });
    expect((await service.admin('GET', `/tenants/${tenantId}/schemas`)).body.items).toEqual([]);
  });

  it('opens with a set-up link only the tenant of the link', async () => {
    const stranger = await service.createTenant('Stranger');
    await operator.page.getByRole('link', { name: 'Set-up links' }).click();
    await operator.press('Make a link');
    await operator.page.getByLabel('Description').fill('For the IT of Fabrikam');
    await operator.page.getByRole('dialog').getByRole('button', { name: 'Make' }).click();
    await operator.picture('setup-links');
    const link = await copied('set-up link');
    secrets.push(link.split('#')[1] ?? '');

    const customer = await ConsoleUser.open(browser, service.url);
    await customer.page.goto(link);
    await customer.heading('Settings > Active Directory');
    await customer.sees('Fabrikam');
    expect(customer.page.url()).toBe(`${service.url}/console/tenants/${tenantId}`);
    const menu = customer.page.getByRole('navigation');
    expect(await menu.getByRole('link').allTextContents()).toEqual([
      'Active Directory',
      'Status',
      'Custom schemas',
    ]);
    expect(await customer.page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
    await customer.picture('customer-settings');
    for (const path of [
      '/tenants',
      '/audit-log',
      ...['users', 'groups', 'log', 'setup-links'].map((page) => `/tenants/${tenantId}/${page}`),
    ]) {
      await customer.go(path);
      await customer.sees('A set-up link reaches the settings of its own tenant only');
    }
    for (const page of ['', '/status', '/schemas', '/users']) {
      await customer.go(`/tenants/${stranger.id}${page}`);
      await customer.sees('A set-up link reaches the settings of its own tenant only');
      expect(await customer.page.getByText('Stranger').count()).toBe(0);
    }
    expect(await customer.kept()).not.toContain(link.split('#')[1]);

    const made = await TestConsole.signIn(service.url, { setupSecret: link.split('#')[1] });
    const { body: code } = await made.admin('POST', `/tenants/${tenantId}/tokens`, {});
    secrets.push(code.accessCode);
    await operator.page.reload();
    await operator.sees('2 of 10');
    await operator.page.getByRole('button', { name: /^Revoke idl_/ }).click();
    await operator.page.getByLabel('Revoke what was made through it too').check();
    await operator.picture('setup-link-revoke');
    await operator.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await operator.sees('Revoked');
    const { items: codes } = (await service.admin('GET', `/tenants/${tenantId}/tokens?limit=200`)).body;
    expect(codes.filter(({ revokedAt }: any) => revokedAt !== null).map(({ id }: any) => id)).toContain(
      code.id,
    );
    await customer.go('/');
    await customer.heading('InviteDesk Provisioning');
    await customer.page.goto(link);
    await customer.sees('The set-up link has expired or was revoked: ask for a new one');
    await customer.picture('setup-link-revoked');
    const { body: next } = await service.admin('POST', `/tenants/${tenantId}/setup-links`, {});
    secrets.push(next.url.split('#')[1]);
    // Pasted into the same tab, as one does who was told that the first has expired.
    await customer.page.evaluate(`location.href = ${JSON.stringify(next.url)}`);
    await customer.heading('Settings > Active Directory');
    expect(customer.page.url()).toBe(`${service.url}/console/tenants/${tenantId}`);
    const { items: refused } = (
      await service.admin('GET', `/tenants/${tenantId}/provisioning-log?action=sign-in&limit=200`)
    ).body;
    expect(refused.filter(({ actor }: any) => String(actor.name).startsWith('idl_'))).toEqual([]);
    expect([customer.complaints, customer.faults]).toEqual([[], []]);
    await customer.close();
  });

  it('can be used by keys alone', async () => {
    const { page } = operator;
    const focused = (what: string): Promise<string> => page.evaluate(`document.activeElement.${what}`);
    await operator.go('/tenants');
    await page.getByRole('link', { name: 'Fabrikam' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused('textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await operator.comesTo(() => focused('id'), 'main');
    await page.getByRole('link', { name: 'Fabrikam' }).focus();
    await page.keyboard.press('Enter');
    await operator.heading('Settings > Active Directory');
    await operator.comesTo(
      async () => [await focused('tagName'), await page.title()],
      ['H1', 'Settings > Active Directory · InviteDesk Provisioning'],
    );
    const issue = page.getByRole('button', { name: 'Issue a code' });
    await issue.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    const isInDialog = (): Promise<boolean> =>
      page.evaluate('document.activeElement.closest("[role=dialog]") !== null');
    await operator.comesTo(isInDialog, true);
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      expect(await isInDialog()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await operator.comesTo(() => focused('textContent'), 'Issue a code');
  });

  it('is readable on every page, light and dark, on a desk and in a hand', async () => {
    const { page } = operator;
    const { items: users } = (await service.admin('GET', `/tenants/${tenantId}/users?limit=1`)).body;
    const { items: groups } = (await service.admin('GET', `/tenants/${tenantId}/groups?limit=1`)).body;
    const { items: entries } = (
      await service.admin('GET', `/tenants/${tenantId}/provisioning-log?action=update&limit=1`)
    ).body;
    const inTenant = [
      '',
      '/status',
      '/log',
      `/log/${entries[0].id}`,
      '/users',
      `/users/${users[0].id}`,
      '/groups',
      `/groups/${groups[0].id}`,
      '/schemas',
      '/setup-links',
    ];
    const paths = [
      '/tenants',
      '/audit-log',
      '/nowhere',
      ...inTenant.map((path) => `/tenants/${tenantId}${path}`),
    ];
    const shownScheme = (): Promise<string> =>
      page.evaluate('document.documentElement.dataset.mantineColorScheme');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const path of paths) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await operator.go(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page
          .getByText(/^Loading/)
          .first()
          .waitFor({ state: 'detached' });
        await operator.comesTo(shownScheme, scheme);
        const name = path
          .slice(1)
          .replace(tenantId, 'x')
          .replaceAll('/', '-')
          .replace(/[0-9a-f]{8}-[0-9a-f-]+/, 'one');
        await operator.picture(`page-${name}-${scheme}`);
        await page.setViewportSize({ width: 375, height: 812 });
        await operator.picture(`page-${name}-${scheme}-375`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: null });
    await page.getByLabel('Colours').selectOption('Dark');
    await operator.comesTo(shownScheme, 'dark');
  }, 300_000);

  it('pages through users and groups, and searches', async () => {
    const { page } = operator;
    await service.createTenant('Empty');
    await operator.go(`/tenants/${tenantId}/users`);
    await page.getByLabel('Search users').fill('nobody-like-this');
    await operator.sees('No user begins with “nobody-like-this”');
    let answer: () => void = silence;
    const asked = new Promise<void>((done) => (answer = done));
    await page.route(/users\?.*search=none-so-far/, (route) => asked.then(() => route.continue()));
    await page.getByLabel('Search users').fill('none-so-far');
    await operator.sees('Loading users');
    answer();
    await operator.sees('No user begins with “none-so-far”');
    await page.unrouteAll();
    const [first] = people();
    await page.getByLabel('Search users').fill(first?.userName.toUpperCase() ?? '');
    await page.getByRole('link', { name: first?.userName ?? '' }).click();
    await operator.heading(`${first?.givenName} ${first?.familyName}`);
    await page.getByRole('tab', { name: 'As SCIM' }).click();
    expect(JSON.parse((await page.locator('pre').textContent()) ?? '').userName).toBe(first?.userName);
    await page.getByRole('region', { name: 'Groups of the user' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Members' }).getByRole('link').nth(5).waitFor();
    await page.getByRole('region', { name: 'Members' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Groups of the user' }).waitFor();
    await operator.go(`/tenants/${tenantId}/log`);
    await page.getByRole('cell').first().waitFor();
    const hrefOfFirst = async () =>
      page.getByRole('row').nth(1).getByRole('link').first().getAttribute('href');
    const newest = await hrefOfFirst();
    const busy = page.locator('.card[aria-busy=true]');
    let goOn: () => void = silence;
    const told = new Promise<void>((done) => (goOn = done));
    await page.route(/provisioning-log\?.*cursor=/, (route) => told.then(() => route.continue()));
    await operator.press('Next');
    await busy.waitFor();
    await operator.press('Next');
    expect(await hrefOfFirst()).toBe(newest);
    goOn();
    await busy.waitFor({ state: 'detached' });
    await operator.sees('Page 2');
    expect(await hrefOfFirst()).not.toBe(newest);
    await page.unrouteAll();
    // Back where one was: at the first page, which is the newest.
    await page.getByLabel('Outcome').selectOption('Refused');
    await page.getByRole('status').filter({ hasText: 'Page' }).waitFor({ state: 'detached' });
    await page.getByLabel('Outcome').selectOption('Any');
    await operator.sees('Page 1');
    await operator.comesTo(hrefOfFirst, newest);
    await operator.press('Next');
    await operator.sees('Page 2');
    await operator.press('Previous');
    await operator.sees('Page 1');
    await operator.comesTo(hrefOfFirst, newest);
    // A year that is none, as one may have typed it.
    await operator.go(`/tenants/${tenantId}/log?from=20261-01-15T10:00&text=+${first?.userName}+`);
    await operator.heading('Provisioning log');
    await page.getByRole('cell').first().waitFor();
  });

  it('keeps no secret: not in pages, addresses or storage, nor in any line of the log', async () => {
    for (const path of ['', '/setup-links', '/log']) {
      await operator.go(`/tenants/${tenantId}${path}`);
      await operator.page.getByRole('heading', { level: 1 }).waitFor();
      const kept = await operator.kept();
      expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
    }
    expect(secrets.length).toBeGreaterThan(6);
    const lines = service.logLines.join('\n');
    expect(secrets.filter((secret) => lines.includes(secret))).toEqual([]);
  });

  it('deletes a tenant whose name is typed', async () => {
    const { page } = operator;
    await operator.go(`/tenants/${tenantId}`);
    await page.getByLabel('Provisioning is on').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await operator.press('Delete Fabrikam');
    const forGood = page.getByRole('button', { name: 'Delete for good' });
    expect(await forGood.isDisabled()).toBe(true);
    await page.getByLabel('Type Fabrikam to confirm').fill('Fabrikam');
    await forGood.click();
    await operator.heading('Tenants');
    await page.getByRole('link', { name: 'Fabrikam' }).waitFor({ state: 'detached' });
    expect((await service.admin('GET', `/tenants/${tenantId}`)).status).toBe(404);
    await operator.go(`/tenants/${tenantId}`);
    await operator.sees('No tenant has this id');
  });

  it('shows the sign-in again once the session has ended', async () => {
    await operator.go('/tenants');
    await operator.heading('Tenants');
    await service.storage.transaction((tx) =>
      tx.run('DELETE FROM console_sessions WHERE tenant_id IS NULL', []),
    );
    await operator.page.getByRole('link', { name: 'Audit log' }).click();
    await operator.heading('InviteDesk Provisioning');
    await operator.signIn(ADMIN_TOKEN);
    await operator.press('Sign out');
    await operator.heading('InviteDesk Provisioning');
  });

  it('has been readable throughout: nothing serious for axe, nothing wider than the screen', () => {
    expect(operator.faults).toEqual([]);
  });

  it('has done nothing that its policy forbids, and asked no other host', () => {
    expect(operator.complaints).toEqual([]);
    expect(operator.requested.filter((url) => !url.startsWith(`${service.url}/`))).toEqual([]);
  });
});
