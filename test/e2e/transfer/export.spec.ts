import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { movedSettings, USUAL_SETTINGS } from '../../../src/access/tenant-settings.js';
import { verify } from '../../../src/persistence/verify/verify.js';
import { onEveryDatabase } from '../../support/databases.js';
import { register } from '../../support/events-schema.js';
import { expectNoSecretIn } from '../../support/leaked-secrets.js';
import { insertManyUsers } from '../../support/many-users.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { fetchExport, TenantFile } from '../../support/tenant-file.js';
import type { TestTenant } from '../../support/tenant.js';

const USERS = 10_000;

onEveryDatabase('the export of a tenant', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant('Contoso');
  });
  afterAll(() => service.stop());

  const digestOf = async ({ id }: TestTenant): Promise<string | undefined> => {
    const digests = new Map<string, string>();
    await verify(service.storage, ({ tenantId, digest }) => digests.set(tenantId, digest));
    return digests.get(id);
  };

  it('is JSON Lines: manifest, schemas, users, groups, memberships, and an end with counts and digests', async () => {
    await register(tenant);
    const first = await tenant.createUser({ title: 'Chef "één" 😀' });
    const second = await tenant.createUser();
    const inner = await tenant.createGroup({ members: [{ value: first.id }] });
    const outer = await tenant.createGroup({ members: [{ value: inner.id }, { value: second.id }] });
    await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    await service.admin('POST', `/tenants/${tenant.id}/oauth-clients`, {});

    const response = await fetchExport(service.url, tenant.id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="tenant-${tenant.id}-\\d{4}-\\d\\d-\\d\\d\\.jsonl"$`),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expectNoSecretIn(text, 'the export');
    for (const part of [/id[ksclap]_[0-9A-Za-z]{8}/, /provisioningEnabled/]) expect(text).not.toMatch(part);

    const { manifest, lines, end } = new TenantFile(text);
    const counts = { schemas: 1, users: 2, groups: 2, memberships: 3 };
    const { body: shown } = await service.admin('GET', `/tenants/${tenant.id}`);
    expect(manifest).toEqual({
      kind: 'manifest',
      format: 'invitedesk-tenant',
      formatVersion: 1,
      productVersion: '0.1.0',
      exportedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      tenant: {
        id: tenant.id,
        origin: tenant.id,
        name: 'Contoso',
        entraTenantId: shown.entraTenantId,
        settings: movedSettings(USUAL_SETTINGS),
      },
      counts,
    });
    expect(lines.map(({ kind }) => kind)).toEqual([
      'manifest',
      'schema',
      'user',
      'user',
      'group',
      'group',
      'members',
      'members',
      'end',
    ]);
    expect(lines[2]).toMatchObject({
      id: first.id,
      version: 1,
      created: first.meta.created,
      lastModified: first.meta.lastModified,
      document: { userName: first.userName, title: 'Chef "één" 😀' },
    });
    expect(lines.filter(({ kind }) => kind === 'members')).toEqual([
      { kind: 'members', group: inner.id, members: [first.id] },
      { kind: 'members', group: outer.id, members: [second.id, inner.id].sort() },
    ]);
    const before = text.slice(0, text.lastIndexOf('{"kind":"end"'));
    expect(end).toEqual({
      kind: 'end',
      counts,
      digest: await digestOf(tenant),
      sha256: createHash('sha256').update(before).digest('hex'),
    });
  });

  it('is recorded in the audit log, and refused without the admin token', async () => {
    const { body } = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=1`);
    expect(body.items[0]).toMatchObject({
      action: 'tenant.export',
      outcome: 'done',
      detail: { users: 2, memberships: 3 },
    });
    const url = `${service.url}/admin/v1/tenants/${tenant.id}/export`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: `Bearer ${tenant.accessCode}` } })).status).toBe(
      401,
    );
    expectProblem(await service.admin('GET', '/tenants/000000000000/export'), 404);
  });

  describe(`of ${USERS} users and a group of them`, () => {
    let large: TestTenant;
    let groupId: string;
    let userIds: string[];
    beforeAll(async () => {
      large = await service.createTenant('Large');
      await insertManyUsers(service.storage, large.id, USERS);
      userIds = (
        await service.storage.rows<{ id: string }>('SELECT id FROM users WHERE tenant_id = ? ORDER BY id', [
          large.id,
        ])
      ).map(({ id }) => id);
      ({ id: groupId } = await large.createGroup());
      for (let start = 0; start < USERS; start += 2500) {
        const value = userIds.slice(start, start + 2500).map((id) => ({ value: id }));
        expect(
          (await large.patch(`/Groups/${groupId}`, [{ op: 'add', path: 'members', value }])).status,
        ).toBe(204);
      }
    });

    it('is of one moment, whatever is written while the client reads slowly', async () => {
      const { digest } = (await TenantFile.exportedFrom(service.url, large.id)).end;
      const reading = await slowExport(service.url, large.id);
      await large.createUser();
      expect((await large.delete(`/Users/${userIds[0]}`)).status).toBe(204);
      expect(
        (await large.patch(`/Users/${userIds[9999]}`, [{ op: 'replace', path: 'title', value: 'x' }])).status,
      ).toBe(200);
      const { end, lines } = new TenantFile(await reading.rest());
      expect(end).toMatchObject({ counts: { users: USERS, groups: 1, memberships: USERS }, digest });
      expect(lines.filter(({ kind }) => kind === 'members')).toHaveLength(USERS / 500);
    });

    it('goes on once: a second one is 409, a third of another tenant is 503, and an end makes room', async () => {
      const reading = await slowExport(service.url, large.id);
      expectProblem(await service.admin('GET', `/tenants/${large.id}/export`), 409);
      const another = await service.createTenant('Another');
      await insertManyUsers(service.storage, another.id, USERS);
      const second = await slowExport(service.url, another.id);
      const third = await service.admin('GET', `/tenants/${tenant.id}/export`);
      expectProblem(third, 503);
      expect(third.headers.get('retry-after')).toMatch(/^\d+$/);
      reading.abort();
      second.abort();
      const deadline = Date.now() + 10_000;
      let status = 0;
      while (status !== 200 && Date.now() < deadline) {
        const response = await fetchExport(service.url, large.id);
        ({ status } = response);
        await response.text();
      }
      expect(status).toBe(200);
    });
  });
});

/** An export whose client takes the first bytes only until it is told to. */
async function slowExport(
  url: string,
  tenantId: string,
): Promise<{ readonly rest: () => Promise<string>; readonly abort: () => void }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/admin/v1/tenants/${tenantId}/export`, {
      agent: false,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    sent.once('error', reject).once('response', (response) => {
      response.pause();
      const rest = async (): Promise<string> => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        return Buffer.concat(chunks).toString();
      };
      response.on('error', () => undefined);
      resolve({ rest, abort: () => sent.destroy() });
    });
    sent.end();
  });
}
