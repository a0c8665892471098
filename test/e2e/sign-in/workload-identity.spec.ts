import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair, type JWTPayload } from 'jose';
import * as openid from 'openid-client';
import { onEveryDatabase } from '../../support/databases.js';
import { inSeconds, TestEntra, unsigned, type Signing } from '../../support/entra-issuer.js';
import { lastTaken } from '../../support/last-taken.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import type { TestTenant } from '../../support/tenant.js';
import { askToken } from '../../support/token-endpoint.js';

const SUBJECT = '5bd3b8f4-2b1c-4c3e-9f26-0d2f8c5d7a10';
const AUDIENCE = '8f2c1d3e-6a5b-4c7d-9e0f-1a2b3c4d5e6f';
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

onEveryDatabase('a workload identity of Entra', (name) => {
  let entra: TestEntra;
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;
  let entraTenantId: string;
  let path: string;
  let clientId: string;

  beforeAll(async () => {
    entra = await TestEntra.start();
    service = await TestService.start(name, { ENTRA_LOGIN_HOSTS: entra.origin, LOG_LEVEL: 'trace' });
    other = await service.startAnother({ ENTRA_LOGIN_HOSTS: entra.origin });
    tenant = await service.createTenant();
    entraTenantId = (await service.admin('GET', `/tenants/${tenant.id}`)).body.entraTenantId;
    path = `/tenants/${tenant.id}/federated-credentials`;
    clientId = (await trust()).clientId;
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
    await entra.stop();
  });
  beforeEach(() => {
    entra.fault = null;
  });

  const trust = async (body: object = {}) => {
    const answer = await service.admin('POST', path, {
      subject: SUBJECT,
      audiences: [`api://${AUDIENCE}`],
      ...body,
    });
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const assertion = (signing: Signing = {}) => entra.assertion(entraTenantId, SUBJECT, AUDIENCE, signing);
  const show = (client_assertion: string, on = service, client_id = clientId) =>
    askToken(on.url, {
      grant_type: 'client_credentials',
      client_id,
      client_assertion_type: JWT_BEARER,
      client_assertion,
      scope: 'scim',
    });
  const lastLine = () => JSON.parse(service.logLines.at(-1) ?? '{}') as Record<string, unknown>;
  const statusWith = async (token: string, on = service) =>
    (await tenant.with(token, on).get('/Users?count=0')).status;

  it('gets a token for an hour by an assertion that Entra has signed, and provisions with it', async () => {
    const { status, body } = await show(await assertion());
    expect([status, body.expires_in, body.token_type]).toEqual([200, 3600, 'Bearer']);
    expect(lastLine()).toMatchObject({ tenantId: tenant.id, tokenHint: clientId });
    const caller = tenant.with(body.access_token);
    const { id } = await caller.createUser();
    expect((await caller.get(`/Users/${id}`)).status).toBe(200);
    expect((await tenant.with(body.access_token, other).get(`/Users/${id}`)).status).toBe(200);
  });

  it('may sign with ES256 and PS256, if Entra publishes such keys', async () => {
    const ec = await generateKeyPair('ES256', { extractable: true });
    const ps = await generateKeyPair('PS256', { extractable: true });
    await entra.publish(ec.publicKey, 'ec');
    await entra.publish(ps.publicKey, 'ps');
    const fresh = await service.startAnother({ ENTRA_LOGIN_HOSTS: entra.origin });
    for (const [alg, kid, key] of [
      ['ES256', 'ec', ec.privateKey],
      ['PS256', 'ps', ps.privateKey],
    ] as const) {
      expect((await show(await assertion({ alg, kid, key }), fresh)).status).toBe(200);
    }
    await fresh.stop();
  });

  it('gets a token with a client library', async () => {
    const signed = await assertion();
    const config = await openid.discovery(
      new URL(service.url),
      clientId,
      undefined,
      (_as, _client, body) => {
        body.set('client_id', clientId);
        body.set('client_assertion_type', JWT_BEARER);
        body.set('client_assertion', signed);
      },
      { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
    );
    const token = await openid.clientCredentialsGrant(config);
    expect(await statusWith(token.access_token)).toBe(200);
  });

  describe('is refused, with the reason in the log only:', () => {
    const claims = (changed: Record<string, unknown>) => () => assertion({ claims: changed });
    it.each<[string, () => Promise<string>, string]>([
      ['an expired assertion', claims({ exp: inSeconds(-400) }), 'expired'],
      ['one from the future', async () => assertion({ claims: { nbf: inSeconds(400) } }), 'not-yet-valid'],
      ['one without an end', claims({ exp: undefined }), 'malformed'],
      ['another tenant', claims({ tid: '11111111-2222-3333-4444-555555555555' }), 'wrong-tenant'],
      ['no tenant', claims({ tid: undefined }), 'wrong-tenant'],
      ['another issuer', claims({ iss: 'https://login.microsoftonline.com/x/v2.0' }), 'wrong-issuer'],
      ['another audience', claims({ aud: 'api://someone-else' }), 'wrong-audience'],
      ['no audience', claims({ aud: undefined }), 'wrong-audience'],
      ['another subject', claims({ sub: '11111111-2222-3333-4444-555555555555' }), 'wrong-subject'],
      [
        'another key under the id of a published one',
        async () => assertion({ key: (await generateKeyPair('RS256')).privateKey }),
        'wrong-signature',
      ],
      ['alg: none', async () => unsigned(await assertion()), 'wrong-algorithm'],
      [
        'HS256 with the public key for a secret',
        () => assertion({ alg: 'HS256', key: Buffer.from(entra.publicKeyText) }),
        'wrong-algorithm',
      ],
      ['an unknown key', () => assertion({ kid: 'key-2' }), 'unknown-key'],
      [
        'claims changed after signing',
        async () => {
          const [header, , signature] = (await assertion()).split('.');
          const [, payload] = (await assertion()).split('.');
          return `${header}.${payload}.${signature}`;
        },
        'wrong-signature',
      ],
      ['something else', () => Promise.resolve('a.b.c'), 'malformed'],
      ['something very long', () => Promise.resolve(`eyJ.${'x'.repeat(20_000)}.x`), 'malformed'],
    ])('%s', async (_title, make, authFailure) => {
      const { status, body, headers } = await show(await make());
      expect([status, body]).toEqual([
        401,
        {
          error: 'invalid_client',
          error_description: 'The client is unknown, or what it shows is not valid',
        },
      ]);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(lastLine()).toMatchObject({ level: 'warn', authFailure });
      if (!['malformed', 'wrong-algorithm'].includes(authFailure)) {
        expect(lastLine()).toMatchObject({ tenantId: tenant.id, tokenHint: clientId });
      }
    });

    it('a client that is unknown, and one of another tenant', async () => {
      expect((await show(await assertion(), service, '0'.repeat(16))).status).toBe(401);
      expect(lastLine().authFailure).toBe('unknown');
      const stranger = await service.createTenant();
      const { body } = await service.admin('POST', `/tenants/${stranger.id}/federated-credentials`, {
        subject: SUBJECT,
        audiences: [AUDIENCE],
      });
      expect((await show(await assertion(), service, body.clientId)).status).toBe(401);
      expect(lastLine()).toMatchObject({ authFailure: 'wrong-tenant', tenantId: stranger.id });
    });
  });

  it.each([
    ['2 minutes after its end', { exp: -120 }, 200],
    ['4 minutes after its end', { exp: -240 }, 401],
    ['2 minutes before its beginning', { nbf: 120 }, 200],
    ['4 minutes before its beginning', { nbf: 240 }, 401],
  ])('is taken by clocks that are 3 minutes apart: %s', async (_title, shifted, status) => {
    const [[claim = '', seconds = 0] = []] = Object.entries(shifted);
    expect((await show(await assertion({ claims: { [claim]: inSeconds(seconds) } }))).status).toBe(status);
  });

  it.each<[string, object, string | null]>([
    ['for 24 hours', { iat: inSeconds(0), exp: inSeconds(86_400) }, null],
    ['for a minute, and says not since when', { iat: undefined, exp: inSeconds(60) }, null],
    ['for a week', { iat: inSeconds(0), exp: inSeconds(7 * 86_400) }, 'lives-too-long'],
    [
      'for another hour, which began a week ago',
      { iat: inSeconds(-7 * 86_400), exp: inSeconds(3600) },
      'lives-too-long',
    ],
    ['for a week, and says not since when', { iat: undefined, exp: inSeconds(7 * 86_400) }, 'lives-too-long'],
    [
      'for a day that begins in a week',
      { iat: inSeconds(6 * 86_400), exp: inSeconds(7 * 86_400) },
      'lives-too-long',
    ],
    ['since a time that is none', { iat: 'now', exp: inSeconds(60) }, 'malformed'],
  ])('shows an assertion that is good %s', async (_title, claims, authFailure) => {
    const { status } = await show(await assertion({ claims: claims as JWTPayload }));
    expect([status, lastLine().authFailure ?? null]).toEqual([authFailure === null ? 200 : 401, authFailure]);
  });

  it('shows an assertion once, whichever process it asks', async () => {
    const once = await assertion();
    const answers = await inParallel(10, (i) => show(once, i % 2 === 0 ? service : other));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
    expect((await show(once)).status).toBe(401);
    expect(lastLine()).toMatchObject({ authFailure: 'replayed', tenantId: tenant.id });
    // Another spelling of the same signature.
    const last = once.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const respelled = once.slice(0, -1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
    expect((await show(respelled)).status).toBe(401);
  });

  it('loses access when it is trusted no longer, in another process within 5 seconds', async () => {
    const trusted = await trust();
    const { body } = await show(await assertion(), service, trusted.clientId);
    expect([await statusWith(body.access_token), await statusWith(body.access_token, other)]).toEqual([
      200, 200,
    ]);
    expect((await service.admin('DELETE', `${path}/${trusted.clientId}`)).status).toBe(204);
    expect(await statusWith(body.access_token)).toBe(401);
    expect(lastLine()).toMatchObject({ authFailure: 'revoked', tenantId: tenant.id });
    const { status, seconds } = await lastTaken(() => statusWith(body.access_token, other));
    expect(status).toBe(401);
    expect(seconds).toBeLessThan(5);
    expect((await show(await assertion(), other, trusted.clientId)).status).toBe(401);
    expectProblem(await service.admin('DELETE', `${path}/${trusted.clientId}`), 404);
  });

  it('is refused with an assertion of its former Entra tenant once the tenant has another', async () => {
    const moving = await service.createTenant();
    const before = (await service.admin('GET', `/tenants/${moving.id}`)).body.entraTenantId;
    const { body } = await service.admin('POST', `/tenants/${moving.id}/federated-credentials`, {
      subject: SUBJECT,
      audiences: [AUDIENCE],
    });
    expect(
      (await show(await entra.assertion(before, SUBJECT, AUDIENCE), service, body.clientId)).status,
    ).toBe(200);
    await service.admin('PATCH', `/tenants/${moving.id}`, { entraTenantId: crypto.randomUUID() });
    expect(
      (await show(await entra.assertion(before, SUBJECT, AUDIENCE), service, body.clientId)).status,
    ).toBe(401);
    expect(lastLine().authFailure).toBe('wrong-tenant');
  });

  describe('and the keys of its issuer', () => {
    let fresh: TestService;
    beforeEach(async () => {
      fresh = await service.startAnother({ ENTRA_LOGIN_HOSTS: entra.origin });
      entra.fetches.length = 0;
    });

    it('are fetched once, for many assertions and for unknown keys too', async () => {
      await inParallel(10, async () => show(await assertion(), fresh));
      await inParallel(10, async (i) => show(await assertion({ kid: `unknown-${i}` }), fresh));
      expect(entra.fetches).toEqual([`/${entraTenantId}/discovery/v2.0/keys`]);
      await fresh.stop();
    });

    it.each<[string, NonNullable<TestEntra['fault']>]>([
      ['an error', () => ({ status: 500, body: '{}' })],
      ['something that is no set of keys', () => ({ status: 200, body: '{"keys": 5}' })],
      ['no JSON', () => ({ status: 200, body: '<html>' })],
      ['something endless', () => ({ status: 200, body: `{"keys":[],"x":"${'x'.repeat(300_000)}"}` })],
      [
        'a redirect',
        (url) =>
          url.includes('moved')
            ? { status: 200, body: `{"keys":[${entra.publicKeyText}]}` }
            : { status: 302, headers: { location: `${entra.origin}/moved` }, body: '' },
      ],
    ])('are not there: the issuer answers with %s', async (_title, fault) => {
      entra.fault = fault;
      const { status, body, headers } = await show(await assertion(), fresh);
      expect([status, body.error, headers.get('retry-after')]).toEqual([503, 'temporarily_unavailable', '5']);
      expect(entra.fetches.some((url) => url.includes('moved'))).toBe(false);
      // Asked again only after a pause.
      const asked = entra.fetches.length;
      await inParallel(5, async () => show(await assertion(), fresh));
      expect(entra.fetches).toHaveLength(asked);
      await fresh.stop();
    });
  });

  it('is refused with 503 when its issuer does not answer', async () => {
    const fresh = await service.startAnother({ ENTRA_LOGIN_HOSTS: entra.origin });
    entra.isSilent = true;
    const { status } = await show(await assertion(), fresh);
    entra.isSilent = false;
    expect(status).toBe(503);
    await fresh.stop();
  });

  it('leaves its assertions and tokens in no log and in no table', async () => {
    const good = await assertion();
    const wrong = await assertion({ kid: 'key-2' });
    const { body } = await show(good);
    await show(wrong);
    await tenant.with(good).get('/Users');
    const everything = JSON.stringify([service.logLines, await storedRows(service.storage)]);
    for (const secret of [
      ...good.split('.').slice(1),
      ...wrong.split('.').slice(1),
      body.access_token.slice(13),
    ]) {
      expect(everything.includes(secret)).toBe(false);
    }
  });

  describe('is trusted over the admin API', () => {
    it('and listed', async () => {
      const made = await trust({ description: 'Entra, production' });
      expect(made).toEqual({
        clientId: expect.stringMatching(/^[0-9a-z]{16}$/),
        description: 'Entra, production',
        issuer: `${entra.origin}/${entraTenantId}/v2.0`,
        subject: SUBJECT,
        audiences: [`api://${AUDIENCE}`],
        tokenUrl: `${service.url}/oauth/token`,
        createdAt: expect.any(String),
        lastUsedAt: null,
      });
      const { body } = await service.admin('GET', `${path}?limit=200`);
      expect(body.items).toContainEqual(made);
    });

    it.each<[object, string[]]>([
      [{ subject: '' }, ['subject']],
      [{ subject: undefined }, ['subject']],
      [{ audiences: [] }, ['audiences']],
      [{ audiences: 'x' }, ['audiences']],
      [{ audiences: [''] }, ['audiences']],
      [{ audiences: Array<string>(11).fill('x') }, ['audiences']],
      [{ issuer: 'https://attacker.example/x/v2.0' }, ['issuer']],
      [{ issuer: 'http://127.0.0.1:1/11111111-2222-3333-4444-555555555555/v2.0' }, ['issuer']],
      [{ jwksUrl: 'https://attacker.example' }, ['jwksUrl']],
    ])('but not with %j', async (wrong, fields) => {
      const body = { subject: SUBJECT, audiences: [AUDIENCE], ...wrong };
      expectProblem(await service.admin('POST', path, body), 400, fields);
    });

    it('but not with the Entra tenant of another customer', async () => {
      const issuer = `${entra.origin}/11111111-2222-3333-4444-555555555555/v2.0`;
      const body = { subject: SUBJECT, audiences: [AUDIENCE], issuer };
      expectProblem(await service.admin('POST', path, body), 400, ['issuer']);
    });
  });
});
