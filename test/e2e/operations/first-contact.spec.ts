import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';

const SHOWN = /Admin token \(shown this once, keep it\): (\w{48})\n/;
/** Several starts, each of several processes. */
const STARTS_MS = 240_000;

onEveryDatabase('the bare address', (name) => {
  it.each([
    ['leads to the console', {}, '/console'],
    [
      'leads to the console of PUBLIC_URL',
      { PUBLIC_URL: 'https://a.example/scim' },
      'https://a.example/scim/console',
    ],
  ])('%s', async (_what, env, location) => {
    const service = await TestService.start(name, env);
    try {
      const answer = await fetch(service.url, { redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, location]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    } finally {
      await service.stop();
    }
  });
});

describe('the first start', () => {
  let build: Build;

  beforeAll(async () => void (build = await buildService()), 180_000);
  afterAll(() => build?.remove());

  const readyLine = (output: string) =>
    output
      .split('\n')
      .filter((line) => line.includes('"msg":"Ready"'))
      .map((line) => JSON.parse(line) as Record<string, string>);

  it.each(['1', '2'])(
    'with %s workers shows the admin token once, and where console, docs and APIs are',
    async (workers) => {
      const database = await createDatabase('sqlite');
      const env = { ADMIN_TOKEN: '', WORKERS: workers, HOST: '127.0.0.1' };
      const first = await ServiceProcess.start(build, database.url, env);
      await until(() => readyLine(first.output).length > 0);
      const [, token = ''] = SHOWN.exec(first.output) ?? [];
      const { url } = first;
      expect(readyLine(first.output)).toEqual([
        expect.objectContaining({
          console: `${url}/console`,
          docs: `${url}/docs`,
          scim: `${url}/scim/v2`,
          admin: `${url}/admin/v1`,
        }),
      ]);
      for (let n = 0; n < 4; n++) {
        const headers = { authorization: `Bearer ${token}`, connection: 'close' };
        expect((await fetch(`${url}/admin/v1/tenants`, { headers })).status).toBe(200);
      }
      await first.end('SIGTERM');
      expect(first.output.split(token)).toHaveLength(2);

      const second = await ServiceProcess.start(build, database.url, { ...env, DOCS: 'off' });
      await until(() => readyLine(second.output).length > 0);
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${second.url}/admin/v1/tenants`, { headers })).status).toBe(200);
      await second.end('SIGTERM');
      expect(second.output).not.toMatch(SHOWN);
      expect(readyLine(second.output)[0]).not.toHaveProperty('docs');
      await database.drop();
    },
    STARTS_MS,
  );

  it.each(['1', '2'])(
    'on a port in use, with %s workers, says what to set and leaves the admin token to the next',
    async (workers) => {
      const database = await createDatabase('sqlite');
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const env = { ADMIN_TOKEN: '', WORKERS: workers };
      const refused = await ServiceProcess.launch(build, database.url, { ...env, PORT: String(port) });
      expect(await refused.ended()).toEqual({ code: 1, signal: null });
      expect(refused.output).toContain(
        `Cannot start: another process has port ${port} of 127.0.0.1: set PORT to a free one, or end that process\n`,
      );
      expect(refused.output).not.toMatch(SHOWN);
      other.close();

      const service = await ServiceProcess.start(build, database.url, env);
      await until(() => SHOWN.test(service.output));
      await service.end('SIGTERM');
      await database.drop();
    },
    STARTS_MS,
  );

  it(
    'names variables that look like settings, once',
    async () => {
      const database = await createDatabase('sqlite');
      const service = await ServiceProcess.start(build, database.url, {
        WORKERS: '2',
        ADMIN_TOEKN: 'not-to-be-repeated',
      });
      await service.end('SIGTERM');
      expect(service.output.match(/Unknown variable ADMIN_TOEKN: is ADMIN_TOKEN meant\?/g)).toHaveLength(1);
      expect(service.output).not.toContain('not-to-be-repeated');
      await database.drop();
    },
    STARTS_MS,
  );
});

/** Waits for something that must happen; the test fails by its time limit otherwise. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((wake) => setTimeout(wake, 20));
}
