import { loadavg } from 'node:os';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../test/support/chromium.ts';
import { openDatabases } from './databases.ts';
import { percentile } from './load.ts';
import { ADMIN_TOKEN, migrate, SERVERS } from './servers.ts';

/*
 * Measures when the console shows something, in a browser that has cached nothing: the first paint with content, and the
 * largest one. `npm run bench:console-paint`.
 */

const VISITS = 15;
const PAINTS = `new Promise((resolve) => {
  const [first] = performance.getEntriesByName('first-contentful-paint');
  new PerformanceObserver((list) => {
    const largest = list.getEntries().at(-1);
    resolve([first.startTime, largest.startTime]);
  }).observe({ type: 'largest-contentful-paint', buffered: true });
})`;

const databases = await openDatabases('sqlite', true);
const fresh = await databases.create();
const browser = await launchChromium();
try {
  await migrate(fresh.url);
  const running = await SERVERS.ours!({ databaseUrl: fresh.url, workers: 1, profileTo: null });
  try {
    const { origin } = new URL(running.baseUrl);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const { items } = (await (await fetch(`${origin}/admin/v1/tenants`, { headers })).json()) as {
      items: { id: string }[];
    };
    const tenant = `/tenants/${items[0]!.id}`;
    const cookie = await signIn(origin);
    console.log(`load average ${loadavg()[0]!.toFixed(1)}, ${VISITS} visits each\n`);
    console.log('| page | first paint p50 ms | p95 ms | largest paint p50 ms | p95 ms |');
    console.log('| --- | --- | --- | --- | --- |');
    for (const [name, path, session] of [
      ['sign-in', '/', null],
      ['tenants', '/tenants', cookie],
      ['settings of a tenant', tenant, cookie],
      ['status', `${tenant}/status`, cookie],
      ['provisioning log', `${tenant}/log`, cookie],
      ['users', `${tenant}/users`, cookie],
    ] as const) {
      const visits: [number, number][] = [];
      for (let visit = 0; visit < VISITS; visit++)
        visits.push(await paintsOf(browser, `${origin}/console${path}`, session));
      const [first, largest] = [0, 1].map((of) =>
        Float64Array.from(visits, (visit) => visit[of] ?? NaN).sort(),
      );
      const figures = [first!, largest!].flatMap((all) => [percentile(all, 0.5), percentile(all, 0.95)]);
      console.log(`| ${name} | ${figures.map((millis) => millis.toFixed(0)).join(' | ')} |`);
    }
  } finally {
    await running.stop();
  }
} finally {
  await browser.close();
  await fresh.drop();
  await databases.stop();
}

async function signIn(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-invitedesk-console': 'user' },
    body: JSON.stringify({ adminToken: ADMIN_TOKEN }),
  });
  if (!answer.ok) throw new Error(`POST /console/session: ${answer.status}`);
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

/** Both paints of one visit, in milliseconds since it began. */
async function paintsOf(visitor: Browser, url: string, cookie: string | null): Promise<[number, number]> {
  const context = await visitor.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    if (cookie !== null) {
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url }]);
    }
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    return await page.evaluate<[number, number]>(PAINTS);
  } finally {
    await context.close();
  }
}
