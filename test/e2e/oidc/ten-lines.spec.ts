import { randomUUID } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CookieBrowser } from '../../support/cookie-browser.js';
import { EntraLogin } from '../../support/entra-login.js';
import { freePort } from '../../support/mysql/server.ts';
import { TestService } from '../../support/service.js';
import { until } from '../../support/until.js';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('the application of docs/sign-in.md', () => {
  let entra: EntraLogin;
  let service: TestService;
  let folder: string;
  let application: ChildProcess | null = null;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    service = await TestService.start('sqlite', entra.settings);
    entra.register(service.url);
    folder = await mkdtemp(join(tmpdir(), 'invitedesk-application-'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(async () => {
    if (application?.exitCode === null) {
      application.kill();
      await once(application, 'exit');
    }
    await rm(folder, { recursive: true });
    await service.stop();
    await entra.stop();
  });

  it('signs a person in who comes from Entra', async () => {
    const tid = randomUUID();
    const oid = randomUUID();
    const { body: created } = await service.admin('POST', '/tenants', {
      name: 'Fabrikam',
      entraTenantId: tid,
    });
    const { body: toggle } = await service.admin('PUT', `/tenants/${created.id}/provisioning`, {
      enabled: true,
    });
    const user = await fetch(`${service.url}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${toggle.accessCode}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'ada@fabrikam.example',
        externalId: oid,
        active: true,
      }),
    });
    const { id } = (await user.json()) as { id: string };
    entra.person = { tid, oid };

    const url = `http://127.0.0.1:${await freePort()}`;
    const { body: registered } = await service.admin('POST', '/applications', {
      name: 'Ten lines',
      redirectUris: [`${url}/callback`],
    });
    const [, program = ''] =
      /```js\n([\s\S]+?)```/.exec(await readFile(join(ROOT, 'docs/sign-in.md'), 'utf8')) ?? [];
    await writeFile(join(folder, 'application.mjs'), program);
    application = spawn(process.execPath, [join(folder, 'application.mjs')], {
      env: {
        PATH: process.env.PATH,
        ISSUER: registered.issuer,
        CLIENT_ID: registered.clientId,
        CLIENT_SECRET: registered.secret.clientSecret,
        REDIRECT_URI: `${url}/callback`,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await until('the application listens', () =>
      fetch(url, { redirect: 'manual' }).then(
        ({ status }) => status === 302,
        () => false,
      ),
    );
    const { response } = await new CookieBrowser().go(url);
    expect(await response?.json()).toMatchObject({
      sub: id,
      tenant: created.id,
      preferred_username: 'ada@fabrikam.example',
      groups: [],
    });
  });
});
