import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { logOf } from '../../support/log.js';
import { rawRequest } from '../../support/raw-request.js';
import { expectRefusal } from '../../support/refusal.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const METRICS_TOKEN = 'metrics-token-0123456789abcdefghijklmnop';

onEveryDatabase('the Authorization header', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let basic: string;

  beforeAll(async () => {
    service = await TestService.start(name, { METRICS_TOKEN });
    tenant = await service.createTenant();
    const { body } = await service.admin('POST', `/tenants/${tenant.id}/oauth-clients`, {});
    basic = Buffer.from(`${body.clientId}:${body.secret.clientSecret}`).toString('base64');
  });
  afterAll(() => service.stop());

  /** As the bytes stand: `fetch` would trim the header. */
  const statusOf = async (route: string, authorization: string, lines: string[] = [], body = '') =>
    (await rawRequest(service.url, [`${route} HTTP/1.1`, `Authorization:${authorization}`, ...lines], body))
      .status;

  const WRITTEN: readonly (readonly [string, (scheme: string, secret: string) => string])[] = [
    ['as usual', (scheme, secret) => ` ${scheme} ${secret}`],
    ['with two blanks between', (scheme, secret) => ` ${scheme}  ${secret}`],
    ['with many blanks between', (scheme, secret) => ` ${scheme}${' '.repeat(50)}${secret}`],
    ['with a blank and a tab between', (scheme, secret) => ` ${scheme} \t${secret}`],
    ['with blanks behind', (scheme, secret) => ` ${scheme} ${secret}   `],
    ['with a tab behind', (scheme, secret) => ` ${scheme} ${secret}\t`],
    ['with tabs before', (scheme, secret) => `\t ${scheme} ${secret}`],
    ['in small letters', (scheme, secret) => ` ${scheme.toLowerCase()} ${secret}`],
    ['in capitals', (scheme, secret) => ` ${scheme.toUpperCase()} ${secret}`],
    ['in a mixture', (scheme, secret) => ` ${scheme.slice(0, 1)}${scheme.slice(1).toUpperCase()} ${secret}`],
  ];

  describe.each(WRITTEN)('written %s', (_title, write) => {
    it('opens SCIM', async () => {
      const header = write('Bearer', tenant.accessCode);
      // The second time it is known.
      expect(await statusOf('GET /scim/v2/Users', header)).toBe(200);
      expect(await statusOf('GET /scim/v2/Users', header)).toBe(200);
      expect(await statusOf('GET /scim/v2/Schemas', header)).toBe(200);
    });

    it('opens the admin API and the metrics', async () => {
      expect(await statusOf('GET /admin/v1/tenants', write('Bearer', ADMIN_TOKEN))).toBe(200);
    });

    it('proves a client to be itself', async () => {
      const form = ['Content-Type: application/x-www-form-urlencoded'];
      const body = 'grant_type=client_credentials';
      expect(await statusOf('POST /oauth/token', write('Basic', basic), form, body)).toBe(200);
    });
  });

  it('is read in the same way for the metrics', async () => {
    for (const [, write] of WRITTEN) {
      const authorization = write('Bearer', METRICS_TOKEN).trim();
      const answer = await fetch(`${service.url}/metrics`, { headers: { authorization } });
      expect([authorization, answer.status]).toEqual([authorization, 200]);
      await answer.text();
    }
  });

  it.each([
    ['nothing between', (secret: string) => ` Bearer${secret}`],
    ['a tab alone between', (secret: string) => ` Bearer\t${secret}`],
    ['a colon between', (secret: string) => ` Bearer: ${secret}`],
    ['a comma between', (secret: string) => ` Bearer,${secret}`],
    ['no scheme', (secret: string) => ` ${secret}`],
    ['another scheme', (secret: string) => ` Token ${secret}`],
    ['more behind it', (secret: string) => ` Bearer ${secret} ${secret}`],
    ['quotes around it', (secret: string) => ` Bearer "${secret}"`],
    ['the scheme twice', (secret: string) => ` Bearer Bearer ${secret}`],
  ])('with %s opens nothing', async (_title, write) => {
    expect(await statusOf('GET /scim/v2/Users', write(tenant.accessCode))).toBe(401);
    expect(await statusOf('GET /admin/v1/tenants', write(ADMIN_TOKEN))).toBe(401);
    expect(await statusOf('GET /metrics', write(METRICS_TOKEN))).toBe(401);
  });

  describe('with "Bearer" twice, as it is pasted with its scheme', () => {
    const sendAs = (authorization: string) => tenant.get('/Users', { authorization });

    it.each(['Bearer Bearer ', 'Bearer bearer  ', 'bearer BEARER Bearer '])(
      '(%s) is refused, and told to the tenant with its own reason',
      async (before) => {
        const own = await service.createTenant();
        const answer = await sendAs(before + own.accessCode);
        expectRefusal(answer, { status: 401, detail: /access code is missing or not valid/ });
        const hint = own.accessCode.slice(0, 12);
        const [entry, ...others] = await logOf(own);
        expect(others).toEqual([]);
        expect(entry).toMatchObject({
          action: 'sign-in',
          outcome: 'refused',
          status: 401,
          failedCheck: 'bearer-twice',
          detail: expect.stringMatching(/Bearer Bearer.*Paste the code alone/),
          actor: { kind: 'access-code', name: hint },
        });
        const line = service.logLines.find((each) => each.includes(answer.headers.get('x-request-id') ?? ''));
        expect(JSON.parse(line ?? '{}')).toMatchObject({
          level: 'warn',
          tenantId: own.id,
          tokenHint: hint,
          authFailure: 'bearer-twice',
        });
        const { body } = await service.admin('GET', `/tenants/${own.id}/tokens`);
        expect(body.items[0].lastUsedAt).toBeNull();
        const { body: status } = await service.admin('GET', `/tenants/${own.id}/status`);
        expect(status.health).toMatchObject({
          state: 'credentials refused',
          reason: expect.stringMatching(/Bearer Bearer.*Paste the code alone/),
        });
      },
    );

    it('is logged for a revoked code too, and for an access token', async () => {
      const own = await service.createTenant();
      const { body: tokens } = await service.admin('GET', `/tenants/${own.id}/tokens`);
      await service.admin('DELETE', `/tenants/${own.id}/tokens/${tokens.items[0].id}`);
      const client = (await service.admin('POST', `/tenants/${own.id}/oauth-clients`, {})).body;
      const given = await fetch(`${service.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: client.clientId,
          client_secret: client.secret.clientSecret,
        }),
      });
      const { access_token: token } = (await given.json()) as { access_token: string };
      for (const secret of [own.accessCode, token]) {
        expect((await sendAs(`Bearer Bearer ${secret}`)).status).toBe(401);
      }
      const entries = await logOf(own);
      expect(entries.map(({ failedCheck }) => failedCheck)).toEqual(['bearer-twice', 'bearer-twice']);
    });

    it('is logged for no tenant when the code is unknown', async () => {
      const own = await service.createTenant();
      for (const text of ['nothing', `${own.accessCode}x`, `${own.accessCode} ${own.accessCode}`]) {
        expect((await sendAs(`Bearer Bearer ${text}`)).status).toBe(401);
      }
      expect(await logOf(own)).toEqual([]);
    });
  });
});
