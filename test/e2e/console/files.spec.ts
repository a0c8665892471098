import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildConsole } from '../../support/console-build.js';
import { TestService } from '../../support/service.js';

const ANY_PAGE = ['/console/', '/console/tenants/x/users', '/console/setup', '/console/index.html'];

describe('the files of the console', () => {
  let service: TestService;
  const get = (path: string) => fetch(service.url + path);

  beforeAll(async () => {
    [service] = await Promise.all([TestService.start('sqlite'), buildConsole()]);
  }, 180_000);
  afterAll(() => service.stop());

  it('the page has a strict Content-Security-Policy and is not cached', async () => {
    const page = await get('/console');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it.each(ANY_PAGE)('%s is the same page', async (path) => {
    const html = await (await get('/console')).text();
    const page = await get(path);
    expect([page.status, page.headers.get('cache-control'), await page.text()]).toEqual([
      200,
      'no-store',
      html,
    ]);
  });

  it('scripts and styles are cached for ever and compressed', async () => {
    const html = await (await get('/console')).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const path of files) {
      const file = await get(path);
      expect([path, file.status, file.headers.get('cache-control')]).toEqual([
        path,
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(file.headers.get('content-encoding')).toBe('gzip');
    }
  });

  it('the first page needs less than 300 kB of script, compressed', async () => {
    const html = await (await get('/console')).text();
    const found = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => path);
    const sizes = new Map<string, number>();
    for (let path = found.pop(); path !== undefined; path = found.pop()) {
      if (sizes.has(path)) continue;
      const text = await (await get(path)).text();
      sizes.set(path, gzipSync(text).length);
      // Scripts that it imports from the start, not those of pages that are loaded when they are opened.
      const imports = text.matchAll(/(?:^|[;}])(?:import|export)\b[^;("']*["'](\.[^"']+\.js)["']/g);
      for (const [, name = ''] of imports) found.push(new URL(name, `http://console${path}`).pathname);
    }
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(50_000);
    expect([total < 300_000, [...sizes]]).toEqual([true, [...sizes]]);
  });

  it.each(['/console/assets/none.js', '/console/assets/..%2f..%2fmain.js', '/console/assets/../../main.js'])(
    '%s is no file: 404',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('a page is not posted to: 404', async () => {
    expect((await fetch(`${service.url}/console/tenants`, { method: 'POST' })).status).toBe(404);
  });
});
