import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, USER, type TestTenant } from '../../support/tenant.js';

/*
 * Every shape of a manager that Entra or Microsoft's validators have been seen to send. It is returned as an
 * object under its URN only, or Entra sends it anew in every cycle.
 */

const PATH = `${ENTERPRISE}:manager`;

const SETTING: [string, string, (id: string) => Record<string, unknown>][] = [
  // https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/541, also AzureAD/SCIMReferenceCode
  ['text', 'Add', (id) => ({ op: 'Add', path: PATH, value: id })],
  ['text', 'Replace', (id) => ({ op: 'Replace', path: PATH, value: id })],
  ['text', 'add', (id) => ({ op: 'add', path: PATH, value: id })],
  // https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial
  ['an object', 'add', (id) => ({ op: 'add', path: PATH, value: { value: id } })],
  ['an object', 'replace', (id) => ({ op: 'replace', path: PATH, value: { value: id } })],
  // https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
  [
    'a list of one, path without URN',
    'Add',
    (id) => ({ op: 'Add', path: 'manager', value: [{ $ref: `http://x.example/Users/${id}`, value: id }] }),
  ],
  ['a list of one', 'Replace', (id) => ({ op: 'Replace', path: PATH, value: [{ value: id }] })],
  ['the path of its value', 'Replace', (id) => ({ op: 'Replace', path: `${PATH}.value`, value: id })],
  ['a merged value, text', 'replace', (id) => ({ op: 'replace', value: { [PATH]: id } })],
  ['a merged value, object', 'replace', (id) => ({ op: 'replace', value: { [PATH]: { value: id } } })],
  ['a merged value, dotted', 'replace', (id) => ({ op: 'replace', value: { [`${PATH}.value`]: id } })],
  [
    'the extension object',
    'replace',
    (id) => ({ op: 'replace', value: { [ENTERPRISE]: { manager: { value: id } } } }),
  ],
  ['the extension as path', 'replace', (id) => ({ op: 'replace', path: ENTERPRISE, value: { manager: id } })],
];

const CLEARING: [string, (id: string) => Record<string, unknown>][] = [
  // AzureAD/SCIMReferenceCode, StandardLogicApp: SCIM_Update_Manager
  ['Replace ""', () => ({ op: 'Replace', path: PATH, value: '' })],
  ['replace null', () => ({ op: 'replace', path: PATH, value: null })],
  // https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial, "Remove Manager"
  ['replace {"value": ""}', () => ({ op: 'replace', path: PATH, value: { value: '' } })],
  ['replace {"value": null}', () => ({ op: 'replace', path: PATH, value: { value: null } })],
  ['replace [{"value": ""}]', () => ({ op: 'replace', path: PATH, value: [{ value: '' }] })],
  ['remove', () => ({ op: 'remove', path: PATH })],
  ['Remove with a value', (id) => ({ op: 'Remove', path: PATH, value: [{ value: id }] })],
  ['remove without URN', () => ({ op: 'remove', path: 'manager' })],
  // https://github.com/thomaspoignant/scim-patch/issues/453
  ['remove manager[value eq "…"]', (id) => ({ op: 'remove', path: `${PATH}[value eq "${id}"]` })],
  ['remove manager.value', () => ({ op: 'remove', path: `${PATH}.value` })],
  ['a merged ""', () => ({ op: 'replace', value: { [PATH]: '' } })],
  ['a merged null', () => ({ op: 'replace', value: { [PATH]: null } })],
  ['a merged {"value": ""}', () => ({ op: 'replace', value: { [PATH]: { value: '' } } })],
  ['a merged dotted ""', () => ({ op: 'replace', value: { [`${PATH}.value`]: '' } })],
];

onEveryDatabase('Entra: managers', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let managerId: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    managerId = (await tenant.createUser()).id;
  });
  afterAll(() => service.stop());

  describe.each(SETTING)('%s, %s', (_shape, _verb, operation) => {
    it.each([
      ['where there was none', undefined],
      ['over another one', { value: 'someone-else', $ref: '../Users/someone-else' }],
    ])('sets the manager %s', async (_, manager) => {
      const before = await tenant.createUser(entraUser({ [ENTERPRISE]: { division: 'EU', manager } }));

      const answer = await tenant.patch(`/Users/${before.id}`, [operation(managerId)]);

      expect(answer.status).toBe(200);
      const ref =
        operation(managerId).path === 'manager' ? { $ref: `http://x.example/Users/${managerId}` } : {};
      expect(answer.body[ENTERPRISE]).toEqual({ division: 'EU', manager: { ...ref, value: managerId } });
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(answer.body);
      expect(answer.body).not.toHaveProperty('manager');
    });
  });

  describe.each(CLEARING)('%s', (_, operation) => {
    it('takes the manager away and leaves the rest', async () => {
      const manager = { value: managerId, $ref: `../Users/${managerId}` };
      const before = await tenant.createUser(entraUser({ [ENTERPRISE]: { division: 'EU', manager } }));

      const answer = await tenant.patch(`/Users/${before.id}`, [operation(managerId)]);

      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ ...before, [ENTERPRISE]: { division: 'EU' }, meta: answer.body.meta });
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(answer.body);
    });

    it('takes the extension along when nothing else is in it', async () => {
      const { id } = await tenant.createUser(entraUser({ [ENTERPRISE]: { manager: managerId } }));

      const { status, body } = await tenant.patch(`/Users/${id}`, [operation(managerId)]);

      expect(status).toBe(200);
      expect(body.schemas).toEqual([USER]);
      expect(body).not.toHaveProperty([ENTERPRISE]);
    });

    it('succeeds when there is no manager, and changes nothing', async () => {
      const before = await tenant.createUser(entraUser({ [ENTERPRISE]: undefined }));

      const { status, body } = await tenant.patch(`/Users/${before.id}`, [operation(managerId)]);

      expect([status, body]).toEqual([200, before]);
    });
  });

  // The validator gives users a random text as manager (scim-validator-tutorial).
  it('a manager need not exist', async () => {
    const { id } = await tenant.createUser();
    const manager = `nobody ${randomUUID()}`;

    const { body } = await tenant.patch(`/Users/${id}`, [
      { op: 'add', path: PATH, value: { value: manager } },
    ]);

    expect(body[ENTERPRISE].manager).toEqual({ value: manager });
  });

  it('removing by the id of someone else leaves the manager', async () => {
    const before = await tenant.createUser(entraUser({ [ENTERPRISE]: { manager: managerId } }));

    const { status, body } = await tenant.patch(`/Users/${before.id}`, [
      { op: 'remove', path: `${PATH}[value eq "someone-else"]` },
    ]);

    expect([status, body]).toEqual([200, before]);
  });

  // The reference check before a manager is updated: use-scim-to-provision-users-and-groups, example 4.
  it.each([
    ['id, then manager', (id: string, of: string) => `id eq "${id}" and manager eq "${of}"`],
    ['manager, then id', (id: string, of: string) => `manager eq "${of}" and id eq "${id}"`],
    ['ID in capitals', (id: string, of: string) => `ID eq "${id}" and Manager eq "${of}"`],
    ['qualified', (id: string, of: string) => `id eq "${id}" and ${PATH} eq "${of}"`],
    ['qualified, with value', (id: string, of: string) => `id eq "${id}" and ${PATH}.value eq "${of}"`],
    ['manager.value', (id: string, of: string) => `id eq "${id}" and manager.value eq "${of}"`],
  ])('the reference check is answered: %s', async (_, filter) => {
    const { id } = await tenant.createUser(entraUser({ [ENTERPRISE]: { manager: managerId } }));

    for (const attributes of ['&attributes=id', '&attributes=ID']) {
      const yes = await tenant.find('/Users', filter(id, managerId), attributes);
      expect(yes.body).toMatchObject({ totalResults: 1, itemsPerPage: 1 });
      expect(yes.body.Resources).toEqual([{ schemas: [USER, ENTERPRISE], id }]);
    }
    const no = await tenant.find('/Users', filter(id, 'someone-else'), '&attributes=id');
    expect(no.body).toMatchObject({ totalResults: 0, Resources: [] });
    const other = await tenant.find('/Users', filter(managerId, managerId), '&attributes=id');
    expect(other.body).toMatchObject({ totalResults: 0, Resources: [] });
  });
});
