import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * App roles, in every form in which Entra sends them.
 * https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes
 */

const ROLE_JSON = '{"id":"18d14569-c3bd-439b-9a66-3a2aee01d14f","value":"Editor","displayName":"Editor"}';
const ROLE_XML =
  '<AppRoleAssignment xmlns="http://schemas.microsoft.com/x"><Value>Editor</Value></AppRoleAssignment>';

onEveryDatabase('Entra: roles', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  /** PATCHes a new user and gives the user as read back, which must be what PATCH answered. */
  async function patched(attributes: Record<string, unknown>, operations: unknown[]): Promise<any> {
    const { id } = await tenant.createUser(attributes);
    const answer = await tenant.patch(`/Users/${id}`, operations);
    expect([answer.status, answer.body.status]).toEqual([200, undefined]);
    expect((await tenant.get(`/Users/${id}`)).body).toEqual(answer.body);
    return answer.body;
  }

  it('SingleAppRoleAssignment: JSON text in value is kept as text', async () => {
    const { roles } = await patched({}, [{ op: 'Add', path: 'roles', value: [{ value: ROLE_JSON }] }]);

    expect(roles).toEqual([{ value: ROLE_JSON }]);
  });

  it('AppRoleAssignmentsComplex: added roles join those that are there', async () => {
    const { roles } = await patched({ roles: [{ primary: false, value: 'Viewer' }] }, [
      {
        op: 'Add',
        path: 'roles',
        value: [
          { primary: false, value: 'Editor' },
          { primary: 'False', value: 'Owner' },
        ],
      },
    ]);

    expect(roles).toEqual(['Viewer', 'Editor', 'Owner'].map((value) => ({ primary: false, value })));
  });

  it('AssertiveAppRoleAssignmentsComplex: replace leaves exactly those sent', async () => {
    const { roles } = await patched({ roles: [{ value: 'Viewer' }] }, [
      { op: 'replace', path: 'roles', value: [{ value: 'Editor' }, { value: 'Owner' }] },
    ]);

    expect(roles).toEqual([{ value: 'Editor' }, { value: 'Owner' }]);
  });

  // As text, `primary` kept Entra from reading the user again: learn.microsoft.com/answers 5618325
  it.each(['Add', 'replace'])(
    '%s: XML text and "primary": "True" come back as text and boolean',
    async (op) => {
      const { roles } = await patched({}, [
        { op, path: 'roles', value: [{ primary: 'True', value: ROLE_XML }] },
      ]);

      expect(roles).toEqual([{ primary: true, value: ROLE_XML }]);
    },
  );

  // https://stackoverflow.com/questions/77655790
  it.each(['Add', 'Replace', 'add', 'replace'])('%s of an empty object changes nothing', async (op) => {
    const before = await tenant.createUser(entraUser({ roles: [{ value: 'Editor' }] }));

    for (const path of ['roles', 'name', 'emails[type eq "work"]']) {
      const answer = await tenant.patch(`/Users/${before.id}`, [{ op, path, value: {} }]);
      expect([answer.status, answer.body]).toEqual([200, before]);
    }
  });

  it('are found by filters', async () => {
    const { id } = await tenant.createUser({ roles: [{ primary: 'True', value: ROLE_JSON }] });

    for (const filter of ['roles[primary eq "True"].value', 'roles.value', 'roles']) {
      const { body } = await tenant.find(
        '/Users',
        `${filter} eq ${JSON.stringify(ROLE_JSON)} and id eq "${id}"`,
      );
      expect([filter, body.totalResults]).toEqual([filter, 1]);
    }
  });
});
