import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { initialCycle } from '../../src/demo/cycles.js';
import { people, teams, type Person } from '../../src/demo/directory.js';
import { EntraClient } from '../../src/demo/entra.js';
import { launchChromium } from './chromium.js';
import { ConsoleUser } from './console-browser.js';
import { buildConsole } from './console-build.js';
import { ADMIN_TOKEN, TestService } from './service.js';
import type { TestTenant } from './tenant.js';

/** Time enough to install Chromium first. */
const START_MS = 15 * 60_000;

/** The console in a real browser: one service and browser per file; per test, a signed-in operator and a tenant. */
export class ConsoleVisit {
  private constructor() {}

  service!: TestService;
  browser!: Browser;
  operator!: ConsoleUser;
  /** The tenant of the test, with provisioning enabled. */
  tenant!: TestTenant;
  /** Secrets that the test has seen; none may remain anywhere. */
  private secrets: string[] = [];

  /** Registers the hooks. `seeded: false` creates neither tenant nor session. */
  static forEachTest({ seeded = true } = {}): ConsoleVisit {
    const visit = new ConsoleVisit();
    beforeAll(async () => {
      [visit.service, visit.browser] = await Promise.all([
        TestService.start('sqlite'),
        launchChromium(),
        buildConsole(),
      ]);
    }, START_MS);
    beforeEach(async () => {
      visit.secrets = [ADMIN_TOKEN];
      visit.operator = await ConsoleUser.open(visit.browser, visit.service.url);
      if (!seeded) return;
      visit.tenant = await visit.service.createTenant();
      visit.secrets.push(visit.tenant.accessCode);
      await visit.operator.signIn(ADMIN_TOKEN);
    });
    afterEach(async () => {
      try {
        visit.operator.expectNoFault();
        await visit.expectNoSecretKept();
      } finally {
        await visit.operator.close();
      }
    });
    afterAll(async () => {
      await visit.browser?.close();
      await visit.service?.stop();
    });
    return visit;
  }

  get page(): Page {
    return this.operator.page;
  }

  /** Opens a page of the tenant, such as `/log`. */
  async open(path = ''): Promise<void> {
    await this.operator.go(`/tenants/${this.tenant.id}${path}`);
  }

  /** Opens the settings and selects an authentication method. */
  async openTab(name: string): Promise<void> {
    await this.open();
    await this.page.getByRole('tab', { name }).click();
  }

  /** Presses a button of the open dialog. */
  async confirm(name: string): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  }

  /** The names of the copy fields, in order. */
  fields(): Promise<string[]> {
    return this.page.evaluate(
      "[...document.querySelectorAll('[role=tabpanel] input')].map((each) => each.labels[0].textContent)",
    );
  }

  /** Copies a secret that is shown once, and dismisses it. */
  async takeSecret(label: string): Promise<string> {
    await this.operator.press(`Copy ${label}`);
    const text = await this.operator.clipboard();
    this.remember(text);
    await this.operator.press('I have copied it');
    return text;
  }

  /** Adds a secret that no page, address, storage or log line may contain after the test. */
  remember(secret: string): void {
    this.secrets.push(secret);
  }

  /** A client that acts as Entra, with the access code of the tenant. */
  entra(): EntraClient {
    return new EntraClient(`${this.service.url}/scim/v2`, this.tenant.accessCode);
  }

  /**
   * Runs Entra's initial cycle.
   * @returns the provisioned people
   */
  async provisionEveryone(): Promise<Person[]> {
    const everyone = people();
    await initialCycle(this.entra(), everyone, teams(everyone), () => undefined);
    return everyone;
  }

  /** The status of a SCIM request with this credential. */
  async statusOf(credential: string): Promise<number> {
    return (await this.tenant.with(credential).get('/Users?count=0')).status;
  }

  /** Waits until a credential is answered with this status, which takes at most 5 seconds in all processes. */
  async becomes(credential: string, status: number): Promise<void> {
    await this.operator.comesTo(() => this.statusOf(credential), status);
  }

  private async expectNoSecretKept(): Promise<void> {
    const kept = (await this.operator.kept()) + this.service.logLines.join('\n');
    expect(this.secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  }
}

/** A promise and the function that resolves it: delays an answer until the test has examined the page without it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
