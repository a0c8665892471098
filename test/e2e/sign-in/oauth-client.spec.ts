import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as openid from 'openid-client';
import { onEveryDatabase } from '../../support/databases.js';
import { lastTaken } from '../../support/last-taken.js';
import { later } from '../../support/later.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { expectRefusal } from '../../support/refusal.js';
import { everyStatementSentBy, statementsOnceRemembered } from '../../support/statements.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import type { TestTenant } from '../../support/tenant.js';
import { askToken } from '../../support/token-endpoint.js';

const SECRET = /^ids_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/;
const TOKEN = /^ida_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/;
const MINUTE_MS = 60_000;
const TWO_YEARS_MS = 730 * 86_400_000;

onEveryDatabase('an OAuth client', (name) => {
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name, { LOG_LEVEL: 'trace' });
    other = await service.startAnother();
    tenant = await service.createTenant();
    path = `/tenants/${tenant.id}/oauth-clients`;
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  const create = async (body: object = {}) => (await service.admin('POST', path, body)).body;
  const form = (client: any, more: Record<string, string> = {}): Record<string, string> => ({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.secret.clientSecret,
    ...more,
  });
  const tokenOf = async (client: any): Promise<string> =>
    (await askToken(service.url, form(client))).body.access_token;
  const statusWith = async (token: string, on = service) =>
    (await tenant.with(token, on).get('/Users?count=0')).status;
  const lastLine = () => JSON.parse(service.logLines.at(-1) ?? '{}') as Record<string, unknown>;

  describe('with a client library', () => {
    const configuration = (client: any, how: openid.ClientAuth) =>
      openid.discovery(
        new URL(service.url),
        client.clientId,
        undefined,
        how,
        // The service under test speaks plain HTTP, which the library takes for a mistake.
        { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
      );

    it.each([
      ['in the form', (secret: string) => openid.ClientSecretPost(secret)],
      ['by HTTP Basic', (secret: string) => openid.ClientSecretBasic(secret)],
    ])('gets a token with its secret %s, and provisions with it', async (_title, authentication) => {
      const client = await create();
      const config = await configuration(client, authentication(client.secret.clientSecret));
      const token = await openid.clientCredentialsGrant(config, { scope: 'scim' });
      expect(token).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
      expect(token.access_token).toMatch(TOKEN);
      const caller = tenant.with(token.access_token);
      const { id } = await caller.createUser();
      expect((await caller.get(`/Users/${id}`)).status).toBe(200);
      expect((await caller.delete(`/Users/${id}`)).status).toBe(204);
    });

    it('is refused with 401 and a wrong secret', async () => {
      const client = await create();
      const { clientSecret } = (await create()).secret;
      const config = await configuration(client, openid.ClientSecretPost(clientSecret));
      // The library looks at the challenge of a 401 before its body.
      await expect(openid.clientCredentialsGrant(config)).rejects.toMatchObject({
        code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
        status: 401,
      });
    });
  });

  it('is described at the well-known address', async () => {
    const response = await fetch(`${service.url}/.well-known/oauth-authorization-server`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      issuer: service.url,
      token_endpoint: `${service.url}/oauth/token`,
      grant_types_supported: ['client_credentials'],
      scopes_supported: ['scim'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
    });
  });

  describe('at the token endpoint', () => {
    const basic = (id: string, secret: string) => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });

    it('gets a token for an hour, not to be stored', async () => {
      const client = await create();
      const { status, headers, body } = await askToken(service.url, form(client, { scope: 'scim' }));
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(body).toEqual({
        access_token: expect.stringMatching(TOKEN),
        token_type: 'Bearer',
        expires_in: 3600,
      });
      expect(lastLine()).toMatchObject({
        route: '/oauth/token',
        tenantId: tenant.id,
        tokenHint: client.secret.hint,
      });
    });

    it('may show its secret in both places, if it is the same', async () => {
      const client = await create();
      const header = basic(client.clientId, client.secret.clientSecret);
      expect((await askToken(service.url, form(client), header)).status).toBe(200);
      const contradiction = basic(client.clientId, (await create()).secret.clientSecret);
      expect((await askToken(service.url, form(client), contradiction)).body.error).toBe('invalid_request');
    });

    it.each<[string, (client: any) => Record<string, string> | string, number, string]>([
      ['no grant type', ({ clientId }) => ({ client_id: clientId }), 400, 'invalid_request'],
      ['an empty form', () => '', 400, 'invalid_request'],
      [
        'another grant type',
        (client) => form(client, { grant_type: 'password' }),
        400,
        'unsupported_grant_type',
      ],
      ['another scope', (client) => form(client, { scope: 'scim admin' }), 400, 'invalid_scope'],
      ['no credentials', () => ({ grant_type: 'client_credentials' }), 401, 'invalid_client'],
      ['no secret', (client) => form(client, { client_secret: '' }), 401, 'invalid_client'],
      ['another client id', (client) => form(client, { client_id: 'x'.repeat(16) }), 401, 'invalid_client'],
      [
        'a repeated parameter',
        (client) => `${new URLSearchParams(form(client)).toString()}&client_id=${client.clientId}`,
        400,
        'invalid_request',
      ],
      ['bytes that are no text', () => 'grant_type=%ff', 400, 'unsupported_grant_type'],
      [
        'both a secret and an assertion',
        (client) => form(client, { client_assertion: 'a.b.c' }),
        400,
        'invalid_request',
      ],
      [
        'an assertion of another type',
        ({ clientId }) => ({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_assertion: 'a.b.c',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
        }),
        400,
        'invalid_request',
      ],
    ])('is refused with %s', async (_title, sent, status, error) => {
      const answer = await askToken(service.url, sent(await create()));
      expect([answer.status, answer.body]).toEqual([
        status,
        { error, error_description: expect.stringMatching(/^[^"\\]+$/) },
      ]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="invitedesk"' : null);
    });

    it.each([
      ['JSON', { 'content-type': 'application/json' }, '{}', 400],
      ['a body that is too long', {}, `grant_type=${'x'.repeat(70_000)}`, 413],
    ])('is refused with %s', async (_title, headers, body, status) => {
      const answer = await askToken(service.url, body, headers);
      expect([answer.status, answer.body.error]).toEqual([status, 'invalid_request']);
    });

    it('takes POST only', async () => {
      const response = await fetch(`${service.url}/oauth/token`);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    });

    it('is refused the same way for every reason, which is only in the log', async () => {
      const [one, two] = [await create(), await create()];
      const wrong = (text: string) => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
      const secret: string = one.secret.clientSecret;
      const cases: [string, string, string, string | undefined][] = [
        [one.clientId, 'nonsense', 'malformed', undefined],
        [one.clientId, wrong(secret), 'checksum', undefined],
        [two.clientId, secret, 'wrong-client', tenant.id],
        ['../../x', secret, 'malformed', undefined],
      ];
      const answers = new Set<string>();
      for (const [client_id, client_secret, authFailure, tenantId] of cases) {
        const { body } = await askToken(service.url, form(one, { client_id, client_secret }));
        answers.add(JSON.stringify(body));
        expect([lastLine().authFailure, lastLine().tenantId]).toEqual([authFailure, tenantId]);
      }
      expect(answers.size).toBe(1);
    });

    it('costs no statement with a wrong checksum', async () => {
      const client = await create();
      const client_secret = `${client.secret.clientSecret.slice(0, -6)}000000`;
      const sent = await everyStatementSentBy(service.storage, () =>
        inParallel(20, () => askToken(service.url, form(client, { client_secret }))),
      );
      expect(sent).toEqual([]);
    });
  });

  it('has several secrets at once, each with its own end', async () => {
    const client = await create({ description: 'Entra' });
    const second = (
      await service.admin('POST', `${path}/${client.clientId}/secrets`, {
        expiresAt: new Date(Date.now() + MINUTE_MS).toISOString(),
      })
    ).body;
    const short = await askToken(service.url, form(client, { client_secret: second.clientSecret }));
    expect(short.body.expires_in).toBeGreaterThan(30);
    expect(short.body.expires_in).toBeLessThanOrEqual(60);
    expect(await statusWith(short.body.access_token)).toBe(200);
    const token = await tokenOf(client);
    await later(MINUTE_MS, async () => {
      // The end of a secret is the end of what it was good for.
      expect(await statusWith(short.body.access_token)).toBe(401);
      expect(lastLine().authFailure).toBe('expired');
      const late = await askToken(service.url, form(client, { client_secret: second.clientSecret }));
      expect([late.status, lastLine().authFailure]).toEqual([401, 'expired']);
      expect(await statusWith(token)).toBe(200);
    });
  });

  it('rotates a secret: the old secret is accepted until the overlap ends', async () => {
    const client = await create();
    const token = await tokenOf(client);
    const rotate = `${path}/${client.clientId}/secrets/${client.secret.id}/rotate`;
    const next = await service.admin('POST', rotate, { overlapSeconds: 60 });
    expect([next.status, next.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(Date.parse(next.body.expiresAt) - Date.now()).toBeGreaterThan(TWO_YEARS_MS - 60_000);
    expect(await statusWith(token)).toBe(200);
    expect((await askToken(service.url, form(client))).status).toBe(200);
    await later(MINUTE_MS, async () => {
      expect(await statusWith(token)).toBe(401);
      expect((await askToken(service.url, form(client))).status).toBe(401);
      const withNext = await askToken(service.url, form(client, { client_secret: next.body.clientSecret }));
      expect(withNext.status).toBe(200);
      expectProblem(await service.admin('POST', rotate, {}), 409);
    });
  });

  it('loses access with its secret or itself, in another process within 5 seconds', async () => {
    const ends: ((client: any) => string)[] = [
      ({ clientId, secret }) => `${path}/${clientId}/secrets/${secret.id}`,
      ({ clientId }) => `${path}/${clientId}`,
    ];
    const taken = ends.map(async (end) => {
      const client = await create();
      const token = await tokenOf(client);
      expect([await statusWith(token), await statusWith(token, other)]).toEqual([200, 200]);
      expect((await service.admin('DELETE', end(client))).status).toBe(204);
      expect(await statusWith(token)).toBe(401);
      expect((await askToken(other.url, form(client))).status).toBe(401);
      return lastTaken(() => statusWith(token, other));
    });
    for (const { status, seconds } of await Promise.all(taken)) {
      expect(status).toBe(401);
      expect(seconds).toBeLessThan(5);
    }
  });

  it('is refused with 403 while the tenant is switched off', async () => {
    const token = await tokenOf(await create());
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    expectRefusal(await tenant.with(token).get('/Users'), { status: 403, detail: /switched off/ });
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: true });
    expect(await statusWith(token)).toBe(200);
  });

  it('opens its own tenant only', async () => {
    const mine = await tenant.with(await tokenOf(await create())).createUser();
    const stranger = await service.createTenant();
    expect((await stranger.get(`/Users/${mine.id}`)).status).toBe(404);
    const client = await create();
    const wrong = `/tenants/${stranger.id}/oauth-clients/${client.clientId}`;
    for (const [method, end] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/secrets'],
      ['POST', `/secrets/${client.secret.id}/rotate`],
      ['DELETE', `/secrets/${client.secret.id}`],
    ] as const) {
      expectProblem(await service.admin(method, wrong + end, method === 'POST' ? {} : undefined), 404);
    }
    expect((await askToken(service.url, form(client))).status).toBe(200);
  });

  it('costs no statement for a token that was used a moment ago', async () => {
    const caller = tenant.with(await tokenOf(await create()));
    const sent = await statementsOnceRemembered(service.storage, () => caller.get('/Users?count=0'));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('FROM resource_counts');
  });

  /** When the secret was last used, once it is written, which is done beside the request. */
  const isUsed = async ({ clientId }: { clientId: string }): Promise<string> => {
    for (let tries = 0; tries < 500; tries++) {
      const { lastUsedAt } = (await service.admin('GET', `${path}/${clientId}`)).body.secrets[0];
      if (lastUsedAt !== null) return lastUsedAt;
      await sleep(20);
    }
    throw new Error('No use was written');
  };

  it('shows when a secret was last used', async () => {
    const client = await create();
    await askToken(service.url, form(client));
    expect(Math.abs(Date.now() - Date.parse(await isUsed(client)))).toBeLessThan(30_000);
  });

  it('is listed with hints only, and its secrets are stored nowhere', async () => {
    const client = await create({ description: 'Entra' });
    const token = await tokenOf(client);
    await isUsed(client);
    const { body } = await service.admin('GET', `${path}?limit=200`);
    const listed = body.items.find(({ clientId }: any) => clientId === client.clientId);
    expect(client.secret.clientSecret).toMatch(SECRET);
    expect(listed).toEqual({
      clientId: client.clientId,
      description: 'Entra',
      tokenUrl: `${service.url}/oauth/token`,
      createdAt: client.createdAt,
      secrets: [
        {
          id: client.secret.id,
          hint: client.secret.clientSecret.slice(0, 12),
          createdAt: expect.any(String),
          expiresAt: client.secret.expiresAt,
          lastUsedAt: expect.anything(),
          revokedAt: null,
          state: 'active',
          daysLeft: 729,
          replacedBy: null,
        },
      ],
    });
    const everything = JSON.stringify([body, await storedRows(service.storage), service.logLines]);
    for (const secret of [client.secret.clientSecret, token]) {
      expect(everything.includes(secret.slice(13))).toBe(false);
    }
  });

  it('has 10 secrets that work at most, and a tenant 50 clients', async () => {
    const { id } = await service.createTenant();
    const clients = `/tenants/${id}/oauth-clients`;
    const { clientId } = (await service.admin('POST', clients, {})).body;
    const added = await inParallel(12, () => service.admin('POST', `${clients}/${clientId}/secrets`, {}));
    expect(added.filter(({ status }) => status === 201)).toHaveLength(9);
    expectProblem(await service.admin('POST', `${clients}/${clientId}/secrets`), 409);
    await inParallel(49, () => service.admin('POST', clients, {}));
    expectProblem(await service.admin('POST', clients, {}), 409);
    const page = await service.admin('GET', `${clients}?limit=30`);
    const rest = await service.admin('GET', `${clients}?limit=30&cursor=${page.body.nextCursor}`);
    expect([page.body.items.length, rest.body.items.length, rest.body.nextCursor]).toEqual([30, 20, null]);
  });

  it.each<[unknown, string[]]>([
    [{ description: 5 }, ['description']],
    [{ expiresAt: 'tomorrow' }, ['expiresAt']],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
    [{ clientSecret: 'mine' }, ['clientSecret']],
  ])('is not created of %j', async (body, fields) => {
    expectProblem(await service.admin('POST', path, body), 400, fields);
  });

  it.each(['0000000000000000', 'x', '%00', '__proto__'])('is not found by the id %s', async (id) => {
    expectProblem(await service.admin('GET', `${path}/${id}`), 404);
    expectProblem(await service.admin('DELETE', `${path}/${id}/secrets/${id}`), 404);
    expectProblem(await service.admin('POST', `/tenants/${id}/oauth-clients`, {}), 404);
  });
});
