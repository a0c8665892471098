import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { DatabaseName } from './databases.js';
import { stopWhenConsistent } from './directory-state.js';
import { TestService } from './service.js';
import type { TestTenant } from './tenant.js';

/**
 * Registers hooks for one service and a new tenant before each test. Finally checks that all data derived from the
 * stored resources agrees with them.
 * @param take receives the tenant
 */
export function newTenantForEachTest(name: DatabaseName, take: (tenant: TestTenant) => void): void {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  beforeEach(async () => take(await service.createTenant()));
  afterAll(() => stopWhenConsistent(service));
}
