import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestConsole } from '../../support/console.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/* DOCS: who sees Swagger UI and the OpenAPI document. */

const PAGES = ['/docs', '/docs/', '//docs', '/docs/index.html'];
const FILES = ['/docs-json', '/docs-yaml', '/docs/swagger-ui.css', '/docs/swagger-ui-init.js', '//docs-json'];

describe('the documentation', () => {
  let open: TestService;
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    open = await TestService.start('sqlite');
    service = await open.startAnother({ DOCS: 'admin' });
    tenant = await open.createTenant();
  });
  afterAll(async () => {
    await service.app.close();
    await open.stop();
  });

  const get = async (path: string, headers: Record<string, string> = {}, at = service) => {
    const answer = await fetch(at.url + path, { headers, redirect: 'manual' });
    await answer.text();
    return answer;
  };

  it.each([...PAGES, ...FILES])('is there for everybody unless DOCS says otherwise: %s', async (path) => {
    expect((await get(path, {}, open)).status).toBe(200);
  });

  it.each(PAGES)('with DOCS=admin leads whoever is not signed in to the console: %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(FILES)('with DOCS=admin is refused to whoever is not signed in: %s', async (path) => {
    expect((await get(path)).status).toBe(401);
    expect((await get(path, { authorization: `Bearer ${tenant.accessCode}` })).status).toBe(401);
  });

  it.each([...PAGES, ...FILES])('with DOCS=admin is there for operators: %s', async (path) => {
    const byToken = await get(path, { authorization: `Bearer ${ADMIN_TOKEN}` });
    expect(byToken.status).toBe(200);
    // The style sheet is the library's own.
    if (!path.endsWith('.css')) expect(byToken.headers.get('cache-control')).toBe('no-store');
    const { cookie } = await TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN });
    expect((await get(path, { cookie })).status).toBe(200);
  });

  it('with DOCS=admin is not there for the holder of a set-up link', async () => {
    const { body } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    const [, setupSecret = ''] = (body.url as string).split('#');
    const { cookie } = await TestConsole.signIn(service.url, { setupSecret });
    expect((await get('/docs-json', { cookie })).status).toBe(403);
    expect((await get('/docs', { cookie })).status).toBe(302);
  });

  it('with DOCS=off is nowhere', async () => {
    const other = await open.startAnother({ DOCS: 'off' });
    try {
      for (const path of [...PAGES, ...FILES]) {
        expect([path, (await get(path, { authorization: `Bearer ${ADMIN_TOKEN}` }, other)).status]).toEqual([
          path,
          404,
        ]);
      }
    } finally {
      await other.app.close();
    }
  });
});
