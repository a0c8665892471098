import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withChecksum } from '../../support/access-code.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

const GUESSES = 160;
/** An access code of a lookup id that nobody has. */
const wrong = (i: number) => withChecksum(`idk_${String(i).padStart(8, '0')}_${'x'.repeat(43)}`);

onEveryDatabase('failed sign-ins', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name, { TRUST_PROXY: '1', PUBLIC_URL: 'https://scim.example.test' });
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  let address = '';
  let sources = 0;
  beforeEach(() => {
    address = `192.0.2.${++sources}`;
  });

  const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}, from = address) =>
    fetch(service.url + path, { ...init, headers: { 'x-forwarded-for': from, ...init.headers } });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const guess: Record<string, (i: number) => Promise<Response>> = {
    'of an access code': (i) => ask('/scim/v2/Users', { headers: bearer(wrong(i)) }),
    'of the admin token': (i) => ask('/admin/v1/tenants', { headers: bearer(wrong(i)) }),
    'of the token for metrics': (i) => ask('/metrics', { headers: bearer(wrong(i)) }),
    'at the console': (i) =>
      ask('/console/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-invitedesk-console': 'user' },
        body: JSON.stringify({ adminToken: wrong(i) }),
      }),
    'with a set-up link': (i) =>
      ask('/console/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-invitedesk-console': 'user' },
        body: JSON.stringify({ setupSecret: wrong(i) }),
      }),
    'at the token endpoint': (i) =>
      ask('/oauth/token', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: 'abcdefghijklmnop',
          client_secret: wrong(i),
        }),
      }),
  };

  describe.each(Object.keys(guess))('%s', (what) => {
    it('are answered with 429 once an address has failed too often, and told in log and audit log', async () => {
      const answers = await inParallel(GUESSES, (i) => guess[what]!(i));
      const statuses = tally(answers.map(({ status }) => status));
      expect(Object.keys(statuses)).toEqual(['401', '429']);
      expect(statuses['401']).toBeGreaterThanOrEqual(100);
      const limited = answers.find(({ status }) => status === 429);
      expect(limited?.headers.get('retry-after')).toBe('60');
      const lines = service.logLines.map((line) => JSON.parse(line) as { status?: number; address?: string });
      const logged = lines.filter((line) => line.address === address).map(({ status = 0 }) => status);
      expect(tally(logged)).toEqual(statuses);
      const entriesOfAddress = async () => {
        const { body } = await service.admin('GET', '/audit-log?limit=200');
        const entries = body.items as { readonly action: string; readonly address: string }[];
        return entries.filter((entry) => entry.action === 'sign-in.limited' && entry.address === address);
      };
      // The entry is written beside the answers.
      await until('the entry in the audit log', async () => (await entriesOfAddress()).length > 0);
      expect(await entriesOfAddress()).toHaveLength(1);
    });

    it('leave other addresses alone', async () => {
      await inParallel(GUESSES, (i) => guess[what]!(i));
      address = `198.51.100.${sources}`;
      expect((await guess[what]!(1)).status).toBe(401);
    });
  });

  it('do not keep a right credential from the same address out', async () => {
    await inParallel(GUESSES, (i) => guess['of an access code']!(i));
    expect((await guess['of an access code']!(1)).status).toBe(429);
    expect((await ask('/scim/v2/Users', { headers: bearer(tenant.accessCode) })).status).toBe(200);
    expect((await ask('/admin/v1/tenants', { headers: bearer(ADMIN_TOKEN) })).status).toBe(200);
  });

  it('are counted by lookup id, from however many addresses', async () => {
    const code = withChecksum(`${tenant.accessCode.slice(0, 13)}${'x'.repeat(43)}`);
    const answers = await inParallel(60, (i) =>
      ask('/scim/v2/Users', { headers: bearer(code) }, `203.0.113.${i}`),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 401: 30, 429: 30 });
    expect((await ask('/scim/v2/Users', { headers: bearer(tenant.accessCode) })).status).toBe(200);
  });

  it('are counted by the first half of an address of IPv6, which its holder chooses the rest of', async () => {
    const answers = await inParallel(GUESSES, (i) =>
      ask('/scim/v2/Users', { headers: bearer(wrong(i)) }, `2001:db8:0:7::${i.toString(16)}`),
    );
    expect(tally(answers.map(({ status }) => status))['429']).toBeGreaterThan(0);
    expect((await ask('/scim/v2/Users', { headers: bearer(wrong(1)) }, '2001:db8:0:8::1')).status).toBe(401);
  });

  it('with a credential that has expired or was revoked are no guesses', async () => {
    const { body } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    await service.admin('DELETE', `/tenants/${tenant.id}/tokens/${body.id}`);
    const answers = await inParallel(GUESSES, () =>
      ask('/scim/v2/Users', { headers: bearer(body.accessCode) }),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 401: GUESSES });
  });
});
