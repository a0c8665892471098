import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.js';
import { PICTURES } from '../../support/console-browser.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';

/* Swagger UI in a browser. */

describe('Swagger UI', () => {
  let service: TestService;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    service = await TestService.start('sqlite');
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
});
