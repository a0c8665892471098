import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { attributes, EVENTS, register, string } from '../../support/events-schema.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

onEveryDatabase('custom schemas that are used', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.createTenant();
  });

  const change = async (changed: Record<string, unknown>[]) => {
    const { status, body } = await register(tenant, { attributes: changed });
    return { status, detail: body.detail };
  };
  const without = (gone: string) => attributes.filter((each) => each.name !== gone);
  const withChange = (name: string, more: Record<string, unknown>) =>
    attributes.map((each) => (each.name === name ? { ...each, ...more } : each));

  beforeEach(async () => {
    await register(tenant);
    await tenant.createUser({ [EVENTS]: { badge: 'B-1', home: { hall: 'B' } } });
  });

  it('are not deleted while a resource has values of them', async () => {
    const path = `/tenants/${tenant.id}/schemas/${EVENTS}`;
    expect(await service.admin('DELETE', path)).toMatchObject({ status: 409 });
    const { body } = await tenant.find('/Users', `${EVENTS}:badge pr`);
    await tenant.patch(`/Users/${body.Resources[0].id}`, [{ op: 'remove', path: EVENTS }]);
    expect((await service.admin('DELETE', path)).status).toBe(204);
    const user = await tenant.createUser({ [EVENTS]: { badge: 'B-2' } });
    expect(user).not.toHaveProperty(EVENTS);
  });

  it('take any change that loses nothing', async () => {
    const more = [...without('nickname'), string('team')];
    expect((await change(more)).status).toBe(200);
    expect((await change(withChange('badge', { description: 'Number', returned: 'request' }))).status).toBe(
      200,
    );
    expect((await change(withChange('shifts', { type: 'string' }))).status).toBe(200);
  });

  it('refuse a change that would lose a value', async () => {
    const refused = (text: string) => ({ status: 409, detail: expect.stringContaining(text) });
    expect(await change(without('badge'))).toEqual(refused('"badge" goes'));
    expect(await change(withChange('badge', { type: 'integer' }))).toEqual(refused('from string to integer'));
    expect(await change(withChange('badge', { multiValued: true }))).toEqual(refused('becomes multi-valued'));
    expect(await change(withChange('badge', { caseExact: false }))).toEqual(
      refused('compared in another way'),
    );
    expect(await change(withChange('badge', { returned: 'never' }))).toEqual(refused('kept no longer'));
    expect(await change(withChange('badge', { name: 'Badge' }))).toEqual(refused('"badge" goes'));
    expect(await change(withChange('nickname', { required: true }))).toEqual(refused('becomes required'));
    expect(await change(withChange('home', { subAttributes: [{ name: 'row', type: 'integer' }] }))).toEqual(
      refused('"home.hall" goes'),
    );
    expect(await register(tenant, { attributes }, EVENTS, '?resourceType=Group')).toMatchObject({
      status: 409,
    });
    const { body } = await tenant.find('/Users', `${EVENTS}:badge eq "B-1"`);
    expect(body.totalResults).toBe(1);
  });
});
