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

/** Long enough for a Chromium that has to be installed first. */
const START_MS = 15 * 60_000;

/**
 * The console in a real browser: a service and a browser for each file, and for each test an operator who has signed
 * in to a tenant of the test's own.
 */
export class ConsoleVisit {
  private constructor() {}

  service!: TestService;
  browser!: Browser;
  operator!: ConsoleUser;
  /** The tenant of the test, switched on. */
  tenant!: TestTenant;
  /** Every secret that was seen; none may stay anywhere. */
  private secrets: string[] = [];

  /** Registers the hooks. `seeded: false` leaves out the tenant and the sign-in. */
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

  /** Chooses a way to authenticate on the page of settings. */
  async openTab(name: string): Promise<void> {
    await this.open();
    await this.page.getByRole('tab', { name }).click();
  }

  /** Presses a button of the dialog that is open. */
  async confirm(name: string): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  }

  /** The names of the fields to be copied, in their order. */
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

  /** A secret that no page, address, storage or line of the log may hold after the test. */
  remember(secret: string): void {
    this.secrets.push(secret);
  }

  /** Entra, with the access code of the tenant. */
  entra(): EntraClient {
    return new EntraClient(`${this.service.url}/scim/v2`, this.tenant.accessCode);
  }

  /** A first cycle of Entra; answers whom it has provisioned. */
  async provisionEveryone(): Promise<Person[]> {
    const everyone = people();
    await initialCycle(this.entra(), everyone, teams(everyone), () => undefined);
    return everyone;
  }

  /** The status of a SCIM request with this credential. */
  async statusOf(credential: string): Promise<number> {
    return (await this.tenant.with(credential).get('/Users?count=0')).status;
  }

  /** Waits until a credential is answered so: what was revoked or switched off is so everywhere within 5 seconds. */
  async becomes(credential: string, status: number): Promise<void> {
    await this.operator.comesTo(() => this.statusOf(credential), status);
  }

  private async expectNoSecretKept(): Promise<void> {
    const kept = (await this.operator.kept()) + this.service.logLines.join('\n');
    expect(this.secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  }
}

/** A promise, and what fulfils it: holds an answer back until the test has looked at the page without it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
