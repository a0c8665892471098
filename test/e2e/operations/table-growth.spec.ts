import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Database } from '../../../src/persistence/database/database.js';
import { GROWTH } from '../../../src/persistence/database/table-growth.js';
import { TablePurge } from '../../../src/persistence/database/table-purge.js';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { logOf } from '../../support/log.js';
import { inParallel, tally } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { tableNames } from '../../support/stored-rows.js';
import { askToken } from '../../support/token-endpoint.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const purged = Object.entries(GROWTH).flatMap(([table, growth]) =>
  growth.kind === 'purged'
    ? growth.columns.map((column) => ({ table, column, age: growth.afterMs ?? 365 * DAY }))
    : [],
);

onEveryDatabase('what is stored', (name) => {
  let service: TestService;
  let tenantId: string;
  let turn = Date.now();

  beforeAll(async () => {
    service = await TestService.start(name);
    tenantId = (await service.createTenant()).id;
  });
  afterAll(() => service.stop());

  /** Runs the purge as if an hour had passed since it ran last. */
  const purge = (on = service) => on.app.get(TablePurge).run((turn += 60 * MINUTE));

  it('has a rule for each table that keeps it from growing for ever', async () => {
    expect(Object.keys(GROWTH).sort()).toEqual(await tableNames(service.storage));
    const { entityMetadatas } = service.app.get(DataSource);
    const columns = new Map(
      entityMetadatas.map((each) => [each.tableName, each.columns.map(({ databaseName }) => databaseName)]),
    );
    for (const [table, growth] of Object.entries(GROWTH)) {
      if (growth.kind !== 'purged') continue;
      const needed = [...growth.columns, ...(growth.of === 'tenant' ? ['tenant_id'] : [])];
      expect([table, columns.get(table)]).toEqual([table, expect.arrayContaining(needed)]);
    }
  });

  it.each(purged)(
    'of $table ends when $column is long past, and not before',
    async ({ table, column, age }) => {
      const ids = [`old${column}`.slice(0, 12), `new${column}`.slice(0, 12)];
      const at = turn + 60 * MINUTE - age;
      await insertRow(service.storage, table, tenantId, ids[0] ?? '', { [column]: at - 1 });
      await insertRow(service.storage, table, tenantId, ids[1] ?? '', { [column]: at + 1 });
      await purge();
      const rows = await service.storage.rows<Record<string, unknown>>(`SELECT * FROM ${table}`);
      const kept = ids.filter((id) => rows.some((row) => Object.values(row).includes(id)));
      expect(kept).toEqual([ids[1]]);
      await service.storage.transaction((tx) =>
        tx.run(`DELETE FROM ${table} WHERE ${keyOf(table)} = ?`, [ids[1] ?? '']),
      );
    },
  );

  it('is purged by one process at a time, in small batches', async () => {
    const another = await service.startAnother();
    await insertMany(service.storage, 1200, Date.now() - 400 * DAY);
    const sizes: number[] = [];
    const { storage } = service;
    const transaction = storage.transaction.bind(storage);
    storage.transaction = async (work) => {
      const result = await transaction(work);
      if (typeof result === 'number') sizes.push(result);
      return result;
    };
    turn += 60 * MINUTE;
    const runs = await Promise.all([service, another].map(({ app }) => app.get(TablePurge).run(turn)));
    storage.transaction = transaction;
    await another.app.close();
    expect(runs.sort((a, b) => a - b)).toEqual([0, 1200]);
    expect(sizes.every((size) => size <= 500)).toBe(true);
  });

  describe('has at most', () => {
    it('200 access codes that work, and 100 that do not', async () => {
      const tenant = await service.createTenant();
      const path = `/tenants/${tenant.id}/tokens`;
      const answers = await inParallel(205, () => service.admin('POST', path, {}));
      expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 199, 409: 6 });
      const { body } = await service.admin('GET', `${path}?limit=200`);
      expectProblem(
        await service.admin('POST', `${path}/${body.items[0].id}/rotate`, { overlapSeconds: 60 }),
        409,
      );
      let [{ id }] = body.items;
      for (let round = 0; round < 130; round++) {
        const rotated = await service.admin('POST', `${path}/${id}/rotate`, { overlapSeconds: 0 });
        expect(rotated.status).toBe(201);
        ({ id } = rotated.body);
      }
      const [row] = await service.storage.rows<{ codes: number }>(
        'SELECT COUNT(*) AS codes FROM access_codes WHERE tenant_id = ?',
        [tenant.id],
      );
      expect(Number(row?.codes)).toBe(300);
    });

    it('2,000 access tokens of a tenant', async () => {
      const tenant = await service.createTenant();
      const client = (await service.admin('POST', `/tenants/${tenant.id}/oauth-clients`, {})).body;
      await insertTokens(service.storage, tenant.id, 2100, Date.now() + 30 * MINUTE);
      const { status, body } = await askToken(service.url, {
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.secret.clientSecret,
      });
      expect(status).toBe(200);
      expect((await tenant.with(body.access_token).get('/Users?count=0')).status).toBe(200);
      const [row] = await service.storage.rows<{ tokens: number }>(
        'SELECT COUNT(*) AS tokens FROM oauth_access_tokens WHERE tenant_id = ?',
        [tenant.id],
      );
      expect(Number(row?.tokens)).toBe(2001);
    });

    it('some refusals of whoever holds a set-up link and tries on and on', async () => {
      const tenant = await service.createTenant();
      const own = `/tenants/${tenant.id}`;
      const link = (await service.admin('POST', `${own}/setup-links`, {})).body;
      const customer = await TestConsole.signIn(service.url, { setupSecret: link.url.split('#')[1] });
      const before = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=200`);
      const refusals = await inParallel(40, (index) =>
        index % 2 === 0
          ? customer.admin('GET', '/tenants')
          : customer.admin('POST', `${own}/tokens`, { description: 7 }),
      );
      expect(tally(refusals.map(({ status }) => status))).toEqual({ 400: 20, 403: 20 });
      const after = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=200`);
      expect(after.body.items.length - before.body.items.length).toBe(20);
      // An operator's are all there.
      await inParallel(30, () => service.admin('POST', `${own}/tokens`, { description: 7 }));
      const operators = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=200`);
      expect(operators.body.items.length - after.body.items.length).toBe(30);
    });

    it('some entries of writes that change nothing', async () => {
      const tenant = await service.createTenant();
      const { id } = await tenant.createUser({ title: 'x' });
      for (let round = 0; round < 26; round++) {
        await inParallel(200, () =>
          tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'x' }]),
        );
      }
      await logOf(tenant);
      const [row] = await service.storage.rows<{ entries: number }>(
        'SELECT COUNT(*) AS entries FROM provisioning_log WHERE tenant_id = ?',
        [tenant.id],
      );
      expect(Number(row?.entries)).toBeGreaterThanOrEqual(5000);
      expect(Number(row?.entries)).toBeLessThan(5100);
    }, 240_000);
  });
});

function keyOf(table: string): string {
  if (['oauth_access_tokens', 'console_sessions', 'person_sessions'].includes(table)) return 'hint';
  if (table === 'sign_in_attempts') return 'state_sha256';
  if (table === 'contact_notices') return 'address_key';
  return table === 'used_assertions' ? 'sha256' : 'id';
}

/** A row of any table that is purged, with what its columns need. */
async function insertRow(
  storage: Database,
  table: string,
  tenantId: string,
  id: string,
  at: Record<string, number>,
): Promise<void> {
  const later = Date.now() + 10_000 * DAY;
  const needed: Record<string, Record<string, string | number>> = {
    access_codes: { id, tenant_id: tenantId, hint: id, sha256: id, created_at: 1 },
    oauth_secrets: {
      id,
      tenant_id: tenantId,
      client_id: 'c',
      hint: id,
      sha256: id,
      created_at: 1,
      expires_at: later,
    },
    admin_tokens: { id, hint: id, sha256: id, name: 'n', role: 'owner', created_at: 1, expires_at: later },
    setup_links: { id, tenant_id: tenantId, hint: id, sha256: id, created_at: 1, expires_at: later },
    oauth_access_tokens: { hint: id, tenant_id: tenantId, credential_id: 'c', sha256: id },
    used_assertions: { tenant_id: tenantId, sha256: id },
    console_sessions: { hint: id, sha256: id, created_at: 1, last_seen_at: later },
    person_sessions: {
      hint: id,
      sha256: id,
      tenant_id: tenantId,
      user_id: 'u',
      created_at: 1,
      last_used_at: later,
      ends_at: later,
      address: '::1',
    },
    application_secrets: { id, application_id: 'a', hint: id, sha256: id, created_at: 1 },
    application_sign_ins: {
      id,
      tenant_id: tenantId,
      user_id: 'u',
      application_id: 'a',
      issuer: 'i',
      attempts: 0,
    },
    oidc_artifacts: { id, kind: 'k', payload: '{}' },
    oidc_signing_keys: { id, private_key: 'k', created_at: 1 },
    sign_in_attempts: { state_sha256: id, browser_sha256: 'b', return_to: '/me' },
    contact_notices: {
      tenant_id: id,
      address_key: id,
      reason: 'r',
      day: 1,
      state: 'sent',
      attempts: 1,
      next_attempt_at: 0,
    },
    audit_log: {
      id,
      action: 'a',
      actor_kind: 'k',
      actor_hint: 'h',
      address: '::1',
      request_id: 'r',
      outcome: 'done',
    },
  };
  const columns = { ...needed[table], ...at };
  const names = Object.keys(columns);
  await storage.transaction((tx) =>
    tx.run(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      Object.values(columns),
    ),
  );
}

async function insertMany(storage: Database, count: number, createdAt: number): Promise<void> {
  await storage.transaction(async (tx) => {
    for (let index = 0; index < count; index++) {
      await tx.run(
        `INSERT INTO audit_log (id, created_at, action, actor_kind, actor_hint, address, request_id, outcome)
         VALUES (?, ?, 'a', 'k', 'h', '::1', 'r', 'done')`,
        [`many${index}`, createdAt],
      );
    }
  });
}

async function insertTokens(
  storage: Database,
  tenantId: string,
  count: number,
  expiresAt: number,
): Promise<void> {
  await storage.transaction(async (tx) => {
    for (let index = 0; index < count; index++) {
      await tx.run(
        'INSERT INTO oauth_access_tokens (hint, tenant_id, credential_id, sha256, expires_at) VALUES (?, ?, ?, ?, ?)',
        [`t${index}`, tenantId, 'c', `${index}`, expiresAt],
      );
    }
  });
}
