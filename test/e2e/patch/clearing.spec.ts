import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withoutValue } from '../../fixtures/entra/attribute-path.js';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, USER, type TestTenant } from '../../support/tenant.js';

/*
 * Whole attributes are cleared by "", null, an empty list and remove: Microsoft's gallery validation sends the
 * first two to every attribute and accepts only null, empty or absent afterwards (AzureAD/SCIMReferenceCode,
 * SCIM_Null_Update). Single values of elements: seed-attributes and entra-every-attribute.
 */

const FORMS: [string, (path: string) => Record<string, unknown>][] = [
  ['Replace with ""', (path) => ({ op: 'Replace', path, value: '' })],
  ['Add of ""', (path) => ({ op: 'Add', path, value: '' })],
  ['replace with null', (path) => ({ op: 'replace', path, value: null })],
  ['remove', (path) => ({ op: 'remove', path })],
  ['Remove with a null value', (path) => ({ op: 'Remove', path, value: null })],
  ['a merged ""', (path) => ({ op: 'replace', value: { [path]: '' } })],
  ['a merged null', (path) => ({ op: 'replace', value: { [path]: null } })],
];

const LISTS = ['emails', 'phoneNumbers', 'addresses', 'roles'];
const WHOLE = ['name', 'externalId', 'displayName', 'active', ...LISTS];

onEveryDatabase('Entra: clearing whole attributes', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const full = () => tenant.createUser(entraUser({ roles: [{ value: 'Editor' }] }));

  describe.each(FORMS)('%s', (form, operation) => {
    it.each(WHOLE)('clears %s and nothing else', async (path) => {
      const before = await full();
      const rest = withoutValue(before, path);

      const answer = await tenant.patch(`/Users/${before.id}`, [operation(path)]);

      // "add" of nothing adds nothing to a list.
      const expected = form === 'Add of ""' && LISTS.includes(path) ? before : rest;
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ ...expected, meta: answer.body.meta });
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(answer.body);
    });

    it('clears the whole extension and takes its URN out of schemas', async () => {
      const before = await full();

      const answer = await tenant.patch(`/Users/${before.id}`, [operation(ENTERPRISE)]);

      expect(answer.body).toEqual({
        ...before,
        schemas: [USER],
        [ENTERPRISE]: undefined,
        meta: answer.body.meta,
      });
      expect(answer.body).not.toHaveProperty([ENTERPRISE]);
      expect(
        (await tenant.find('/Users', `id eq "${before.id}" and schemas eq "${ENTERPRISE}"`)).body
          .totalResults,
      ).toBe(0);
    });

    it('clears what is not there without a new version', async () => {
      const before = await tenant.createUser();

      for (const path of [
        'name',
        'name.givenName',
        'title',
        'emails',
        'emails[type eq "work"].value',
        ENTERPRISE,
      ]) {
        const answer = await tenant.patch(`/Users/${before.id}`, [operation(path)]);
        expect([path, answer.status, answer.body]).toEqual([path, 200, before]);
      }
    });
  });

  it.each(LISTS)('an empty list clears %s', async (path) => {
    const before = await full();
    const rest = withoutValue(before, path);

    const { body } = await tenant.patch(`/Users/${before.id}`, [{ op: 'Replace', path, value: [] }]);

    expect(body).toEqual({ ...rest, meta: body.meta });
  });

  it('all parts of a complex attribute cleared one by one leave no empty object', async () => {
    const { id } = await full();

    const { body } = await tenant.patch(
      `/Users/${id}`,
      ['givenName', 'familyName', 'formatted'].map((part) => ({
        op: 'Replace',
        path: `name.${part}`,
        value: '',
      })),
    );

    expect(body).not.toHaveProperty('name');
  });

  // A mapping that cannot send null sends a space (functions-for-customizing-application-data).
  it('a space is a value, and comes back as one', async () => {
    const { id } = await full();

    const { body } = await tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'title', value: ' ' }]);

    expect(body.title).toBe(' ');
    expect((await tenant.find('/Users', 'title eq " "')).body.Resources).toEqual([body]);
  });
});
