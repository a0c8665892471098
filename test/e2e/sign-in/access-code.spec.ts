import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withChecksum } from '../../support/access-code.js';
import { onEveryDatabase } from '../../support/databases.js';
import { later } from '../../support/later.js';
import { inParallel } from '../../support/parallel.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { everyStatementSentBy, statementsOnceRemembered } from '../../support/statements.js';
import type { TestTenant } from '../../support/tenant.js';

const MINUTE_MS = 60_000;

onEveryDatabase('an access code', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const lastLine = () => JSON.parse(service.logLines.at(-1) ?? '{}') as Record<string, unknown>;
  const issue = async (body: object = {}) => {
    const answer = await service.admin('POST', `/tenants/${tenant.id}/tokens`, body);
    return answer.body as { id: string; accessCode: string; hint: string };
  };
  const sendAs = (authorization: string | undefined) => tenant.get('/Users', { authorization });
  const statementsOf = (work: () => Promise<unknown>) => everyStatementSentBy(service.storage, work);

  describe('is refused with 401, with the reason in the log only:', () => {
    const code = () => tenant.accessCode;
    const hint = () => code().slice(0, 12);
    /** The last value is how much later it is sent. */
    const cases: readonly (readonly [
      string,
      () => string | undefined | Promise<string>,
      string,
      boolean,
      number?,
    ])[] = [
      ['none', () => undefined, 'missing', false],
      ['an empty header', () => '', 'malformed', false],
      [
        'another scheme',
        () => `Basic ${Buffer.from(`user:${code()}`).toString('base64')}`,
        'malformed',
        false,
      ],
      ['no code after the scheme', () => 'Bearer', 'malformed', false],
      ['two codes', () => `Bearer ${code()} ${code()}`, 'malformed', false],
      ['something else', () => 'Bearer secret', 'malformed', false],
      ['a code cut short', () => `Bearer ${code().slice(0, -1)}`, 'malformed', false],
      ['a code with one more', () => `Bearer ${code()}x`, 'malformed', false],
      ['a very long one', () => `Bearer idk_${'x'.repeat(10_000)}`, 'malformed', false],
      ['a wrong checksum', () => `Bearer ${code().slice(0, -6)}000000`, 'checksum', false],
      [
        'other letter case',
        () => `Bearer ${code().slice(0, 13)}${code().slice(13).toLowerCase()}`,
        'checksum',
        false,
      ],
      ['nobody\u2019s', () => `Bearer ${withChecksum(`idk_zzzzzzzz_${'a'.repeat(43)}`)}`, 'unknown', false],
      ['a wrong secret', () => `Bearer ${withChecksum(`${hint()}_${'a'.repeat(43)}`)}`, 'wrong-secret', true],
      [
        'a revoked one',
        async () => {
          const { id, accessCode } = await issue();
          expect((await sendAs(`Bearer ${accessCode}`)).status).toBe(200);
          await service.admin('DELETE', `/tenants/${tenant.id}/tokens/${id}`);
          return `Bearer ${accessCode}`;
        },
        'revoked',
        true,
      ],
      [
        'an expired one',
        async () => {
          const { accessCode } = await issue({ expiresAt: new Date(Date.now() + MINUTE_MS).toISOString() });
          expect((await sendAs(`Bearer ${accessCode}`)).status).toBe(200);
          return `Bearer ${accessCode}`;
        },
        'expired',
        true,
        MINUTE_MS,
      ],
    ];

    it.each(cases)('%s', async (_title, authorization, authFailure, tenantIsKnown, afterMs = 0) => {
      const header = await authorization();
      const answer = await later(afterMs, () => sendAs(header));
      expectRefusal(answer, { status: 401, detail: /access code is missing or not valid/ });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="/);
      expect(lastLine()).toMatchObject({ level: 'warn', status: 401, authFailure });
      expect(lastLine().tenantId).toBe(tenantIsKnown ? tenant.id : undefined);
    });

    it('the answers are the same, word for word, but for the id of the request', async () => {
      const texts = new Set<string>();
      for (const [, authorization, , , afterMs = 0] of cases) {
        const header = await authorization();
        const { status, text, headers } = await later(afterMs, () => sendAs(header));
        expect(status).toBe(401);
        texts.add(text.replace(headers.get('x-request-id') ?? '', 'id'));
      }
      expect(texts.size).toBe(1);
    });

    it('without any statement when the checksum is wrong', async () => {
      const sent = await statementsOf(async () => {
        await sendAs(`Bearer ${code().slice(0, -6)}000000`);
        await sendAs('Bearer secret');
        await sendAs(undefined);
      });
      expect(sent).toEqual([]);
    });

    it('with one statement for many requests with one unknown code', async () => {
      const unknown = withChecksum(`idk_yyyyyyyy_${'b'.repeat(43)}`);
      const sent = await statementsOf(() => inParallel(20, () => sendAs(`Bearer ${unknown}`)));
      expect(sent).toHaveLength(1);
    });
  });

  it.each([
    [
      'in the query',
      () => tenant.get(`/Users?access_token=${tenant.accessCode}`, { authorization: undefined }),
    ],
    [
      'in a body',
      () => tenant.post('/Users', { access_token: tenant.accessCode }, { authorization: undefined }),
    ],
    [
      'in a form',
      () =>
        tenant.post('/Users', `access_token=${tenant.accessCode}`, {
          authorization: undefined,
          'content-type': 'application/x-www-form-urlencoded',
        }),
    ],
    [
      'in a cookie',
      () => tenant.get('/Users', { authorization: undefined, cookie: `access_token=${tenant.accessCode}` }),
    ],
  ])('%s opens nothing', async (_title, send) => {
    expect((await send()).status).toBe(401);
    expect(lastLine().authFailure).toBe('missing');
  });

  it('is checked before the body, the path and the method', async () => {
    const none = { authorization: undefined };
    expect((await tenant.post('/Users', '{broken', none)).status).toBe(401);
    expect((await tenant.post('/Users', 'x'.repeat(2_000_000), none)).status).toBe(401);
    expect((await tenant.post('/Users', '<x/>', { ...none, 'content-type': 'text/xml' })).status).toBe(401);
    expect((await tenant.post('/Users', '{}', { ...none, 'content-type': 'json' })).status).toBe(401);
    expect((await tenant.get('/Users?count=abc', none)).status).toBe(401);
    expect((await tenant.patch('/Users/unknown', [], none)).status).toBe(401);
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('is taken with the scheme written %s', async (scheme) => {
    expect((await sendAs(`${scheme} ${tenant.accessCode}`)).status).toBe(200);
  });

  it('costs no statement when it was used a moment ago', async () => {
    const { id } = await tenant.createUser();
    const caller = tenant.with((await issue()).accessCode);
    const sent = await statementsOnceRemembered(service.storage, () =>
      caller.get(`/Users/${id}?excludedAttributes=groups`),
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('FROM users');
  });

  it('is refused with 403 while the tenant is switched off, and accepted afterwards', async () => {
    const path = `/tenants/${tenant.id}/provisioning`;
    expect((await service.admin('PUT', path, { enabled: false })).status).toBe(200);
    const answer = await tenant.get('/Users');
    expectRefusal(answer, { status: 403, detail: /switched off/ });
    expect(lastLine()).toMatchObject({ authFailure: 'switched-off', tenantId: tenant.id });
    // Whoever has no valid code is not told of the switch.
    expect((await sendAs('Bearer secret')).status).toBe(401);
    expect((await service.admin('PUT', path, { enabled: true })).body).not.toHaveProperty('accessCode');
    expect((await tenant.get('/Users')).status).toBe(200);
  });

  it('is accepted beside the code that replaces it until the overlap ends', async () => {
    const { id, accessCode } = await issue();
    const rotate = `/tenants/${tenant.id}/tokens/${id}/rotate`;
    const rotated = await service.admin('POST', rotate, { overlapSeconds: 60 });
    expect(rotated.status).toBe(201);
    expect((await sendAs(`Bearer ${accessCode}`)).status).toBe(200);
    expect((await sendAs(`Bearer ${rotated.body.accessCode}`)).status).toBe(200);
    await later(MINUTE_MS, async () => {
      expect((await sendAs(`Bearer ${accessCode}`)).status).toBe(401);
      expect((await sendAs(`Bearer ${rotated.body.accessCode}`)).status).toBe(200);
    });
    const next = await service.admin('POST', `/tenants/${tenant.id}/tokens/${rotated.body.id}/rotate`, {
      overlapSeconds: 0,
    });
    expect((await sendAs(`Bearer ${rotated.body.accessCode}`)).status).toBe(401);
    expect((await sendAs(`Bearer ${next.body.accessCode}`)).status).toBe(200);
  });

  it('shows when it was last used, written at most once a minute', async () => {
    const { id, accessCode } = await issue();
    const lastUsedAt = async () => {
      const { body } = await service.admin('GET', `/tenants/${tenant.id}/tokens?limit=200`);
      return body.items.find((token: { id: string }) => token.id === id).lastUsedAt as string | null;
    };
    expect(await lastUsedAt()).toBeNull();
    const before = Date.now();
    const sent = await statementsOf(async () => {
      await inParallel(10, () => sendAs(`Bearer ${accessCode}`));
      // It is written beside the request.
      while ((await lastUsedAt()) === null && Date.now() < before + 5000) await sleep(20);
    });
    expect(sent.filter((statement) => statement.includes('last_used_at ='))).toHaveLength(1);
    const first = await lastUsedAt();
    expect(Date.parse(String(first))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(first))).toBeLessThanOrEqual(Date.now());
    const further = await statementsOf(async () => {
      await sendAs(`Bearer ${accessCode}`);
      await sleep(100);
    });
    expect(further.filter((statement) => statement.includes('last_used_at ='))).toEqual([]);
    expect(await lastUsedAt()).toBe(first);
  });
});
