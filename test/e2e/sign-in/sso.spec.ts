import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { EntraLogin, hs256 } from '../../support/entra-login.js';
import { HttpBrowser, type Visited } from '../../support/http-browser.js';
import { loggedBy } from '../../support/log.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import type { TestTenant } from '../../support/tenant.js';

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CALLBACK = /\/sso\/callback\?/;
const PERSON = 'invitedesk-person';
const capitalised = (_all: string, first: string, between: string, last: string) =>
  first.toUpperCase() + between + last;

onEveryDatabase('signing in with Entra', (name) => {
  let service: TestService;
  let entra: EntraLogin;
  let tenant: TestTenant;
  let tid: string;
  let browser: HttpBrowser;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    service = await TestService.start(name, entra.settings);
    entra.register(service.url);
    tenant = await service.createTenant('Contoso');
    tid = await entraIdOf(tenant);
  });
  afterAll(async () => {
    await service.stop();
    await entra.stop();
  });
  beforeEach(() => {
    browser = new HttpBrowser();
    entra.forge = null;
    entra.isAway = () => false;
  });

  const entraIdOf = async ({ id }: TestTenant): Promise<string> =>
    (await service.admin('GET', `/tenants/${id}`)).body.entraTenantId;

  /** A provisioned user, who is at Entra's page now. */
  const provisioned = async (attributes: Record<string, unknown> = {}): Promise<any> => {
    const oid = randomUUID();
    entra.person = { tid, oid };
    return tenant.createUser({ externalId: oid, displayName: 'Ann', ...attributes });
  };
  const begin = (query = '', stopAt?: RegExp) => browser.go(`${service.url}/sso/login${query}`, stopAt);
  /** Goes through Entra, and returns the address that it leads back to. */
  const untilCallback = async (query = ''): Promise<string> =>
    String((await begin(query, CALLBACK)).location);
  const personIn = (of = browser) => of.cookies(service.url).get(PERSON);

  describe('lets provisioned people in', () => {
    it.each([
      ['the id of the tenant here', () => `?tenant=${tenant.id}`],
      ['the id of the tenant in Entra', () => `?tenant=${tid.toUpperCase()}`],
      ['no tenant', () => ''],
    ])('with %s in the address', async (_what, query) => {
      const user = await provisioned();
      const group = await tenant.createGroup({
        displayName: 'Red & <b>blue</b>',
        members: [{ value: user.id }],
      });
      const page = await begin(query());
      expect([page.status, page.url]).toEqual([200, `${service.url}/me`]);
      for (const shown of [user.userName, 'Contoso', 'Red &amp; &lt;b&gt;blue&lt;/b&gt;', 'Test Browser'])
        expect(page.text).toContain(shown);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect([...browser.cookies(service.url).keys()]).toEqual([PERSON]);
      await tenant.delete(`/Groups/${group.id}`);
    });

    it('with cookies that no script and no other site has', async () => {
      await provisioned();
      const started = await browser.open(`${service.url}/sso/login`);
      expect(started.headers.get('set-cookie')).toMatch(
        /^invitedesk-login-[\w-]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
      );
      const back = await browser.go(String(started.location), CALLBACK);
      const signedIn = await browser.open(String(back.location));
      expect(signedIn.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^invitedesk-login-[\w-]{8}=; .*Max-Age=0$/),
        expect.stringMatching(/^invitedesk-person=idp_\w{8}_\w{49}; Path=\/; HttpOnly; SameSite=Lax$/),
      ]);
      const sent = new URL(String(started.location)).searchParams;
      expect(Object.fromEntries(sent)).toMatchObject({
        response_type: 'code',
        code_challenge_method: 'S256',
        scope: 'openid profile email',
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[\w-]{43}$/),
      });
    });

    it.each<[string, (oid: string) => string]>([
      ['in capitals', (oid) => oid.toUpperCase()],
      ['with some of its letters in capitals', (oid) => oid.replaceAll(/([a-f])(.*?)([a-f])/g, capitalised)],
    ])('whose external id is the object id %s', async (_what, written) => {
      const oid = randomUUID();
      const { externalId } = await tenant.createUser({ externalId: written(oid) });
      entra.person = { tid, oid };
      expect((await begin()).url).toBe(`${service.url}/me`);
      // To SCIM, the forms stay different values.
      expect((await tenant.find('/Users', `externalId eq "${externalId}"`)).body.totalResults).toBe(1);
      expect((await tenant.find('/Users', `externalId eq "${oid}"`)).body.totalResults).toBe(0);
    });

    it('to the path that they came from', async () => {
      await provisioned();
      for (const path of ['/console', '/console/tenants?a=b%2Fc&d=e', '/a/b@c', '/']) {
        const back = await untilCallback(`?return_to=${encodeURIComponent(path)}`);
        expect((await browser.open(back)).location).toBe(service.url + path);
      }
    });

    it('by another attribute, when the tenant has chosen it', async () => {
      const other = await service.createTenant('Fabrikam');
      const oid = randomUUID();
      entra.person = { tid: await entraIdOf(other), oid };
      await other.createUser({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER],
        externalId: 'ann',
        [ENTERPRISE_USER]: { employeeNumber: oid.toUpperCase() },
      });
      expect((await begin()).status).toBe(403);
      const path = `/tenants/${other.id}/sign-in`;
      const set = await service.admin('PUT', path, { matchAttribute: `${ENTERPRISE_USER}:EmployeeNumber` });
      expect(set.body).toEqual({
        enabled: true,
        matchAttribute: `${ENTERPRISE_USER}:employeeNumber`,
        loginHost: new URL(entra.origin).host,
        loginHosts: [new URL(entra.origin).host],
        url: `${service.url}/sso/login?tenant=${other.id}`,
      });
      expect((await begin()).url).toBe(`${service.url}/me`);
      // Whoever was matched by the former attribute is signed out.
      await service.admin('PUT', path, { matchAttribute: 'externalId' });
      expect((await browser.open(`${service.url}/me`)).location).toContain('/sso/login');
    });

    it('again, when an application wants the person to prove the identity anew', async () => {
      const promptOf = async (query: string) =>
        new URL(String((await browser.open(`${service.url}/sso/login${query}`)).location)).searchParams.get(
          'prompt',
        );
      expect(await promptOf('?prompt=login')).toBe('login');
      expect(await promptOf('?prompt=none')).toBeNull();
      expect(await promptOf('')).toBeNull();
    });

    it('in two tabs at once, whichever comes back first', async () => {
      await provisioned();
      const [first, second] = [await untilCallback(), await untilCallback('?return_to=/console')];
      expect((await browser.open(second)).location).toBe(`${service.url}/console`);
      const session = personIn();
      expect((await browser.open(first)).location).toBe(`${service.url}/me`);
      expect(personIn()).not.toBe(session);
    });

    it('with a new session, whatever the browser had before', async () => {
      const attacker = new HttpBrowser();
      await provisioned();
      await attacker.go(`${service.url}/sso/login`);
      const planted = personIn(attacker) ?? '';
      const user = await provisioned();
      browser.setCookie(service.url, PERSON, planted);
      expect((await begin()).text).toContain(user.userName);
      expect(personIn()).not.toBe(planted);
      expect((await attacker.open(`${service.url}/me`)).location).toContain('/sso/login');
    });

    it('as long as Entra says', async () => {
      const user = await provisioned();
      entra.forge = ({ claims }) =>
        entra.sign(tid, { ...claims, session_expiry: Math.floor(Date.now() / 1000) + 600 });
      await begin();
      const [row] = await service.storage.rows<{ life: number }>(
        'SELECT ends_at - created_at AS life FROM person_sessions WHERE user_id = ?',
        [user.id],
      );
      expect(Number(row?.life)).toBeGreaterThan(0);
      expect(Number(row?.life)).toBeLessThanOrEqual(600_000);
    });
  });

  const sessions = async (): Promise<number> => {
    const [row] = await service.storage.rows<{ count: number }>(
      'SELECT COUNT(*) AS count FROM person_sessions',
    );
    return Number(row?.count);
  };
  const requestId = (page: Visited) => page.headers.get('x-request-id') ?? '';
  const shape = (page: Visited) => page.text.replaceAll(requestId(page), 'ID');
  const failureOf = (page: Visited) =>
    service.logLines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ msg, requestId: id }) => msg === 'request' && id === requestId(page))?.authFailure;

  let neutral: string | null = null;
  /** Expects the page that everybody sees, the reason in the service's log, and no session. */
  const expectRefused = async (visit: () => Promise<Visited>, reason: string): Promise<Visited> => {
    const [before, session] = [await sessions(), personIn()];
    const page = await visit();
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    neutral ??= shape(page);
    expect(shape(page)).toBe(neutral);
    expect(failureOf(page)).toBe(reason);
    expect([await sessions(), personIn()]).toEqual([before, session]);
    return page;
  };

  describe('refuses a token', () => {
    const now = () => Math.floor(Date.now() / 1000);
    type Forge = NonNullable<EntraLogin['forge']>;
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

    it.each<[string, string, Forge]>([
      ['with another nonce', 'wrong-nonce', ({ claims }) => entra.sign(tid, { ...claims, nonce: 'x' })],
      ['without a nonce', 'wrong-nonce', ({ claims: { nonce: _, ...claims } }) => entra.sign(tid, claims)],
      [
        'for another application',
        'wrong-audience',
        ({ claims }) => entra.sign(tid, { ...claims, aud: randomUUID() }),
      ],
      [
        'for two applications',
        'wrong-audience',
        ({ claims }) => entra.sign(tid, { ...claims, aud: [String(claims.aud), 'x'] }),
      ],
      [
        'of another issuer',
        'wrong-issuer',
        ({ claims }) => entra.sign(tid, { ...claims, iss: `${entra.origin}/${randomUUID()}/v2.0` }),
      ],
      [
        'of version 1.0',
        'wrong-issuer',
        ({ claims }) => entra.sign(tid, { ...claims, iss: `https://sts.windows.net/${tid}/` }),
      ],
      [
        'whose tid is not its issuer',
        'wrong-issuer',
        ({ claims }) => entra.sign(tid, { ...claims, tid: randomUUID() }),
      ],
      ['without tid', 'wrong-tenant', ({ claims: { tid: _, ...claims } }) => entra.sign(tid, claims)],
      ['without oid', 'malformed', ({ claims: { oid: _, ...claims } }) => entra.sign(tid, claims)],
      [
        'without a signature',
        'wrong-algorithm',
        ({ claims }) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`,
      ],
      [
        'signed with the public key as a secret',
        'wrong-algorithm',
        ({ claims, published }) => hs256({ ...claims }, JSON.stringify(published)),
      ],
      ['of an unknown key', 'unknown-key', ({ claims }) => entra.sign(tid, claims, 'JWT', 'key-2')],
      [
        'whose signature is that of another token',
        'wrong-signature',
        async ({ claims }) => {
          const [head, , signature] = (await entra.sign(tid, claims)).split('.');
          return `${head}.${encoded({ ...claims, oid: randomUUID() })}.${signature}`;
        },
      ],
      ['that has expired', 'expired', ({ claims }) => entra.sign(tid, { ...claims, exp: now() - 600 })],
      [
        'that is not valid yet',
        'not-yet-valid',
        ({ claims }) => entra.sign(tid, { ...claims, nbf: now() + 600 }),
      ],
      ['that is none', 'malformed', () => 'x'],
    ])('%s', async (_what, reason, forge) => {
      await provisioned();
      entra.forge = forge;
      await expectRefused(() => begin(), reason);
    });

    it('of another tenant than the one that was asked for', async () => {
      const other = await service.createTenant('Fabrikam');
      await provisioned();
      const { oid } = entra.person;
      const otherId = await entraIdOf(other);
      await other.createUser({ externalId: oid });
      entra.forge = ({ claims }) =>
        entra.sign(otherId, { ...claims, tid: otherId, iss: `${entra.origin}/${otherId}/v2.0` });
      await expectRefused(() => begin(`?tenant=${tenant.id}`), 'wrong-tenant');
    });
  });

  describe('refuses what comes back', () => {
    it.each<[string, (url: string) => string]>([
      ['without a state', (url) => url.replace(/state=[^&]*/, '')],
      ['with a state of nobody', (url) => url.replace(/state=[^&]*/, `state=${'A'.repeat(43)}`)],
      ['with two states', (url) => `${url}&state=${'A'.repeat(43)}`],
    ])('%s', async (_what, change) => {
      await provisioned();
      const url = await untilCallback();
      await expectRefused(() => browser.open(change(url)), 'wrong-state');
    });

    it('a second time', async () => {
      await provisioned();
      const url = await untilCallback();
      const cookies = new Map(browser.cookies(service.url));
      expect((await browser.open(url)).status).toBe(302);
      for (const [cookie, value] of cookies) browser.setCookie(service.url, cookie, value);
      await expectRefused(() => browser.open(url), 'wrong-state');
    });

    it('after ten minutes', async () => {
      await provisioned();
      const url = await untilCallback();
      await service.storage.transaction((tx) =>
        tx.run('UPDATE sign_in_attempts SET expires_at = expires_at - 600000', []),
      );
      await expectRefused(() => browser.open(url), 'wrong-state');
    });

    it("in another browser: nobody is signed in as somebody else, and the sign-in's own browser finishes it", async () => {
      await provisioned();
      const attacker = new HttpBrowser();
      const { location } = await attacker.go(`${service.url}/sso/login`, CALLBACK);
      await expectRefused(() => browser.open(String(location)), 'wrong-state');
      // Even when the victim has a sign-in of its own under way, or knows the name of the cookie.
      await begin('', CALLBACK);
      const [cookie = ''] = attacker.cookies(service.url).keys();
      browser.setCookie(service.url, cookie, 'x'.repeat(43));
      await expectRefused(() => browser.open(String(location)), 'wrong-state');
      expect((await attacker.open(String(location))).location).toBe(`${service.url}/me`);
    });

    it('with a code from another browser', async () => {
      await provisioned();
      const attacker = new HttpBrowser();
      const stolen = await attacker.go(`${service.url}/sso/login`, CALLBACK);
      const code = new URL(String(stolen.location)).searchParams.get('code') ?? '';
      const own = new URL(await untilCallback());
      own.searchParams.set('code', code);
      await expectRefused(() => browser.open(own.href), 'code-refused');
    });

    it('with a code for another verifier', async () => {
      await provisioned();
      const started = new URL(String((await browser.open(`${service.url}/sso/login`)).location));
      started.searchParams.set('code_challenge', 'A'.repeat(43));
      const { location } = await browser.go(started.href, CALLBACK);
      await expectRefused(() => browser.open(String(location)), 'code-refused');
    });

    it('to an application that Entra does not know by this secret', async () => {
      const wrong = await service.startAnother({ ...entra.settings, SSO_CLIENT_SECRET: 'another secret' });
      entra.register(wrong.url);
      await provisioned();
      const page = await browser.go(`${wrong.url}/sso/login`);
      entra.register(service.url);
      await wrong.app.close();
      expect(page.status).toBe(403);
      expect(wrong.logLines.join('\n')).toMatch(/"entraError":"(?:invalid_client|status 401)"/);
    });

    it('with an error of Entra, of which only the code is logged', async () => {
      await provisioned();
      const url = new URL(await untilCallback());
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
      url.searchParams.set('error_description', 'AADSTS65004: lena.vos@fabrikam.example declined');
      const page = await expectRefused(() => browser.open(url.href), 'entra-error');
      const lines = service.logLines.filter((line) => line.includes(requestId(page))).join('\n');
      expect(lines).toContain('access_denied AADSTS65004');
      expect(lines).not.toContain('lena.vos');
    });
  });

  describe('refuses to lead', () => {
    it.each([
      '//evil.example',
      '/\\evil.example',
      '\\evil.example',
      '\\\\evil.example',
      '/%2f%2fevil.example',
      '/%252f%252fevil.example',
      '/%5cevil.example',
      '/./%2fevil.example',
      '/.//evil.example',
      '/x/..//evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      ' //evil.example',
      'https://evil.example',
      'https:evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'evil.example',
      '',
      '/me#x',
      '/sso/login',
      '/SSO/login?return_to=/me',
      '/x/../sso/login',
      '/%73so/login',
      `/${'x'.repeat(1024)}`,
    ])('to %j', async (path) => {
      await expectRefused(() => begin(`?return_to=${encodeURIComponent(path)}`), 'malformed');
      expect(browser.cookies(service.url).size).toBe(0);
    });

    it('anywhere when there are two of them', async () => {
      await expectRefused(() => begin('?return_to=/me&return_to=//evil.example'), 'malformed');
    });

    it.each([
      ['nobody', 'unknown-tenant', '000000000000'],
      ['no form', 'malformed', 'x'],
    ])('to a tenant of %s', async (_what, reason, id) => {
      await expectRefused(() => begin(`?tenant=${id}`), reason);
    });
  });

  describe('refuses people', () => {
    const words: Record<string, [RegExp, RegExp]> = {
      'not-provisioned': [/has not provisioned/, /map objectId to externalId/],
      disabled: [/is disabled/, /Enable the person/],
      ambiguous: [/several users/, /Delete all but one/],
      guest: [/guest/, /account of this tenant/],
      'switched-off': [/switched off/, /Switch it on/],
      'sign-in-off': [/switched off/, /sign-in/],
    };

    /** Expects the entry that the tenant's IT finds by the request id. */
    const expectLogged = async (reason: string, of = tenant): Promise<any> => {
      let page: Visited | undefined;
      const entries = await loggedBy(of, async () => {
        page = await expectRefused(() => begin(), reason);
      });
      expect(entries).toHaveLength(1);
      // The support finds it by the id on the page.
      const { body } = await service.admin('GET', `/search?q=${requestId(page as Visited)}`);
      expect(JSON.stringify(body)).toContain(entries[0].id);
      const [meaning, advice] = words[reason] ?? [];
      expect(entries[0]).toMatchObject({
        requestId: requestId(page as Visited),
        action: 'sign-in',
        outcome: 'refused',
        status: 403,
        failedCheck: reason,
        meaning: expect.stringMatching(meaning as RegExp),
        advice: expect.stringMatching(advice as RegExp),
        actor: { kind: 'person', name: entra.person.oid },
      });
      return entries[0];
    };

    it.each<[string, string, () => Promise<unknown>]>([
      [
        'who are not provisioned',
        'not-provisioned',
        () => Promise.resolve((entra.person = { tid, oid: randomUUID() })),
      ],
      ['who are disabled', 'disabled', () => provisioned({ active: false })],
      ['who are deleted', 'not-provisioned', async () => tenant.delete(`/Users/${(await provisioned()).id}`)],
      [
        'whose address is that of a user, and whose object id is not',
        'not-provisioned',
        async () => {
          const mail = `${randomUUID()}@contoso.example`;
          const sub = randomUUID();
          await tenant.createUser({
            userName: mail,
            externalId: sub,
            emails: [{ type: 'work', value: mail }],
          });
          entra.person = { tid, oid: randomUUID() };
          entra.forge = ({ claims }) =>
            entra.sign(tid, { ...claims, sub, email: mail, preferred_username: mail, upn: mail });
        },
      ],
      [
        'who are two users',
        'ambiguous',
        async () => tenant.createUser({ externalId: (await provisioned()).externalId }),
      ],
      [
        'who are guests',
        'guest',
        async () => {
          await provisioned();
          entra.forge = ({ claims }) =>
            entra.sign(tid, { ...claims, idp: `https://sts.windows.net/${randomUUID()}/` });
        },
      ],
      [
        'who are guests by the user name that Entra has made',
        'guest',
        async () => {
          await provisioned();
          const upn = 'lena_fabrikam.example#EXT#@contoso.example';
          entra.forge = ({ claims }) => entra.sign(tid, { ...claims, preferred_username: upn });
        },
      ],
      ['who are provisioned as guests', 'guest', () => provisioned({ userType: 'Guest' })],
    ])('%s', async (_who, reason, prepare) => {
      await prepare();
      await expectLogged(reason);
    });

    it('of whom one user is disabled, and lets the other one in', async () => {
      const { externalId } = await provisioned({ active: false });
      await tenant.createUser({ externalId });
      expect((await begin()).url).toBe(`${service.url}/me`);
    });

    it('of a tenant that is switched off, or has switched sign-in off', async () => {
      const other = await service.createTenant('Fabrikam');
      const oid = randomUUID();
      await other.createUser({ externalId: oid });
      entra.person = { tid: await entraIdOf(other), oid };
      await begin();
      expect(personIn()).toMatch(/^idp_/);
      await service.admin('PUT', `/tenants/${other.id}/sign-in`, { enabled: false });
      expect((await browser.open(`${service.url}/me`)).location).toContain('/sso/login');
      await expectLogged('sign-in-off', other);
      await service.admin('PUT', `/tenants/${other.id}/sign-in`, { enabled: true });
      await service.admin('PUT', `/tenants/${other.id}/provisioning`, { enabled: false });
      await expectLogged('switched-off', other);
    });

    it.each([
      ['of unknown tenants', 'unknown-tenant', randomUUID()],
      ['with personal accounts', 'personal-account', '9188040d-6c67-4c5b-b112-36a304b66dad'],
    ])('%s', async (_who, reason, unknown) => {
      entra.person = { tid: unknown, oid: randomUUID() };
      const page = await expectRefused(() => begin(), reason);
      if (reason !== 'unknown-tenant') return;
      expect(service.logLines.filter((line) => line.includes(requestId(page))).join('\n')).toContain(unknown);
    });

    it('with as many statements, whatever the reason', async () => {
      const counts = [];
      for (const prepare of [
        (): Promise<unknown> => Promise.resolve((entra.person = { tid: randomUUID(), oid: randomUUID() })),
        (): Promise<unknown> => Promise.resolve((entra.person = { tid, oid: randomUUID() })),
        () => provisioned({ active: false }),
      ]) {
        await prepare();
        const url = await untilCallback();
        const sent = await statementsSentBy(service.storage, () => browser.open(url));
        counts.push(sent.length);
      }
      expect(new Set(counts).size).toBe(1);
    });
  });

  it('is decided by the tenant, for attributes that only Entra writes', async () => {
    const other = await service.createTenant('Fabrikam');
    const path = `/tenants/${other.id}/sign-in`;
    const employee = `${ENTERPRISE_USER}:employeeNumber`;
    for (const attribute of [
      'userName',
      'emails.value',
      'displayName',
      'preferredUsername',
      'id',
      'password',
      'unknown',
      ENTERPRISE_USER,
      `${ENTERPRISE_USER}:manager`,
      `${ENTERPRISE_USER}:manager.value`,
      'externalId eq "x" or externalId',
    ])
      expectProblem(await service.admin('PUT', path, { matchAttribute: attribute }), 400, ['matchAttribute']);
    expectProblem(await service.admin('PUT', path, { enabled: 'no' }), 400, ['enabled']);
    expectProblem(await service.admin('PUT', '/tenants/000000000000/sign-in', {}), 404);
    expectProblem(await service.admin('GET', '/tenants/000000000000/sign-in'), 404);
    expect((await service.admin('PUT', path, { matchAttribute: employee, enabled: false })).status).toBe(200);
    expect((await service.admin('PUT', path, { enabled: true })).body).toMatchObject({
      matchAttribute: employee,
    });
    const { body } = await service.admin('GET', `/audit-log?tenant=${other.id}`);
    const entries = (body.items as any[]).filter(({ action }) => action === 'sign-in.set');
    expect(entries.find(({ outcome }) => outcome === 'done').detail).toEqual({
      enabled: true,
      matchAttribute: employee,
      loginHost: null,
    });
    await service.admin('PUT', `/tenants/${other.id}/provisioning`, { enabled: false });
    expect((await service.admin('DELETE', `/tenants/${other.id}`)).status).toBe(204);
    const rows = await service.storage.rows('SELECT 1 AS found FROM sign_in_rules WHERE tenant_id = ?', [
      other.id,
    ]);
    expect(rows).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['tells nothing of a tenant', /openid-configuration$/],
    ['redeems no code', /\/token$/],
    ['publishes no keys', /\/keys$/],
  ])('says so when Entra %s', async (_what, path) => {
    // Another process knows neither documents nor keys yet.
    const fresh = await service.startAnother(entra.settings);
    entra.register(fresh.url);
    await provisioned();
    entra.isAway = (asked) => path.test(asked);
    const page = await browser.go(`${fresh.url}/sso/login`);
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '60']);
    expect(page.text).toContain('Microsoft Entra does not answer');
    expect(page.text).toContain(requestId(page));
    entra.register(service.url);
    await fresh.app.close();
  });

  it('binds cookies to the host, over TLS', async () => {
    const secure = await service.startAnother({ ...entra.settings, PUBLIC_URL: 'https://scim.example/base' });
    const begun = await fetch(`${secure.url}/sso/login`, { redirect: 'manual' });
    await secure.app.close();
    expect(begun.headers.get('set-cookie')).toMatch(
      /^__Host-invitedesk-login-[\w-]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
    );
    const { searchParams } = new URL(begun.headers.get('location') ?? '');
    expect(searchParams.get('redirect_uri')).toBe('https://scim.example/base/sso/callback');
  });

  it('is not there unless an application is configured', async () => {
    const plain = await service.startAnother();
    for (const [method, path] of [
      ['GET', '/sso/login'],
      ['GET', '/sso/callback'],
      ['GET', '/sso/signed-out'],
      ['POST', '/sso/logout'],
      ['POST', '/sso/backchannel-logout'],
      ['GET', '/me'],
      ['POST', '/me/sign-out-everywhere'],
    ] as const) {
      expect([path, (await fetch(plain.url + path, { method })).status]).toEqual([path, 404]);
    }
    const { body } = await plain.admin('GET', `/tenants/${tenant.id}/sign-in`);
    expect(body).toEqual({
      enabled: true,
      matchAttribute: 'externalId',
      loginHost: 'login.microsoftonline.com',
      loginHosts: [
        'login.microsoftonline.com',
        'login.microsoftonline.us',
        'login.partner.microsoftonline.cn',
      ],
      url: null,
    });
    await plain.app.close();
  });

  it('limits those who guess', async () => {
    const callback = `${service.url}/sso/callback?state=x&code=y`;
    let page = await browser.open(callback);
    for (let tries = 0; tries < 200 && page.status === 403; tries++) page = await browser.open(callback);
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, '60']);
    // Who is known to Entra gets in.
    await provisioned();
    expect((await begin()).url).toBe(`${service.url}/me`);
  });
});
