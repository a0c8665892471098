import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { allPages } from '../../support/pages.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import type { TestTenant } from '../../support/tenant.js';

const CODE = /^idk_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/;
const YEAR_MS = 365 * 86_400_000;

onEveryDatabase('the admin API for access codes', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    path = `/tenants/${tenant.id}/tokens`;
  });
  afterAll(() => service.stop());

  const issue = (body?: unknown) => service.admin('POST', path, body);
  const listed = async (id: string): Promise<any> =>
    (await allPages(service, path, 200)).items.find((token) => token.id === id);
  const opens = async (accessCode: string) =>
    (await tenant.with(accessCode).get('/Users?count=0')).status === 200;

  it.each<[string, unknown, string | null]>([
    ['without a body', undefined, null],
    ['with an empty body', {}, null],
    ['with nulls', { description: null, expiresAt: null }, null],
    ['with a description', { description: 'Entra, production 🙂' }, 'Entra, production 🙂'],
  ])('issues a code %s', async (_title, sent, description) => {
    const { status, body, headers } = await issue(sent);
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9A-Za-z]+$/),
      accessCode: expect.stringMatching(CODE),
      hint: body.accessCode.slice(0, 12),
      description,
      createdAt: expect.stringMatching(/Z$/),
      expiresAt: null,
    });
    expect(await opens(body.accessCode)).toBe(true);
    const { id, hint, createdAt } = body;
    expect(await listed(id)).toMatchObject({
      id,
      hint,
      description,
      createdAt,
      expiresAt: null,
      revokedAt: null,
    });
  });

  it('keeps the time at which a code expires, in any time zone', async () => {
    const expiresAt = new Date(Date.now() + YEAR_MS).toISOString();
    expect((await issue({ expiresAt })).body.expiresAt).toBe(expiresAt);
    const local = `${expiresAt.slice(0, 19)}+02:00`;
    expect((await issue({ expiresAt: local })).body.expiresAt).toBe(new Date(local).toISOString());
  });

  it.each<[unknown, string[]]>([
    [{ description: 5 }, ['description']],
    [{ description: 'x'.repeat(256) }, ['description']],
    [{ expiresAt: 'tomorrow' }, ['expiresAt']],
    [{ expiresAt: '2099-01-01' }, ['expiresAt']],
    [{ expiresAt: '2099-01-01T00:00:00' }, ['expiresAt']],
    [{ expiresAt: '2099-02-30T00:00:00Z' }, ['expiresAt']],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
    [{ expiresAt: 4_102_444_800_000 }, ['expiresAt']],
    [{ accessCode: 'mine' }, ['accessCode']],
    [{ description: 'x', unknown: 1 }, ['unknown']],
  ])('refuses %j naming the member', async (body, fields) => {
    const before = await storedRows(service.storage);
    expectProblem(await issue(body), 400, fields);
    expect(await storedRows(service.storage)).toEqual(before);
  });

  it('never shows a code again, nor keeps it anywhere', async () => {
    const { accessCode } = (await issue({ description: 'secret?' })).body;
    const secret = accessCode.slice(13);
    const { items } = await allPages(service, path, 200);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(Object.keys(items[0]).sort()).toEqual(
      ['createdAt', 'daysLeft', 'description', 'expiresAt', 'hint', 'id', 'lastUsedAt', 'replacedBy']
        .concat(['revokedAt', 'state'])
        .sort(),
    );
    expect(JSON.stringify(await storedRows(service.storage))).not.toContain(secret);
    expect(service.logLines.join('\n')).not.toContain(secret);
  });

  it('revokes a code, and again without harm', async () => {
    const { id, accessCode } = (await issue()).body;
    expect(await opens(accessCode)).toBe(true);
    expect(await service.admin('DELETE', `${path}/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await opens(accessCode)).toBe(false);
    const { revokedAt } = await listed(id);
    expect(Math.abs(Date.now() - Date.parse(revokedAt))).toBeLessThan(30_000);
    expect((await service.admin('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await listed(id)).revokedAt).toBe(revokedAt);
    expect(await opens(tenant.accessCode)).toBe(true);
  });

  describe('rotates a code', () => {
    const rotate = (id: string, body?: unknown) => service.admin('POST', `${path}/${id}/rotate`, body);

    it('for a day by default', async () => {
      const old = (await issue({ description: 'Entra' })).body;
      const answer = await rotate(old.id);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.body).toMatchObject({
        accessCode: expect.stringMatching(CODE),
        description: 'Entra',
        expiresAt: null,
      });
      expect(answer.body.id).not.toBe(old.id);
      const left = Date.parse((await listed(old.id)).expiresAt) - Date.now();
      expect(left).toBeGreaterThan(86_400_000 - 60_000);
      expect(left).toBeLessThanOrEqual(86_400_000);
      expect([await opens(old.accessCode), await opens(answer.body.accessCode)]).toEqual([true, true]);
    });

    it('at once with an overlap of 0', async () => {
      const old = (await issue()).body;
      const { body } = await rotate(old.id, { overlapSeconds: 0 });
      expect([await opens(old.accessCode), await opens(body.accessCode)]).toEqual([false, true]);
      expect((await listed(old.id)).revokedAt).not.toBeNull();
    });

    it('and never makes the old one live longer', async () => {
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      const old = (await issue({ expiresAt })).body;
      const { body } = await rotate(old.id, { overlapSeconds: 3600 });
      expect((await listed(old.id)).expiresAt).toBe(expiresAt);
      expect(Date.parse(body.expiresAt)).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    });

    it('twice, and the overlap of the first is not the lifetime of the third', async () => {
      const first = (await issue()).body;
      const second = (await rotate(first.id, { overlapSeconds: 3600 })).body;
      const again = (await rotate(first.id, { overlapSeconds: 60 })).body;
      expect([second.expiresAt, again.expiresAt]).toEqual([null, null]);
      expect(Date.parse((await listed(first.id)).expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
      expect([await opens(first.accessCode), await opens(again.accessCode)]).toEqual([true, true]);
    });

    it('once among ten at the same time, when there is no overlap', async () => {
      const old = (await issue()).body;
      const answers = await inParallel(10, () => rotate(old.id, { overlapSeconds: 0 }));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    });

    it('but none that is revoked', async () => {
      const { id } = (await issue()).body;
      await service.admin('DELETE', `${path}/${id}`);
      expectProblem(await rotate(id), 409);
    });

    it.each([-1, 1.5, 604_801, '60', null])('but not with an overlap of %j', async (overlapSeconds) => {
      const { id } = (await issue()).body;
      expectProblem(await rotate(id, { overlapSeconds }), 400, ['overlapSeconds']);
    });
  });

  it('knows the codes of a tenant only under that tenant', async () => {
    const other = await service.createTenant();
    const { id, accessCode } = (await issue()).body;
    const wrong = `/tenants/${other.id}/tokens/${id}`;
    expectProblem(await service.admin('DELETE', wrong), 404);
    expectProblem(await service.admin('POST', `${wrong}/rotate`), 404);
    expect(
      (await allPages(service, `/tenants/${other.id}/tokens`)).items.map((token) => token.id),
    ).not.toContain(id);
    expect(await opens(accessCode)).toBe(true);
  });

  it.each(['0000000000000000', 'x', '%00', '__proto__'])('answers 404 for the code id %s', async (id) => {
    expectProblem(await service.admin('DELETE', `${path}/${id}`), 404);
    expectProblem(await service.admin('POST', `${path}/${id}/rotate`, {}), 404);
  });

  it('lists 120 codes page by page, each once, in order of creation', async () => {
    const { id } = await service.createTenant();
    const codes = `/tenants/${id}/tokens`;
    await inParallel(120, () => service.admin('POST', codes, {}));
    const { items, sizes } = await allPages(service, codes, 50);
    expect(sizes).toEqual([50, 50, 21]);
    expect(new Set(items.map((token) => token.id)).size).toBe(121);
    expect((await allPages(service, codes, 7)).items).toEqual(items);
    const times = items.map(({ createdAt }) => Date.parse(createdAt));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expectProblem(await service.admin('GET', `${codes}?cursor=nonsense`), 400);
    expectProblem(await service.admin('GET', `${codes}?limit=0`), 400, ['limit']);
  });
});
