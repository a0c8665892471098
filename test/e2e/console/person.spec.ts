import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../support/chromium.js';
import { ConsoleUser } from '../../support/console-browser.js';
import { EntraLogin } from '../../support/entra-login.js';
import { TestService } from '../../support/service.js';

/** Time enough to install Chromium first. */
const START_MS = 15 * 60_000;

let browser: Browser;
let entra: EntraLogin;
let service: TestService;

beforeAll(async () => {
  entra = await EntraLogin.start();
  [service, browser] = await Promise.all([TestService.start('sqlite', entra.settings), launchChromium()]);
  entra.register(service.url);
}, START_MS);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await entra?.stop();
});

it('people sign in with Entra in a browser, see their own page, sign out and are refused', async () => {
  const tenant = await service.createTenant('Contoso');
  const { body } = await service.admin('GET', `/tenants/${tenant.id}`);
  const oid = randomUUID();
  const user = await tenant.createUser({ externalId: oid, displayName: 'Ann Vos' });
  await tenant.createGroup({ displayName: 'Support', members: [{ value: user.id }] });
  entra.person = { tid: body.entraTenantId, oid };
  const person = await ConsoleUser.open(browser, service.url);
  const { page } = person;

  await page.goto(`${service.url}/me`);
  await person.heading('Ann Vos');
  expect(page.url()).toBe(`${service.url}/me`);
  await person.sees('Support');
  await person.sees('Chrome on ');
  await person.sees('(this one)');
  // The policy lets the page's own style in.
  expect(await page.evaluate('getComputedStyle(document.body).maxWidth')).not.toBe('none');
  await person.picture('person');
  // No script of the page could read the cookie.
  expect(await page.evaluate('document.cookie')).not.toContain('idp_');

  await person.press('Sign out');
  // Entra asks, and leads back.
  await page.waitForURL((url) => url.origin === entra.origin);
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await person.heading('You are signed out');
  await person.picture('person-signed-out');

  await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value: false }]);
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await person.heading('You could not be signed in');
  await person.sees('Request id:');
  await person.picture('person-refused');
  expect(person.faults).toEqual([]);
  // The page of the test's Entra wants a font from elsewhere.
  expect(person.complaints.filter((text) => !text.includes('ERR_NAME_NOT_RESOLVED'))).toEqual([]);
  await person.close();
}, 60_000);
