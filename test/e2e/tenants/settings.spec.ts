import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { lastTaken } from '../../support/last-taken.js';
import { expectProblem } from '../../support/problem.js';
import { statementsSentBy } from '../../support/statements.js';
import { TestService } from '../../support/service.js';
import { GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const SWITCHES = { uniqueGroupNames: true, strict: false, schemasForEntra: true };
const USUAL = { ...SWITCHES, rateLimit: null };

onEveryDatabase('the settings of a tenant', (name) => {
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });
  beforeEach(async () => {
    tenant = await service.createTenant();
    path = `/tenants/${tenant.id}/settings`;
  });

  const read = async () => (await service.admin('GET', path)).body as object;
  const set = (change: object) => service.admin('PUT', path, change);
  const nameOf = (answer: Answer, urn: string): string[] =>
    answer.body.attributes === undefined
      ? answer.body.Resources.find(({ id }: { id: string }) => id === urn).attributes.map(nameIn)
      : answer.body.attributes.map(nameIn);

  it('are the usual ones at first', async () => {
    expect(await read()).toEqual(USUAL);
  });

  it.each(Object.entries(SWITCHES))('change one by one: %s', async (setting, usual) => {
    const changed = { ...USUAL, [setting]: !usual };
    const answer = await set({ [setting]: !usual });
    expect([answer.status, answer.body]).toEqual([200, changed]);
    expect(await read()).toEqual(changed);
    expect((await set({})).body).toEqual(changed);
    expect((await set({ [setting]: usual })).body).toEqual(USUAL);
  });

  it.each<[unknown, string[]]>([
    [{ strict: 'yes' }, ['strict']],
    [{ strict: null, uniqueGroupNames: 1 }, ['strict', 'uniqueGroupNames']],
    [{ schemasForEntra: [] }, ['schemasForEntra']],
    [{ stict: true }, ['stict']],
    [{ rateLimit: 24 }, ['rateLimit']],
    [{ rateLimit: 100_001 }, ['rateLimit']],
    [{ rateLimit: 25.5 }, ['rateLimit']],
    [{ rateLimit: '100' }, ['rateLimit']],
  ])('are not %j', async (body, fields) => {
    expectProblem(await service.admin('PUT', path, body), 400, fields);
    expect(await read()).toEqual(USUAL);
  });

  it('are those of no tenant that does not exist', async () => {
    expectProblem(await service.admin('GET', '/tenants/unknown/settings'), 404);
    expectProblem(await service.admin('PUT', '/tenants/unknown/settings', { strict: true }), 404);
  });

  it('are decided by the holder of a set-up link too, and audited', async () => {
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    const customer = await TestConsole.signIn(service.url, { setupSecret: link.url.split('#')[1] });
    expect((await customer.admin('PUT', path, { strict: true })).body).toEqual({ ...USUAL, strict: true });
    expect((await customer.admin('GET', path)).body).toEqual({ ...USUAL, strict: true });
    const { body: log } = await service.admin('GET', `/audit-log?tenant=${tenant.id}`);
    expect(log.items).toContainEqual(
      expect.objectContaining({
        action: 'settings.set',
        outcome: 'done',
        actor: { kind: 'setup-link', hint: link.hint, userId: null, name: null },
        detail: { strict: true },
      }),
    );
  });

  it.each([25, 100_000, null])('have a limit of requests, %j, that operators decide', async (rateLimit) => {
    expect((await set({ rateLimit })).body).toEqual({ ...USUAL, rateLimit });
    expect(await read()).toEqual({ ...USUAL, rateLimit });
  });

  it('have a limit of requests that the holder of a set-up link reads, and does not decide', async () => {
    await set({ rateLimit: 50 });
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    const customer = await TestConsole.signIn(service.url, { setupSecret: link.url.split('#')[1] });
    for (const rateLimit of [1000, null]) {
      expectProblem(await customer.admin('PUT', path, { rateLimit, strict: true }), 403);
    }
    expect((await customer.admin('GET', path)).body).toEqual({ ...USUAL, rateLimit: 50 });
  });

  it('are audited as unchanged when they were so before', async () => {
    const { headers } = await set({ strict: false });
    const { body: log } = await service.admin('GET', `/audit-log?tenant=${tenant.id}`);
    expect(log.items[0]).toMatchObject({
      requestId: headers.get('x-request-id'),
      detail: { unchanged: true },
    });
  });

  it('say to its clients alone that the interoperability profile is kept', async () => {
    const stranger = await service.createTenant();
    const declared = async (caller: TestTenant, headers = {}) =>
      (await caller.get('/ServiceProviderConfig', headers)).body.interopProfileConformant as unknown;
    expect(await declared(tenant)).toBe(false);
    await set({ strict: true });
    expect(await declared(tenant)).toBe(true);
    expect(await declared(stranger)).toBe(false);
    expect(await declared(tenant, { authorization: undefined })).toBe(false);
    await set({ strict: false });
    expect(await declared(tenant)).toBe(false);
  });

  it('leave passwords out of the schemas of a strict tenant', async () => {
    expect(nameOf(await tenant.get('/Schemas'), USER)).toContain('userName');
    await set({ strict: true, schemasForEntra: false });
    for (const from of ['/Schemas', `/Schemas/${USER}`]) {
      const names = nameOf(await tenant.get(from), USER);
      expect(names).toContain('userName');
      expect(names).not.toContain('password');
    }
  });

  it('show the schemas in full, or as Entra wants them', async () => {
    const hidden = [
      `${USER} password`,
      `${USER} emails.display`,
      `${GROUP} members.$ref`,
      `${GROUP} members.display`,
      `${GROUP} members.type`,
    ];
    const published = async (headers = {}): Promise<string[]> => {
      const { body } = await tenant.get('/Schemas', headers);
      for (const schema of body.Resources)
        expect((await tenant.get(`/Schemas/${schema.id}`, headers)).body).toEqual(schema);
      return body.Resources.flatMap((schema: any) =>
        pathsIn(schema.attributes).map((each) => `${schema.id} ${each}`),
      );
    };
    const forEntra = await published();
    expect(forEntra).toEqual(expect.arrayContaining([`${USER} emails.primary`, `${USER} roles.display`]));
    expect(forEntra.filter((each) => hidden.includes(each))).toEqual([]);
    await set({ schemasForEntra: false });
    const full = await published();
    expect(full.filter((each) => !forEntra.includes(each)).sort()).toEqual([...hidden].sort());
    expect(full.length).toBe(forEntra.length + hidden.length);
    expect(await published({ authorization: undefined })).toEqual(forEntra);
  });

  it('say in /Schemas whether names of groups are unique', async () => {
    const uniqueness = async () =>
      (await tenant.get('/Schemas')).body.Resources.flatMap(
        ({ id, attributes }: { id: string; attributes: { name: string; uniqueness: string }[] }) =>
          id.endsWith(':Group') ? attributes.filter((each) => each.name === 'displayName') : [],
      )[0].uniqueness as string;
    expect(await uniqueness()).toBe('server');
    await set({ uniqueGroupNames: false });
    expect(await uniqueness()).toBe('none');
  });

  it('come with schemas of its own', async () => {
    const urn = 'urn:example:badges:2.0:User';
    await service.admin('PUT', `/tenants/${tenant.id}/schemas/${urn}`, {
      attributes: [{ name: 'badge', type: 'string' }],
    });
    expect(nameOf(await tenant.get('/Schemas'), urn)).toEqual(['badge']);
    await set({ strict: true, schemasForEntra: false });
    const schemas = await tenant.get('/Schemas');
    expect(nameOf(schemas, urn)).toEqual(['badge']);
    expect(nameOf(schemas, USER)).not.toContain('password');
    await set({ strict: false });
    expect(nameOf(await tenant.get('/Schemas'), USER)).toContain('password');
  });

  it('are seen by another process within 5 seconds, and cost no statement', async () => {
    const elsewhere = tenant.with(tenant.accessCode, other);
    await elsewhere.get('/Users?count=0');
    await set({ strict: true });
    const isStrict = async () =>
      (await elsewhere.get('/ServiceProviderConfig')).body.interopProfileConformant as boolean;
    expect(await isStrict()).toBe(false);
    // 200 stands for the settings of before.
    const { seconds } = await lastTaken(async () => ((await isStrict()) ? 0 : 200));
    expect(seconds).toBeLessThan(5);
    const sent = await statementsSentBy(other.storage, () => elsewhere.get('/Users?count=0'));
    expect(sent).toHaveLength(1);
  });
});

function pathsIn(attributes: readonly { name: string; subAttributes?: { name: string }[] }[]): string[] {
  return attributes.flatMap(({ name, subAttributes = [] }) => [
    name,
    ...subAttributes.map((sub) => `${name}.${sub.name}`),
  ]);
}

function nameIn({ name }: { name: string }): string {
  return name;
}
