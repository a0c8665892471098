import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { loggedBy } from '../../support/log.js';
import { TestService } from '../../support/service.js';
import { BULK_REQUEST_SCHEMA } from '../../../src/scim/messages.js';
import { PATCH_OP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

/* What was false stays false until somebody says true: a cleared `active` must not bring a leaver back. */
onEveryDatabase('A disabled user', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let user: any;
  let at: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    user = await tenant.createUser({ active: false, title: 'Planner' });
    at = `/Users/${user.id}`;
  });

  const put = (more: object) => () =>
    tenant.put(at, { schemas: [USER], userName: user.userName as string, title: 'Lead', ...more });
  const patch = (operation: object) => () =>
    tenant.patch(at, [operation, { op: 'Replace', path: 'title', value: 'Lead' }]);

  const CLEARING: [string, () => () => Promise<Answer>][] = [
    ['Replace with ""', () => patch({ op: 'Replace', path: 'active', value: '' })],
    ['Replace with null', () => patch({ op: 'Replace', path: 'active', value: null })],
    ['Add of ""', () => patch({ op: 'Add', path: 'active', value: '' })],
    ['Replace with []', () => patch({ op: 'Replace', path: 'active', value: [] })],
    ['Replace with a wrapped null', () => patch({ op: 'Replace', path: 'active', value: [{ value: null }] })],
    ['remove', () => patch({ op: 'remove', path: 'active' })],
    ['Remove with a value', () => patch({ op: 'Remove', path: 'active', value: 'False' })],
    ['remove by the URN', () => patch({ op: 'remove', path: `${USER}:active` })],
    ['null without a path', () => patch({ op: 'replace', value: { active: null } })],
    ['"" without a path', () => patch({ op: 'add', value: { Active: '' } })],
    ['null in the core schema', () => patch({ op: 'replace', value: { [USER]: { active: null } } })],
    ['PUT without active', () => put({})],
    ['PUT with null', () => put({ active: null })],
    ['PUT with ""', () => put({ active: '' })],
    [
      'a PUT and a PATCH in bulk',
      () => () =>
        tenant.post('/Bulk', {
          schemas: [BULK_REQUEST_SCHEMA],
          Operations: [
            { method: 'PUT', path: at, data: { schemas: [USER], userName: user.userName, title: 'Lead' } },
            {
              method: 'PATCH',
              path: at,
              data: { schemas: [PATCH_OP], Operations: [{ op: 'remove', path: 'active' }] },
            },
          ],
        }),
    ],
  ];

  it.each(CLEARING)('stays disabled: %s', async (_, request) => {
    const entries = await loggedBy(tenant, async () => {
      expect((await request()()).status).toBe(200);
    });
    const { body } = await tenant.get(at);
    expect(body).toMatchObject({ active: false, title: 'Lead' });
    expect(entries.map(({ action }) => action as string)).not.toContain('restore');
    const changed = entries.flatMap(({ changes }) => changes.map((each: any) => each.attribute as string));
    expect(changed).toEqual(['title']);
    expect((await tenant.find('/Users', `active eq true and id eq "${user.id}"`)).body.totalResults).toBe(0);
    expect((await tenant.find('/Users', `active eq false and id eq "${user.id}"`)).body.totalResults).toBe(1);
    expect((await service.admin('GET', `/tenants/${tenant.id}/users/${user.id}`)).body).toMatchObject({
      resource: { active: false },
    });
  });

  it('stays disabled when it is disabled and cleared in one request', async () => {
    const { id } = await tenant.createUser({ active: true });
    const { body } = await tenant.patch(`/Users/${id}`, [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Remove', path: 'active' },
      { op: 'Replace', path: 'active', value: '' },
    ]);
    expect(body.active).toBe(false);
  });

  describe('is enabled again by a value of true', () => {
    it.each<[string, () => () => Promise<Answer>]>([
      ['Replace with "True"', () => patch({ op: 'Replace', path: 'active', value: 'True' })],
      ['Add of true', () => patch({ op: 'Add', path: 'active', value: true })],
      ['a wrapped "True"', () => patch({ op: 'Replace', path: 'active', value: [{ value: 'True' }] })],
      ['without a path', () => patch({ op: 'replace', value: { active: true } })],
      ['PUT', () => put({ active: 'true' })],
    ])('%s', async (_, request) => {
      const entries = await loggedBy(tenant, async () => {
        expect((await request()()).status).toBe(200);
      });
      expect((await tenant.get(at)).body.active).toBe(true);
      expect(entries).toMatchObject([{ action: 'restore' }]);
    });
  });

  it('an enabled user whose active is cleared is none that is disabled', async () => {
    const { id } = await tenant.createUser({ active: true });
    const { body } = await tenant.patch(`/Users/${id}`, [{ op: 'remove', path: 'active' }]);
    expect(body).not.toHaveProperty('active');
  });
});
