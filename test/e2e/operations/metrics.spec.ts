import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogPurge } from '../../../src/provisioning-log/log-purge.js';
import { keepOutcome } from '../../../src/persistence/verify/verify-outcome.js';
import { signIn } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { logOf } from '../../support/log.js';
import { inParallel } from '../../support/parallel.js';
import { tenantThatEnds } from '../../support/tenant-that-ends.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { USER, type TestTenant } from '../../support/tenant.js';

const METRICS_TOKEN = 'metrics-token-0123456789abcdefghijklmnop';
const DOCKER = resolve(import.meta.dirname, '../../../docker');
/** Further than any retention. */
const LATER_MS = 1000 * 86_400_000;
const MORE_THAN_CONNECTIONS = 30;
const MONITORING = ['grafana/dashboard.json', 'prometheus/alerts.yml'];

onEveryDatabase('/metrics', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let limited: TestTenant;
  let later = Date.now();
  let verifications = 0;

  beforeAll(async () => {
    service = await TestService.start(name, { METRICS_TOKEN });
    tenant = await service.createTenant();
    limited = await service.createTenant();
  });
  afterAll(() => service.stop());

  const read = async (authorization = `Bearer ${METRICS_TOKEN}`) => {
    const response = await fetch(`${service.url}/metrics`, { headers: { authorization } });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  /** The value of a series; 0 when there is none. */
  const valueOf = async (series: string): Promise<number> => {
    const line = (await read()).text.split('\n').find((each) => each.startsWith(`${series} `));
    return Number(line?.slice(series.length) ?? 0);
  };

  it('is read with its own token or the admin token, in the format of Prometheus', async () => {
    const { status, type, text } = await read();
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toMatch(/^# HELP /);
    expect((await read(`Bearer ${ADMIN_TOKEN}`)).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['nothing', () => ''],
    ['another token', () => `Bearer ${METRICS_TOKEN}x`],
    ['an access code', () => `Bearer ${tenant.accessCode}`],
    ['HTTP Basic', () => `Basic ${Buffer.from(`x:${METRICS_TOKEN}`).toString('base64')}`],
  ])('is not read with %s', async (_title, authorization) => {
    expect((await read(authorization())).status).toBe(401);
  });

  it('needs the admin token when no other is set', async () => {
    const plain = await service.startAnother();
    const ask = async (token: string) =>
      (await fetch(`${plain.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await ask(METRICS_TOKEN), await ask('null'), await ask(ADMIN_TOKEN)]).toEqual([401, 401, 200]);
    await plain.stop();
  });

  it('has a token that opens nothing else', async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await fetch(`${service.url}/admin/v1/tenants`, { headers })).status).toBe(401);
    expect((await fetch(`${service.url}/scim/v2/Users`, { headers })).status).toBe(401);
    expect((await signIn(service.url, { adminToken: METRICS_TOKEN })).status).toBe(401);
  });

  it('counts requests and their time by method, route and status', async () => {
    const series =
      'invitedesk_http_request_duration_seconds_count{method="GET",route="/scim/v2/Users/:id",status="200"}';
    const bucket =
      'invitedesk_http_request_duration_seconds_bucket{le="30",method="GET",route="/scim/v2/Users/:id",status="200"}';
    const { id } = await tenant.createUser();
    const before = await valueOf(series);
    await inParallel(5, () => tenant.get(`/Users/${id}`));
    expect(await valueOf(series)).toBe(before + 5);
    expect(await valueOf(bucket)).toBe(before + 5);
  });

  it('counts writes by resource, action and outcome', async () => {
    const series = (resource: string, action: string, outcome: string) =>
      `invitedesk_writes_total{resource="${resource}",action="${action}",outcome="${outcome}"}`;
    const created = series('Users', 'create', 'done');
    const refused = series('Users', 'create', 'refused');
    const patched = series('Groups', 'patch', 'done');
    const before = [await valueOf(created), await valueOf(refused), await valueOf(patched)];
    const user = await tenant.createUser();
    await tenant.post('/Users', { schemas: [USER], userName: user.userName });
    const group = await tenant.createGroup();
    await tenant.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]);
    await tenant.delete(`/Users/${user.id}`);
    await tenant.post('/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] });
    expect([await valueOf(created), await valueOf(refused), await valueOf(patched)]).toEqual(
      before.map((count) => count + 1),
    );
    expect(await valueOf(series('Users', 'delete', 'done'))).toBe(1);
  });

  it('counts who was not let in by the reason', async () => {
    const series = 'invitedesk_authentication_failures_total{reason="checksum"}';
    const before = await valueOf(series);
    await tenant.with(`${tenant.accessCode.slice(0, -6)}000000`).get('/Users');
    expect(await valueOf(series)).toBe(before + 1);
  });

  it("shows the database's connections", async () => {
    await inParallel(20, () => tenant.createUser());
    const { text } = await read();
    const pools = name === 'mysql' ? ['read', 'write'] : ['write'];
    for (const pool of pools) {
      const [inUse, free] = ['in_use', 'free'].map((state) =>
        Number(
          new RegExp(
            `^invitedesk_database_connections\\{pool="${pool}",state="${state}"\\} (\\d+)$`,
            'm',
          ).exec(text)?.[1],
        ),
      );
      expect(Number(inUse) + Number(free)).toBeGreaterThan(0);
      expect(text).toContain(`invitedesk_database_waiting{pool="${pool}"} 0`);
    }
  });

  it('names no tenant, no user and nothing that a caller makes up', async () => {
    const { id } = await tenant.createUser({ userName: 'nobody-to-see@b.c' });
    await tenant.get(`/Users/${id}`);
    await tenant.get('/Users?filter=userName+eq+%22nobody-to-see%22');
    await fetch(`${service.url}/made-up-path-2718`);
    await fetch(`${service.url}/scim/v2/made-up-path-2718`, { method: 'PROPFIND' });
    const { text } = await read();
    for (const word of [
      tenant.id,
      id,
      'nobody-to-see',
      'made-up-path',
      'PROPFIND',
      tenant.accessCode.slice(13),
    ]) {
      expect([word, text.includes(word)]).toEqual([word, false]);
    }
    const series = text.split('\n').filter((line) => line.startsWith('invitedesk_http_request_duration'));
    await inParallel(20, (i) => fetch(`${service.url}/another-${i}`));
    const after = (await read()).text.split('\n');
    expect(after.filter((line) => line.startsWith('invitedesk_http_request_duration')).length).toBe(
      series.length,
    );
  });

  it('say nothing of a verification before the first one', async () => {
    expect((await read()).text).not.toMatch(/^invitedesk_verify_\w+ /m);
  });

  it('counts the credentials that end, by kind and days left', async () => {
    const counted = async (): Promise<number[]> => {
      const counts: number[] = [];
      for (const left of ['1', '14', '30'])
        counts.push(await valueOf(`invitedesk_credentials_ending{kind="access-code",days_left="${left}"}`));
      return counts;
    };
    const [day = 0, fortnight = 0, month = 0] = await counted();
    for (const days of [0.5, 13, 13.5, 29, 31]) await tenantThatEnds(service, days);
    const off = await tenantThatEnds(service, 13);
    await service.admin('PUT', `/tenants/${off.id}/provisioning`, { enabled: false });
    await comesTrue(async () => String(await counted()) === String([day + 1, fortnight + 2, month + 1]));
  });

  describe.each(MONITORING)('docker/%s', (file) => {
    const text = readFileSync(join(DOCKER, file), 'utf8');
    const asked = [
      ...new Set([...text.matchAll(/\b(?:invitedesk|nodejs|process)_[a-z0-9_]+/g)].map(([metric]) => metric)),
    ];

    it('names metrics', () => {
      expect(asked.length).toBeGreaterThan(5);
    });

    it.each(asked)('%s is exported and moves', async (metric) => {
      const before = await samplesOf(metric);
      if (metric.startsWith('invitedesk_database_')) return movedWhileBusy(metric, before);
      await refuseAndPurge();
      await comesTrue(async () => {
        const after = await samplesOf(metric);
        return metric.startsWith('invitedesk_') ? sum(after) > sum(before) : sum(after) !== sum(before);
      });
    });

    it('asks for labels that there are', async () => {
      await refuseAndPurge();
      const labels = new Set([...(await read()).text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label));
      const named = [...text.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, list]) => String(list).split(/,\s*/));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((label) => !labels.has(label))).toEqual([]);
    });
  });

  /** The values of all series of a metric. */
  async function samplesOf(metric: string): Promise<number[]> {
    const lines = (await read()).text.split('\n').filter((line) => /^\w+/.exec(line)?.[0] === metric);
    return lines.map((line) => Number(line.slice(line.lastIndexOf(' '))));
  }

  /**
   * One request that writes, one that is not let in, more than a tenant may send, an entry of the provisioning log that
   * was kept long enough, a code that ends, and a verification.
   */
  async function refuseAndPurge(): Promise<void> {
    await tenant.createUser();
    await tenant.with('wrong').get('/Users');
    await service.admin('PUT', `/tenants/${limited.id}/settings`, { rateLimit: 25 });
    await inParallel(300, () => limited.get('/ServiceProviderConfig'));
    await logOf(tenant);
    await tenantThatEnds(service, 20);
    verifications++;
    await keepOutcome(service.storage, { problems: verifications }, verifications);
    const removed = await service.app.get(LogPurge).run((later += LATER_MS));
    expect(removed).toBeGreaterThan(0);
  }

  /** Keeps every connection for writes until others wait for one, and compares the metric with that before. */
  async function movedWhileBusy(metric: string, before: readonly number[]): Promise<void> {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const held = inParallel(MORE_THAN_CONNECTIONS, () => service.storage.transaction(() => ended));
    try {
      await comesTrue(async () => String(await samplesOf(metric)) !== String(before));
    } finally {
      end();
      await held;
    }
  }
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Waits for what must become true; otherwise the test ends by its time limit. */
async function comesTrue(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(20);
}
