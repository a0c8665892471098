import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { onEveryDatabase } from '../../support/databases.js';
import { inSeconds, TestEntra, unsigned } from '../../support/entra-issuer.js';
import { lastTaken } from '../../support/last-taken.js';
import { expectProblem } from '../../support/problem.js';
import { expectRefusal } from '../../support/refusal.js';
import { everyStatementSentBy, statementsOnceRemembered } from '../../support/statements.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const AZURE_AD_GRAPH = '00000002-0000-0000-c000-000000000000';

onEveryDatabase('a token that Entra has signed', (name) => {
  let entra: TestEntra;
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;
  let tid: string;
  let path: string;

  beforeAll(async () => {
    entra = await TestEntra.start();
    service = await TestService.start(name, { ENTRA_LOGIN_HOSTS: entra.origin });
    other = await service.startAnother({ ENTRA_LOGIN_HOSTS: entra.origin });
    tenant = await service.createTenant();
    tid = (await service.admin('GET', `/tenants/${tenant.id}`)).body.entraTenantId;
    path = `/tenants/${tenant.id}/entra-tokens`;
    await service.admin('PUT', path, { enabled: true });
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
    await entra.stop();
  });

  const statusWith = async (token: string, on = service) =>
    (await tenant.with(token, on).get('/Users?count=0')).status;
  const lastLine = () => JSON.parse(service.logLines.at(-1) ?? '{}') as Record<string, unknown>;

  it('opens the tenant that has switched it on', async () => {
    const caller = tenant.with(await entra.provisioningToken(tid));
    const { id } = await caller.createUser();
    expect((await tenant.get(`/Users/${id}`)).status).toBe(200);
    expect((await caller.get('/Users?count=0')).status).toBe(200);
    expect(lastLine()).toMatchObject({ tenantId: tenant.id, tokenHint: expect.stringMatching(/^\w{16}$/) });
  });

  it.each<[string, (tid: string) => unknown]>([
    ['no GUID', () => 'common'],
    ['more than a GUID', (tid) => `${tid}    `],
    ['a path behind a GUID', (tid) => `${tid}/../common`],
    ['a GUID in other letters', (tid) => tid.toUpperCase()],
    ['a list', (tid) => [tid]],
    ['an object', (tid) => ({ tid })],
  ])('is looked up and fetched by nothing that is %s', async (_title, of) => {
    const before = entra.fetches.length;
    const token = await entra.provisioningToken(tid, { claims: { tid: of(tid) } });
    const sent = await everyStatementSentBy(service.storage, async () => {
      expect(await statusWith(token)).toBe(401);
    });
    expect(lastLine()).toMatchObject({ authFailure: 'wrong-tenant' });
    expect(sent.filter((sql) => sql.includes('entra_t'))).toEqual([]);
    expect(entra.fetches.length).toBe(before);
  });

  it('costs no statement when it was used a moment ago', async () => {
    const caller = tenant.with(await entra.provisioningToken(tid));
    const sent = await statementsOnceRemembered(service.storage, () => caller.get('/Users?count=0'));
    expect(sent).toHaveLength(1);
  });

  it.each<[string, () => Promise<string>, string, boolean]>([
    ['another tenant', () => entra.provisioningToken(crypto.randomUUID()), 'wrong-tenant', false],
    [
      'another issuer',
      () => entra.provisioningToken(tid, { claims: { iss: `${entra.origin}/${tid}/v2.0` } }),
      'wrong-issuer',
      true,
    ],
    [
      'another audience',
      () => entra.provisioningToken(tid, { claims: { aud: AZURE_AD_GRAPH } }),
      'wrong-audience',
      true,
    ],
    [
      'another application',
      () => entra.provisioningToken(tid, { claims: { appid: crypto.randomUUID() } }),
      'wrong-application',
      true,
    ],
    [
      'no application',
      () => entra.provisioningToken(tid, { claims: { appid: undefined } }),
      'wrong-application',
      true,
    ],
    [
      'its end 4 minutes ago',
      () => entra.provisioningToken(tid, { claims: { exp: inSeconds(-240) } }),
      'expired',
      true,
    ],
    ['an unknown key', () => entra.provisioningToken(tid, { kid: 'key-9' }), 'unknown-key', true],
    [
      'another key',
      async () => entra.provisioningToken(tid, { key: (await generateKeyPair('RS256')).privateKey }),
      'wrong-signature',
      true,
    ],
    ['alg: none', async () => unsigned(await entra.provisioningToken(tid)), 'wrong-algorithm', false],
    [
      'HS256 with the public key for a secret',
      () => entra.provisioningToken(tid, { alg: 'HS256', key: Buffer.from(entra.publicKeyText) }),
      'wrong-algorithm',
      false,
    ],
    ['no claims', () => Promise.resolve('eyJhbGciOiJSUzI1NiJ9.e30.AAAA'), 'malformed', false],
  ])('is refused with %s', async (_title, make, authFailure, tenantIsKnown) => {
    expectRefusal(await tenant.with(await make()).get('/Users'), { status: 401 });
    expect(lastLine()).toMatchObject({ level: 'warn', authFailure });
    expect(lastLine().tenantId).toBe(tenantIsKnown ? tenant.id : undefined);
  });

  it('is taken with a clock 2 minutes late', async () => {
    expect(await statusWith(await entra.provisioningToken(tid, { claims: { exp: inSeconds(-120) } }))).toBe(
      200,
    );
  });

  it('is refused by a tenant that has not switched it on, and never opens another', async () => {
    const stranger = await service.createTenant();
    const { entraTenantId } = (await service.admin('GET', `/tenants/${stranger.id}`)).body;
    expect(await statusWith(await entra.provisioningToken(entraTenantId))).toBe(401);
    await service.admin('PUT', `/tenants/${stranger.id}/entra-tokens`, { enabled: true });
    const mine = await tenant.createUser();
    const theirs = tenant.with(await entra.provisioningToken(entraTenantId));
    expect((await theirs.get('/Users')).status).toBe(200);
    expect((await theirs.get(`/Users/${mine.id}`)).status).toBe(404);
  });

  it('has the audiences that the tenant says', async () => {
    const customs = (await service.admin('GET', path)).body;
    expect(customs).toMatchObject({ enabled: true, audiences: ['8adf8e6e-67b2-4cf2-a259-e3dc5476c621'] });
    const application = crypto.randomUUID();
    const set = await service.admin('PUT', path, { enabled: true, audiences: [application, AZURE_AD_GRAPH] });
    expect([set.status, set.body.audiences]).toEqual([200, [application, AZURE_AD_GRAPH]]);
    for (const aud of [application, AZURE_AD_GRAPH]) {
      expect(await statusWith(await entra.provisioningToken(tid, { claims: { aud } }))).toBe(200);
    }
    expect(await statusWith(await entra.provisioningToken(tid))).toBe(401);
    await service.admin('PUT', path, { enabled: true, audiences: customs.audiences });
  });

  it('is refused with 503 while the keys cannot be read', async () => {
    const fresh = await service.startAnother({ ENTRA_LOGIN_HOSTS: entra.origin });
    entra.fault = () => ({ status: 500, body: '' });
    const answer = await tenant.with(await entra.provisioningToken(tid), fresh).get('/Users');
    entra.fault = null;
    expectRefusal(answer, { status: 503, detail: /keys/ });
    await fresh.stop();
  });

  it('is refused everywhere within 5 seconds once it is switched off', async () => {
    const token = await entra.provisioningToken(tid);
    expect([await statusWith(token), await statusWith(token, other)]).toEqual([200, 200]);
    expect((await service.admin('PUT', path, { enabled: false })).body).toEqual({
      enabled: false,
      audiences: [],
      lastUsedAt: null,
    });
    expect(await statusWith(token)).toBe(401);
    const { status, seconds } = await lastTaken(() => statusWith(token, other));
    expect(status).toBe(401);
    expect(seconds).toBeLessThan(5);
    await service.admin('PUT', path, { enabled: true });
  });

  it.each<[unknown, string[]]>([
    [{}, ['enabled']],
    [{ enabled: 'yes' }, ['enabled']],
    [{ enabled: true, audiences: [] }, ['audiences']],
    [{ enabled: true, audiences: null }, ['audiences']],
    [{ enabled: true, tenantId: 'x' }, ['tenantId']],
  ])('is not switched by %j', async (body, fields) => {
    expectProblem(await service.admin('PUT', path, body), 400, fields);
  });

  it('is not found for an unknown tenant', async () => {
    expectProblem(await service.admin('GET', '/tenants/unknown/entra-tokens'), 404);
    expectProblem(await service.admin('PUT', '/tenants/unknown/entra-tokens', { enabled: true }), 404);
  });
});
