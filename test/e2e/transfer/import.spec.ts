import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeExpired } from '../../../src/transfer/import-marker.js';
import { verify } from '../../../src/persistence/verify/verify.js';
import { databaseNames, onEveryDatabase } from '../../support/databases.js';
import { directoryState } from '../../support/directory-state.js';
import { EVENTS, full, register, string } from '../../support/events-schema.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { buildService, type Build } from '../../support/service-process.js';
import { TenantFile } from '../../support/tenant-file.js';
import { ENTERPRISE, GROUP, TestTenant, USER } from '../../support/tenant.js';

/** More than one line has. */
const MANY = 520;

let build: Build;
let folder: string;
beforeAll(async () => {
  build = await buildService();
  folder = await mkdtemp(join(tmpdir(), 'invitedesk-transfer-'));
}, 180_000);
afterAll(async () => {
  await build.remove();
  await rm(folder, { recursive: true, force: true });
});

const programOf = () => join(dirname(build.main), 'transfer/import-main.js');
const environment = (databaseUrl: string) => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  ADMIN_TOKEN,
});

/** `npm run tenant:import`, as it is built. */
async function imported(
  databaseUrl: string,
  text: string,
): Promise<{ readonly code: number; readonly output: string }> {
  const file = join(folder, `${crypto.randomUUID()}.jsonl`);
  await writeFile(file, text);
  return new Promise((done) => {
    execFile(process.execPath, [programOf(), file], { env: environment(databaseUrl) }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), output: out + err }),
    );
  });
}

onEveryDatabase('a tenant that moves from', (name) => {
  let source: TestService;
  let tenant: TestTenant;
  let file: TenantFile;

  beforeAll(async () => {
    source = await TestService.start(name);
    tenant = await source.createTenant('Contoso "één" 😀');
    await register(tenant);
    await register(tenant, { attributes: [string('floor')] }, 'urn:example:1.0:Group');
    const [settings, value] = [`/tenants/${tenant.id}/settings`, { uniqueGroupNames: false }];
    expect((await source.admin('PUT', settings, value)).status).toBe(200);
    await fill(tenant);
    file = await TenantFile.exportedFrom(source.url, tenant.id);
  }, 120_000);
  afterAll(() => source.stop());

  describe.each(databaseNames)('to %s', (target) => {
    let service: TestService;
    let moved: TestTenant;
    beforeAll(async () => {
      service = await TestService.start(target);
      await service.createTenant('Somebody else');
    });
    afterAll(() => service.stop());

    it('is there with all that it had, and has the same file', async () => {
      const { code, output } = await imported(service.database.url, file.text);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(file.end.digest) });
      const { body } = await service.admin('GET', '/tenants?limit=200');
      const found = body.items.find(({ name }: { name: string }) => name === 'Contoso "één" 😀');
      const { entraTenantId } = file.manifest.tenant;
      expect(found).toMatchObject({ entraTenantId, provisioningEnabled: false });
      expect(found.id).not.toBe(tenant.id);

      const digests = new Map<string, string>();
      await verify(service.storage, ({ tenantId, digest, problems }) => {
        expect(problems).toEqual([]);
        digests.set(tenantId, digest);
      });
      expect(digests.get(found.id)).toBe(file.end.digest);
      const again = await TenantFile.exportedFrom(service.url, found.id);
      expect(again.content).toBe(file.content);
      expect(again.end).toMatchObject({ counts: file.end.counts, digest: file.end.digest });
      expect(again.manifest.tenant).toEqual({ ...file.manifest.tenant, id: found.id });

      const path = `/tenants/${found.id}/provisioning`;
      const { accessCode } = (await service.admin('PUT', path, { enabled: true })).body;
      moved = tenant.with(accessCode, service);
    });

    it('is recorded in the audit log', async () => {
      const { body } = await service.admin('GET', '/audit-log?limit=10');
      const entry = body.items.find(({ action }: { action: string }) => action === 'tenant.import');
      expect(entry).toMatchObject({
        outcome: 'done',
        actor: { kind: 'command-line' },
        detail: { users: MANY + 4, groups: 5 },
      });
    });

    it('answers Entra as before, with the same ids, times and versions', async () => {
      const state = async (of: TestTenant, url: string) =>
        // The mark of the groups in a version covers their URLs.
        JSON.stringify(await directoryState(of))
          .replaceAll(url, '')
          .replaceAll(/(W\/\\"\d+)\.[\w-]+/g, '$1');
      expect((await state(moved, service.url)) === (await state(tenant, source.url))).toBe(true);
      const { body } = await moved.find('/Users', 'externalId eq "lena"');
      expect(body.totalResults).toBe(1);
      const [{ id, meta }] = body.Resources;
      const patched = await moved.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
      expect(patched.body).toMatchObject({
        id,
        active: false,
        meta: { created: meta.created, version: expect.stringMatching(/^W\/"3\b/) },
      });
      expect((await moved.find('/Users', `${EVENTS}:badge eq "B-2071"`)).body.totalResults).toBe(1);
      const taken = await moved.post('/Users', { schemas: [USER], userName: 'LENA@contoso.example' });
      expect(taken.body.scimType).toBe('uniqueness');
    });

    it('is refused when it is there already', async () => {
      const { code, output } = await imported(service.database.url, file.text);
      expect(code).toBe(1);
      const { entraTenantId } = file.manifest.tenant;
      expect(output).toMatch(
        new RegExp(
          `line 1: a tenant of this deployment has the Entra tenant id ${entraTenantId} \\(\\w{12}, "Contoso`,
        ),
      );
    });

    it('is refused under another Entra tenant id, too: its users are there already', async () => {
      const second = { ...file.manifest.tenant, entraTenantId: crypto.randomUUID() };
      const copy = file.with(([manifest, ...lines]) => [{ ...manifest, tenant: second }, ...lines]);
      await expect(copy.importInto(service.storage)).rejects.toThrow(
        /^line 1: a tenant of this deployment has the users of the file: .* \(\w{12}, "Contoso/,
      );
      // Neither does the file of the tenant that was imported bring them in again.
      const { id } = second;
      const [{ tenantId }] = await service.storage.rows<any>(
        'SELECT id AS tenantId FROM tenants WHERE origin_id = ?',
        [id],
      );
      const { text } = await TenantFile.exportedFrom(service.url, tenantId);
      expect(text).toContain(`"origin":"${id}"`);
    });
  });

  it('has the usual value of a setting that the release of the file did not have', async () => {
    const service = await TestService.start(name);
    try {
      const early = file.with(([manifest, ...lines]) => [
        { ...manifest, tenant: { ...manifest.tenant, settings: { uniqueGroupNames: false } } },
        ...lines,
      ]);
      const { tenantId } = await early.importInto(service.storage);
      const { body } = await service.admin('GET', `/tenants/${tenantId}/settings`);
      expect(body).toMatchObject({ uniqueGroupNames: false, strict: false, schemasForEntra: true });
    } finally {
      await service.stop();
    }
  });

  it('leaves nothing when the import dies on its way, once others have noticed', async () => {
    const service = await TestService.start(name);
    try {
      const path = join(folder, 'dying.jsonl');
      const large = file.with((lines) => [...lines.slice(0, 3), ...manyUsers(20_000)]);
      await writeFile(path, large.text);
      const child = spawn(process.execPath, [programOf(), path], { env: environment(service.database.url) });
      const users = async () =>
        Number((await service.storage.rows<{ n: number }>('SELECT COUNT(*) AS n FROM users'))[0]?.n);
      while ((await users()) < 400) await new Promise((wake) => setTimeout(wake, 20));
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect((await service.admin('GET', '/tenants')).body.items).toEqual([]);
      expect(await removeExpired(service.storage, Date.now())).toBe(0);
      expect(await removeExpired(service.storage, Date.now() + 400_000)).toBe(1);
      for (const table of ['users', 'attribute_values', 'resource_counts']) {
        expect(await service.storage.rows(`SELECT * FROM ${table}`)).toEqual([]);
      }
      expect(
        await service.storage.rows("SELECT * FROM service_settings WHERE name LIKE 'tenant-import%'"),
      ).toEqual([]);
    } finally {
      await service.stop();
    }
  });
});

/** Users as lines, with ids behind all others. */
function manyUsers(count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `ff${index.toString(16).padStart(6, '0')}-0000-7000-8000-000000000000`;
    const time = '2026-01-01T00:00:00.000Z';
    const document = { schemas: [USER], id, userName: `user-${index}@many.example`, title: 'Chef' };
    return { kind: 'user', id, version: 1, created: time, lastModified: time, document };
  });
}

/** Everything that a tenant can have. */
async function fill(tenant: TestTenant): Promise<void> {
  const lena = await tenant.createUser({
    schemas: [USER, ENTERPRISE, EVENTS],
    userName: 'Lena@contoso.example',
    externalId: 'lena',
    displayName: 'Lena "de Vos" \\ 三 😀',
    name: { givenName: 'Lena', familyName: 'Vos' },
    emails: [{ type: 'work', value: 'Lena@contoso.example', primary: true }],
    [ENTERPRISE]: { department: 'Stage', manager: { value: 'somebody' } },
    [EVENTS]: full,
  });
  expect(
    (await tenant.patch(`/Users/${lena.id}`, [{ op: 'add', path: 'title', value: 'Chef' }])).status,
  ).toBe(200);
  const large = await tenant.createUser({
    emails: Array.from({ length: 400 }, (_, index) => ({ type: 'other', value: `${index}@large.example` })),
  });
  const disabled = await tenant.createUser({ active: false });
  const left = await tenant.createUser();
  const users: { id: string }[] = [];
  for (let start = 0; start < MANY; start += 40) {
    users.push(...(await Promise.all(Array.from({ length: 40 }, () => tenant.createUser()))));
  }
  const members = (...ids: string[]) => ids.map((value) => ({ value }));
  const all = await tenant.createGroup({
    displayName: 'All',
    members: members(...users.map(({ id }) => id)),
  });
  await tenant.createGroup({ displayName: 'Same', externalId: 'one', members: members(lena.id) });
  await tenant.createGroup({ displayName: 'Same', externalId: 'two' });
  const nested = await tenant.createGroup({ members: members(all.id, disabled.id, left.id) });
  await tenant.createGroup({
    schemas: [GROUP, 'urn:example:1.0:Group'],
    'urn:example:1.0:Group': { floor: '3' },
    members: members(nested.id, large.id),
  });
  await tenant.delete(`/Users/${left.id}`);
  await tenant.createUser({ nickName: 'Last' });
}
