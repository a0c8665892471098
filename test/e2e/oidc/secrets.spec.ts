import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { keyOfSecrets, oidcSettings } from '../../support/oidc-settings.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { signedInBrowser } from '../../support/signed-in-browser.js';
import { tableNames } from '../../support/stored-rows.js';
import { TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

const run = promisify(execFile);

let build: Build;

beforeAll(async () => void (build = await buildService()), 240_000);
afterAll(() => build.remove());

onEveryDatabase('secrets that are read back', (name) => {
  let database: TestDatabase;
  /** Two workers; and a process of the same deployment, which opens sessions as the sign-in with Entra does. */
  let service: ServiceProcess;
  let beside: TestService;
  let application: OidcApplication;
  let tenant: TestTenant;

  beforeAll(async () => {
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url, { WORKERS: '2', ...oidcSettings(name) });
    beside = await TestService.over({ ...database, drop: () => Promise.resolve() }, oidcSettings(name));
    application = await OidcApplication.register(service);
    tenant = await TestTenant.create(service, 'Fabrikam');
  }, 240_000);
  afterAll(async () => {
    await application.close();
    await beside.stop();
    await service.end('SIGTERM');
    await database.drop();
  });

  /** A request on a connection of its own, which either worker may get. */
  const statusOf = async (path: string, token: string) => {
    const response = await fetch(service.url + path, {
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
    });
    await response.text();
    return response.status;
  };
  const kids = async () => {
    const response = await fetch(`${service.url}/oidc/jwks`, { headers: { connection: 'close' } });
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };
  const signIn = async () => {
    const user = await tenant.createUser();
    const browser = await signedInBrowser(beside, tenant.id, user.id, service.url);
    const tokens = await application.signIn(browser);
    return { user, sid: tokens.claims()?.sid as string, access: tokens.access_token };
  };
  const command = (file: string, env: Record<string, string>) =>
    run(process.execPath, [join(dirname(build.main), file)], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.url, ADMIN_TOKEN, ...env },
    });

  it('sign in both workers, which end a person within 5 seconds', async () => {
    const { user, sid, access } = await signIn();
    for (let each = 0; each < 8; each++) expect(await statusOf('/scim/v2/Me', access)).toBe(200);
    const disabled = await tenant.patch(`/Users/${user.id}`, [
      { op: 'replace', path: 'active', value: false },
    ]);
    expect(disabled.status).toBe(200);
    for (let each = 0; each < 8; each++) expect(await statusOf('/scim/v2/Me', access)).toBe(401);
    const isTold = (token: string) => Buffer.from(token, 'base64url').toString().includes(sid);
    await until('the application is told once', () =>
      application.logoutTokens.some((token) => isTold(token.split('.')[1] ?? '')),
    );
    expect(new Set(await kids()).size).toBe(1);
  });

  it('are in no table and no file of the database', async () => {
    const [row] = await beside.storage.rows<{ privateKey: string }>(
      'SELECT private_key AS privateKey FROM oidc_signing_keys',
    );
    expect(row?.privateKey).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/);
    const { access } = await signIn();
    const secrets = [application.clientSecret, access, '"kty"'];
    for (const table of await tableNames(beside.storage)) {
      const rows = JSON.stringify(await beside.storage.rows(`SELECT * FROM \`${table}\``));
      for (const secret of secrets)
        expect([table, rows.replaceAll('\\', '').includes(secret)]).toEqual([table, false]);
    }
    if (name === 'mysql') return;
    const path = database.url.replace('sqlite:', '');
    for (const file of [path, `${path}-wal`]) {
      const bytes = await readFile(file);
      for (const secret of secrets) expect([file, bytes.includes(secret)]).toEqual([file, false]);
    }
  });

  it('are encrypted under a new key by a command, beside the service', async () => {
    const before = await kids();
    const [current = ''] = Object.values(keyOfSecrets(name));
    const env: Record<string, string> =
      name === 'mysql'
        ? { SECRETS_KEY: randomBytes(32).toString('base64'), SECRETS_KEY_PREVIOUS: current }
        : {};
    const { stdout } = await command('rotate-secrets-main.js', env);
    expect(stdout).toMatch(/oidc_signing_keys\.private_key: 1 encrypted under the key [0-9a-f]{8}/);
    // The workers learn of the key within some seconds, one after the other, and a browser comes to either of them.
    for (let each = 0; name === 'sqlite' && each < 20; each++) expect((await signIn()).access).toBeDefined();
    const rolled = await TestService.over(
      { ...database, drop: () => Promise.resolve() },
      { ...oidcSettings(name), ...env },
    );
    const response = await fetch(`${rolled.url}/oidc/jwks`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    expect(keys.map(({ kid }) => kid)).toEqual(before);
    await rolled.stop();
  });

  it('that cannot be decrypted are named at the start, and SCIM goes on', async () => {
    const other = { ...oidcSettings(name), SECRETS_KEY: randomBytes(32).toString('base64') };
    const wrong = await TestService.over({ ...database, drop: () => Promise.resolve() }, other);
    const lines = wrong.logLines.filter((line) => line.includes('SECRETS_KEY'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/Off until SECRETS_KEY .* has the key [0-9a-f]{8}: the OpenID Provider/);
    expect((await tenant.with(tenant.accessCode, wrong).get('/Users')).status).toBe(200);
    expect((await fetch(`${wrong.url}/oidc/jwks`)).status).toBe(503);
    await wrong.stop();
  });
});
