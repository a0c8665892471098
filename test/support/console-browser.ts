import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where each run stores its screenshots. */
export const PICTURES = join(tmpdir(), 'invitedesk-console');
/** Maximum time for a page to show a result. */
const PATIENCE_MS = 15_000;
const SIZES = [
  { width: 1280, height: 900 },
  { width: 375, height: 812 },
] as const;
const ANY_IMPACT = ['minor', 'moderate', 'serious', 'critical'];
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
/** Pages that are not of the console follow the browser at once. */
const SHOWN_SCHEME =
  'document.documentElement.dataset.mantineColorScheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")';
/** The browser's own messages about error answers and failed requests, some of which tests provoke. */
const REFUSED_REQUEST =
  /^Failed to load resource: (?:the server responded with a status of 4\d\d|net::ERR_FAILED)/;

/** A user with a browser of their own, at the console of the service at `url`. */
export class ConsoleUser {
  private constructor(
    private readonly url: string,
    private readonly context: BrowserContext,
    readonly page: Page,
    /** Script errors, and violations of the pages' content security policy. */
    readonly complaints: readonly string[],
    /** The address of every request. */
    readonly requested: readonly string[],
  ) {}

  /** Accessibility faults of the pages with screenshots. */
  readonly faults: string[] = [];

  static async open(browser: Browser, url: string): Promise<ConsoleUser> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    const requested: string[] = [];
    page.on('console', (message) => {
      if (isComplaint(message)) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requested.push(request.url()));
    return new ConsoleUser(url, context, page, complaints, requested);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.url}/console${path}`);
  }

  async signIn(adminToken: string): Promise<void> {
    await this.go('/');
    await this.page.getByLabel('Admin token', { exact: true }).fill(adminToken);
    await this.press('Sign in');
    await this.heading('Tenants');
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Waits for the page with this heading. */
  async heading(name: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** Waits until this text is visible. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Waits until `read` returns `expected`: pages follow an action with a short delay. */
  async comesTo<Shown>(read: () => Promise<Shown>, expected: Shown): Promise<void> {
    expect(await this.readUntil(read, (shown) => isDeepStrictEqual(shown, expected))).toEqual(expected);
  }

  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** Takes a screenshot, and checks the page's accessibility. */
  async picture(name: string): Promise<void> {
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    this.faults.push(...(await this.faultsOf(name, ['serious', 'critical'])));
  }

  /**
   * Checks the page's accessibility in both themes, on a desk and in a hand, with a screenshot of each theme. The dark
   * theme changes colours alone, so only the rules about them are checked again.
   */
  async pictures(name: string): Promise<void> {
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    for (const scheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme: scheme });
      await this.comesTo(() => this.page.evaluate<string>(SHOWN_SCHEME), scheme);
      for (const size of SIZES) {
        const called = `${name}-${scheme}-${size.width}`;
        await this.page.setViewportSize(size);
        this.faults.push(...(await this.faultsOf(called, ANY_IMPACT, scheme === 'dark' ? COLOUR_RULES : [])));
        if ((scheme === 'dark') === size.width < 600)
          await this.page.screenshot({ path: join(PICTURES, `${called}.png`), fullPage: true });
      }
    }
    await this.page.setViewportSize(SIZES[0]);
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  /** Holds for every visit: pages are accessible, no script failed, and no other host was contacted. */
  expectNoFault(): void {
    expect(this.faults).toEqual([]);
    expect(this.complaints).toEqual([]);
    expect(this.requested.filter((url) => !url.startsWith(`${this.url}/`))).toEqual([]);
  }

  /** Everything that the browser stores for the page, as text. */
  async kept(): Promise<string> {
    const stored: string = await this.page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, history.state, document.cookie])',
    );
    return stored + (await this.page.content()) + this.requested.join('\n');
  }

  /**
   * Findings of axe of these impacts, and whether the page scrolls sideways: a line for each.
   * @param rules the only ones to check; none for all
   */
  private async faultsOf(
    name: string,
    impacts: readonly string[],
    rules: readonly string[] = [],
  ): Promise<string[]> {
    const excess = await this.excess();
    if (!(await this.page.evaluate<boolean>('"axe" in window'))) await this.page.evaluate(AXE);
    const options = { resultTypes: ['violations'], ...(rules.length === 0 ? {} : { runOnly: rules }) };
    const violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] =
      await this.page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then((r) => r.violations)`);
    return [
      ...violations.flatMap(({ id, impact, nodes }) =>
        (impacts.includes(impact) ? nodes : []).map(
          ({ html, failureSummary }) => `${name}: ${id}: ${html} ${failureSummary}`,
        ),
      ),
      ...(excess > 0 ? [`${name}: ${excess} pixels too wide`] : []),
    ];
  }

  /** By how many pixels the page is too wide. Charts follow a change of the window with a delay. */
  private excess(): Promise<number> {
    const read = () => this.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    return this.readUntil(read, (excess) => excess <= 0);
  }

  /** Reads again and again; what was read last, as wanted or when it takes too long. */
  private async readUntil<Shown>(
    read: () => Promise<Shown>,
    isWanted: (shown: Shown) => boolean,
  ): Promise<Shown> {
    const end = Date.now() + PATIENCE_MS;
    let shown = await read();
    while (!isWanted(shown) && Date.now() < end) {
      await sleep(20);
      shown = await read();
    }
    return shown;
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

function isComplaint(message: ConsoleMessage): boolean {
  return ['error', 'warning'].includes(message.type()) && !REFUSED_REQUEST.test(message.text());
}
