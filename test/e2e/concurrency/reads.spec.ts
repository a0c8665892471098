import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DatabaseUnavailable } from '../../../src/persistence/database/database.js';
import { findByKey } from '../../../src/persistence/resources/resource-by-key.js';
import type { StoredResource } from '../../../src/persistence/resources/stored-resource.js';
import { userType } from '../../../src/scim/resource-type.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import type { TestTenant } from '../../support/tenant.js';

const USERS = 30;

onEveryDatabase('reads of the same moment', (name) => {
  let service: TestService;
  let tenants: TestTenant[];
  /** The ids of the users of each tenant; their names are the same in both. */
  let ids: string[][];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenants = [await service.createTenant(), await service.createTenant()];
    ids = await Promise.all(
      tenants.map(async (tenant, n) =>
        (
          await inParallel(USERS, (i) =>
            tenant.createUser({ userName: `Person-${i}@fabrikam.example`, title: `tenant ${n}` }),
          )
        ).map(({ id }) => id as string),
      ),
    );
  });
  afterAll(() => service.stop());

  it('each get their own answer, of their own tenant', async () => {
    const answers = await inParallel(2 * USERS, async (index) => {
      const [own, other] = index % 2 === 0 ? [0, 1] : [1, 0];
      const i = index >> 1;
      const [read, foreign, probe, missed] = await Promise.all([
        tenants[own]!.get(`/Users/${ids[own]![i]}`),
        tenants[own]!.get(`/Users/${ids[other]![i]}`),
        tenants[own]!.find('/Users', `userName eq "PERSON-${i}@fabrikam.example"`),
        tenants[own]!.find('/Users', `userName eq "nobody-${i}@fabrikam.example"`),
      ]);
      expect([read.status, read.body.id, read.body.title]).toEqual([200, ids[own]![i], `tenant ${own}`]);
      expect(foreign.status).toBe(404);
      expect(probe.body.Resources).toEqual([read.body]);
      return missed.body.totalResults as number;
    });
    expect(tally(answers)).toEqual({ 0: 2 * USERS });
  });

  it('share statements where each takes a round trip', async () => {
    const { storage } = service;
    const wanted = Array.from({ length: 200 }, (_, i) => ids[0]![i % USERS]!);
    let found: (StoredResource | null)[] = [];
    const { length } = await statementsSentBy(storage, async () => {
      found = await inParallel(200, (i) =>
        findByKey(storage, userType, tenants[0]!.id, 'id', wanted[i]!, false),
      );
    });
    expect(found.map((stored) => stored?.id)).toEqual(wanted);
    // At most 64 keys in each.
    expect(length).toBe(name === 'mysql' ? 4 : 200);
  });

  it('of a group that is deleted meanwhile do not show it without its members', async () => {
    const { storage } = service;
    const [tenant] = tenants as [TestTenant];
    const group = await tenant.createGroup({ members: [{ value: ids[0]![0] }] });
    const empty = await tenant.createGroup();
    const rows = storage.rows.bind(storage);
    storage.rows = async (sql, params) => {
      if (/ FROM group_members\b/.test(sql) && params?.includes(group.id)) {
        storage.rows = rows;
        expect((await tenant.delete(`/Groups/${group.id}`)).status).toBe(204);
      }
      return rows(sql, params);
    };
    expect((await tenant.get(`/Groups/${group.id}`)).status).toBe(404);
    expect(storage.rows).toBe(rows);
    expect((await tenant.get(`/Groups/${empty.id}`)).status).toBe(200);
  });

  it('are all answered with 503 when the database cannot be reached', async () => {
    const { storage } = service;
    const rows = storage.rows.bind(storage);
    storage.rows = () => Promise.reject(new DatabaseUnavailable(null));
    const answers = await inParallel(20, (i) => tenants[0]!.get(`/Users/${ids[0]![i]}`)).finally(
      () => (storage.rows = rows),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 503: 20 });
    expect((await tenants[0]!.get(`/Users/${ids[0]![0]}`)).status).toBe(200);
  });
});
