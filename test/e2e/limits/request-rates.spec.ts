import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { statementsSentBy } from '../../support/statements.js';
import { TestTenant, USER, type Answer } from '../../support/tenant.js';
import { until } from '../../support/until.js';

/** The default of the service. */
const USUAL = { RATE_LIMIT: '' };
/** Little, so that any machine can send more. */
const LITTLE = { RATE_LIMIT: '25' };
const PER_SECOND = 25;
const BURST = 100;
const FLOOD_MS = 8000;
const CLIENTS = 24;

const ABOUT_RATES = /request_rates/;

let build: Build;
beforeAll(async () => void (build = await buildService()), 180_000);
afterAll(() => build.remove());

interface Answered {
  /** Milliseconds since the start of the flood. */
  readonly at: number;
  readonly status: number;
}

/** Sends one request after the other, with several clients, until the time is over. */
async function flood(ways: readonly TestTenant[]): Promise<Answered[]> {
  const start = performance.now();
  const answers: Answered[] = [];
  await inParallel(CLIENTS * ways.length, async (n) => {
    for (let at = 0; at < FLOOD_MS; at = performance.now() - start) {
      const { status } = await ways[n % ways.length]!.get('/ServiceProviderConfig');
      answers.push({ at: performance.now() - start, status });
    }
  });
  return answers;
}

/** How many of the requests the limit admits. A machine that is busy may send fewer for a while. */
function admissible(answers: readonly Answered[]): number {
  let [tokens, last, admitted] = [BURST, 0, 0];
  for (const { at } of answers) {
    tokens = Math.min(BURST, tokens + ((at - last) / 1000) * PER_SECOND);
    last = at;
    if (tokens < 1) continue;
    tokens--;
    admitted++;
  }
  return admitted;
}

/** Floods through all of `ways` at once; expects what is admitted to be the limit, within a tenth. */
async function expectLimited(ways: readonly TestTenant[]): Promise<void> {
  const answers = await flood(ways);
  const counts = tally(answers.map(({ status }) => status));
  const seconds = answers.at(-1)!.at / 1000;
  expect(counts[200]).toBeGreaterThan(0.9 * admissible(answers));
  expect(counts[200]).toBeLessThan(1.1 * (BURST + PER_SECOND * seconds));
  expect(counts[429]).toBeGreaterThan(30);
}

onEveryDatabase('the requests of a tenant', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => void (service = await TestService.start(name, LITTLE)));
  afterAll(() => service.stop());
  beforeEach(async () => void (tenant = await service.createTenant()));

  const useUp = (of = tenant): Promise<Answer[]> => inParallel(4 * BURST, () => of.get('/Users?count=0'));

  it('are a number a second, and four times as many at once', async () => {
    await expectLimited([tenant]);
  });

  it('beyond that are refused with 429, in the form of SCIM, with the time to wait', async () => {
    const refused = (await useUp()).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    const [{ body, headers }] = refused as [Answer];
    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '429',
      detail: expect.stringContaining('25 requests a second'),
    });
    expect(headers.get('content-type')).toBe('application/scim+json');
    expect(headers.get('ratelimit-policy')).toBe('"tenant";q=100;w=4');
    expect(headers.get('ratelimit')).toMatch(/^"tenant";r=0;t=\d+$/);
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(5);
    await sleep(wait * 1000);
    expect((await tenant.get('/Users?count=0')).status).toBe(200);
  });

  it('refused are told in metrics, in the log, and no other tenant is', async () => {
    const other = await service.createTenant();
    await useUp();
    expect((await other.get('/Users?count=0')).status).toBe(200);
    const metrics = await (
      await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
    ).text();
    expect(metrics).toMatch(/^invitedesk_requests_limited_total\{limit="rate"\} [1-9]/m);
    expect(service.logLines.some((line) => line.includes('"limit":"rate"'))).toBe(true);
  });

  it('have an answer that tells what is left, whatever it says', async () => {
    const created = await tenant.post('/Users', { schemas: [USER], userName: 'one@fabrikam.example' });
    const answers = [
      created,
      await tenant.get(`/Users/${created.body.id}`),
      await tenant.get('/Users?count=1'),
      await tenant.get('/ServiceProviderConfig'),
      await tenant.get('/Users/unknown'),
      await tenant.post('/Users', {}),
      await tenant.delete(`/Users/${created.body.id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 404, 400, 204]);
    const left = answers.map(({ headers }) => {
      expect(headers.get('ratelimit-policy')).toBe('"tenant";q=100;w=4');
      return Number(/^"tenant";r=(\d+);t=1$/.exec(headers.get('ratelimit') ?? '')?.[1]);
    });
    for (const each of left) {
      expect(each).toBeGreaterThan(BURST - 10);
      expect(each).toBeLessThan(BURST);
    }
  });

  it('tell nothing of a limit to those without a credential', async () => {
    const { headers } = await tenant.get('/Users', { authorization: undefined });
    expect(headers.get('ratelimit')).toBeNull();
    expect((await tenant.get('/Schemas', { authorization: undefined })).headers.get('ratelimit')).toBeNull();
  });

  it('are not limited by default at the full speed of Entra, with bursts', async () => {
    const usual = await service.startAnother(USUAL);
    const through = tenant.with(tenant.accessCode, usual);
    const burst = await inParallel(350, () => through.get('/Users?count=0'));
    const steady: Promise<Answer>[] = [];
    for (let n = 0; n < 75; n++) {
      steady.push(through.get('/Users?count=0'));
      await sleep(40);
    }
    const all = [...burst, ...(await Promise.all(steady))];
    expect(tally(all.map(({ status }) => status))).toEqual({ 200: 425 });
    expect(all.at(-1)?.headers.get('ratelimit-policy')).toBe('"tenant";q=400;w=4');
    await usual.stop();
  });

  it('that are few cost no statement; many cost one now and then', async () => {
    const of = async (requests: number) => {
      const sent = await statementsSentBy(service.storage, async () => {
        for (let n = 0; n < requests; n++) await tenant.get('/ServiceProviderConfig');
        await sleep(400);
      });
      return sent.filter((statement) => ABOUT_RATES.test(statement)).length;
    };
    expect(await of(1)).toBe(0);
    await sleep(1500);
    expect(await of(4)).toBe(0);
    const many = await of(60);
    expect(many).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(24);
  });

  it('have the limit that an operator has set', async () => {
    const set = (rateLimit: number | null) =>
      service.admin('PUT', `/tenants/${tenant.id}/settings`, { rateLimit });
    await set(30);
    const answers = await useUp();
    expect(tally(answers.map(({ status }) => status))[429]).toBeGreaterThan(0);
    expect(answers.at(-1)?.headers.get('ratelimit-policy')).toBe('"tenant";q=120;w=4');
    await set(100_000);
    expect(tally((await useUp()).map(({ status }) => status))).toEqual({ 200: 4 * BURST });
  });

  it('are counted together by processes that share the database', async () => {
    const other = await service.startAnother(LITTLE);
    try {
      await expectLimited([tenant, tenant.with(tenant.accessCode, other)]);
    } finally {
      await other.stop();
    }
  });

  it('are counted together by two workers', async () => {
    const database = await createDatabase(name);
    const workers = await ServiceProcess.start(build, database.url, { ...LITTLE, WORKERS: '2' });
    try {
      await until('both take connections', () => workers.listening === 2);
      const created = await TestTenant.create(workers, 'Fabrikam');
      await expectLimited([created, created]);
      expect(new Set(workers.servedBy()).size).toBe(2);
    } finally {
      await workers.end('SIGTERM');
      await database.drop();
    }
  });

  it('are not limited with RATE_LIMIT=off, unless an operator says so', async () => {
    const free = await service.startAnother({ RATE_LIMIT: 'off' });
    try {
      const through = tenant.with(tenant.accessCode, free);
      expect(tally((await useUp(through)).map(({ status }) => status))).toEqual({ 200: 4 * BURST });
      expect((await through.get('/Users?count=0')).headers.get('ratelimit')).toBeNull();
      await free.admin('PUT', `/tenants/${tenant.id}/settings`, { rateLimit: 25 });
      expect(tally((await useUp(through)).map(({ status }) => status))[429]).toBeGreaterThan(0);
    } finally {
      await free.stop();
    }
  });
});
