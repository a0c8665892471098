import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.js';
import { PICTURES } from '../../support/console-browser.js';
import { TestConsole } from '../../support/console.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/* Swagger UI in a browser: what it has filled in for each operation is accepted when sent as it is. */

/** What Swagger UI shows of an operation that is unfolded. */
interface Shown {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  /** Names and values of the fields, by where they go. */
  readonly fields: readonly { readonly in: string; readonly name: string; readonly value: string }[];
}

/** Runs in the page. */
const READ = `[...document.querySelectorAll('.opblock')].map((block) => ({
  id: block.id.slice(block.id.lastIndexOf('-') + 1),
  method: block.querySelector('.opblock-summary-method').textContent,
  path: block.querySelector('.opblock-summary-path').dataset.path,
  body: block.querySelector('.body-param__text')?.value ?? null,
  fields: [...block.querySelectorAll('tr[data-param-name]')].map((row) => ({
    in: row.dataset.paramIn,
    name: row.dataset.paramName,
    value: row.querySelector('input, select, textarea')?.value ?? '',
  })),
}))`;

/** Operations whose credentials no example can have. */
const CREDENTIALS: Readonly<Record<string, (ids: Ids) => Record<string, string>>> = {
  issueAccessToken: ({ clientId, clientSecret }) => ({ client_id: clientId, client_secret: clientSecret }),
};

type Ids = Record<
  'id' | 'tokenId' | 'clientId' | 'clientSecret' | 'secretId' | 'linkId' | 'userId' | 'groupId' | 'entryId',
  string
>;

describe('Swagger UI', () => {
  let service: TestService;
  let browser: Browser;
  let page: Page;
  let operations: any;

  beforeAll(async () => {
    service = await TestService.start('sqlite');
    operations = ((await (await fetch(`${service.url}/docs-json`)).json()) as any).paths;
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await open();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service.stop();
  });

  const open = async () => {
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock-tag');
  };

  it('starts folded, with the tags in the order of work, and a box to filter them', async () => {
    expect(await page.locator('.opblock').count()).toBe(0);
    const tags = await page
      .locator('.opblock-tag')
      .evaluateAll((all) => all.map((tag) => tag.dataset['tag']));
    expect(tags.slice(0, 3)).toEqual(['Tenants', 'Access codes', 'OAuth clients']);
    await page.screenshot({ path: join(PICTURES, 'swagger-ui.png') });
    await page.fill('.operation-filter-input', 'Audit');
    await page.waitForFunction("document.querySelectorAll('.opblock-tag').length === 1");
    await page.fill('.operation-filter-input', '');
  });

  it('keeps the token over a reload, and sends it', async () => {
    await page.click('.auth-wrapper .authorize');
    const dialog = page.locator('.modal-ux');
    await dialog.locator('input').first().fill(ADMIN_TOKEN);
    await dialog.locator('button.authorize').first().click();
    await dialog.locator('button.btn-done').first().click();
    await open();
    const answer = await tried('listTenants');
    expect(answer).toBe(200);
  }, 120_000);

  it('has filled in what is accepted, for every operation', async () => {
    const shown = await unfold();
    const described = Object.values<any>(operations).flatMap((item) =>
      Object.values<any>(item).map(({ operationId }) => operationId as string),
    );
    expect(shown.map(({ id }) => id).sort()).toEqual(described.sort());
    await page.screenshot({ path: join(PICTURES, 'swagger-ui-unfolded.png') });
    for (const operation of shown) {
      const outcome = await send(operation);
      expect([operation.id, operation.body, outcome]).toEqual([
        operation.id,
        operation.body,
        expect.stringMatching(/^2/),
      ]);
    }
  }, 300_000);

  /** Executes an operation in the page; answers the status. */
  async function tried(id: string): Promise<number> {
    await page.click('.opblock-tag[data-tag="Tenants"]');
    await page.click(`[id$="-${id}"] .opblock-summary-control`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().includes('/admin/v1/tenants')),
      page.click(`[id$="-${id}"] .execute`),
    ]);
    return answer.status();
  }

  async function unfold(): Promise<Shown[]> {
    await open();
    // From the end: those before keep their places.
    const tags = await page.locator('.opblock-tag-section:not(.is-open) .opblock-tag').all();
    for (const tag of tags.reverse()) await tag.click();
    const blocks = await page.locator('.opblock:not(.is-open) .opblock-summary-control').all();
    for (const block of blocks.reverse()) await block.dispatchEvent('click');
    await page.waitForFunction("document.querySelectorAll('.opblock .execute').length > 60");
    return page.evaluate<Shown[]>(READ);
  }

  /** Sends what is shown, in a tenant of its own, with ids in the place of those that a reader has to enter. */
  async function send({ id, method, path, body, fields }: Shown): Promise<string> {
    const tenant = await service.createTenant();
    const ids = await fixtures(tenant);
    const isScim = path.startsWith('/scim/');
    const given = (where: string) => fields.filter((field) => field.in === where && field.value !== '');
    const values: Record<string, string> = {
      ...ids,
      ...(isScim ? { id: path.includes('/Groups') ? ids.groupId : ids.userId } : {}),
      ...Object.fromEntries(given('path').map(({ name, value }) => [name, value])),
    };
    const target = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(values[name] ?? name),
    );
    const query = new URLSearchParams(
      Object.fromEntries(given('query').map(({ name, value }) => [name, value])),
    );
    const form = formOf(id, ids);
    const text = body?.replaceAll('the id of a user', ids.userId).replaceAll('the admin token', ADMIN_TOKEN);
    const session =
      path === '/console/session' && method !== 'POST'
        ? await TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN })
        : null;
    if (id === 'deleteTenant')
      await service.admin('PUT', `/tenants/${ids.id}/provisioning`, { enabled: false });
    const answer = await fetch(`${service.url}${target}?${query.toString()}`, {
      method,
      headers: {
        ...Object.fromEntries(given('header').map(({ name, value }) => [name, value])),
        ...(session === null ? {} : { cookie: session.cookie }),
        ...(session !== null || /^\/(?:console|health|oauth|\.well-known)/.test(path)
          ? {}
          : { authorization: `Bearer ${isScim ? tenant.accessCode : ADMIN_TOKEN}` }),
        ...(text === undefined
          ? {}
          : { 'content-type': isScim ? 'application/scim+json' : 'application/json' }),
      },
      ...(text === undefined ? (form === null ? {} : { body: form }) : { body: text }),
    });
    const outcome = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    for (const each of [ids.id, id === 'createTenant' ? idIn(outcome) : '']) await remove(each);
    return outcome;
  }

  async function fixtures(tenant: TestTenant): Promise<Ids> {
    const { id } = tenant;
    const made = async (path: string, body: object) =>
      (await service.admin('POST', `/tenants/${id}/${path}`, body)).body as Record<string, any>;
    const token = await made('tokens', {});
    const client = await made('oauth-clients', {});
    const link = await made('setup-links', {});
    const schema = operations['/admin/v1/tenants/{id}/schemas/{urn}'].put;
    const urn = schema.parameters.find(({ name }: { name: string }) => name === 'urn').example as string;
    const { value } = schema.requestBody.content['application/json'].examples.events;
    await service.admin('PUT', `/tenants/${id}/schemas/${urn}`, value);
    const user = await tenant.createUser();
    const group = await tenant.createGroup();
    const { body: log } = await service.admin('GET', `/tenants/${id}/provisioning-log`);
    return {
      id,
      tokenId: token['id'],
      clientId: client['clientId'],
      clientSecret: client['secret'].clientSecret,
      secretId: client['secret'].id,
      linkId: link['id'],
      userId: user.id,
      groupId: group.id,
      entryId: log.items[0].id,
    };
  }

  async function remove(id: string): Promise<void> {
    if (id === '') return;
    await service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: false });
    await service.admin('DELETE', `/tenants/${id}`);
  }
});

function formOf(id: string, ids: Ids): URLSearchParams | null {
  const credentials = CREDENTIALS[id];
  if (credentials === undefined) return null;
  return new URLSearchParams({ grant_type: 'client_credentials', ...credentials(ids) });
}

function idIn(outcome: string): string {
  return /"id":"(\w+)"/.exec(outcome)?.[1] ?? '';
}
