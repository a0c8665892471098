import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userType } from '../../../src/scim/resource-type.js';
import { describeAttributes } from '../../fixtures/entra/attribute-tests.js';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { twoValues, writableAttributes } from '../../fixtures/entra/every-attribute.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * Every attribute that a client may write, from the definitions: an administrator may map any of them and match
 * by any (learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes).
 */

const ROWS = writableAttributes(userType)
  .filter(({ required }) => !required)
  .map(
    (attribute) =>
      [attribute.path, ...twoValues(attribute)] satisfies unknown[] as [string, unknown, unknown],
  );

onEveryDatabase('Every attribute of a user', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  it('core and enterprise attributes are among them, also those of lists', () => {
    const paths = ROWS.map(([path]) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'nickName',
        'name.honorificSuffix',
        'emails[type eq "work"].display',
        'x509Certificates[type eq "custom"].value',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
      ]),
    );
    expect(paths.length).toBeGreaterThan(50);
  });

  describe('each', () => describeAttributes('/Users', ROWS, entraUser, () => tenant));
});
