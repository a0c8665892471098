import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../support/databases.js';
import { inParallel } from '../support/parallel.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

/** More than are made without a pause, so that a page of them is sent in pieces. */
const USERS = 130;

onEveryDatabase('a page of many resources', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  /** Every user as read by itself, in the order of creation. */
  let users: any[];
  let group: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const created: any[] = [];
    for (let i = 0; i < USERS; i++) {
      created.push(
        await tenant.createUser({
          title: i % 2 === 0 ? 'even "quoted"' : 'odd €',
          nickName: 'x'.repeat(900),
        }),
      );
    }
    const { id } = await tenant.createGroup({
      members: created.slice(5, 60).map((user) => ({ value: user.id })),
    });
    group = (await tenant.get(`/Groups/${id}`)).body;
    users = await inParallel(USERS, async (i) => (await tenant.get(`/Users/${created[i].id}`)).body);
  });
  afterAll(() => service.stop());

  it.each(['?count=1000', '?count=1000&cursor='])('is the same as one by one, with %s', async (query) => {
    const { status, headers, body } = await tenant.get(`/Users${query}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/scim+json']);
    expect([body.totalResults, body.itemsPerPage]).toEqual([USERS, USERS]);
    expect(body.Resources).toEqual(users);
    // 130 KB come in pieces, none of which had to wait for the last.
    expect([headers.get('content-length'), headers.get('transfer-encoding')]).toEqual([null, 'chunked']);
  });

  it('goes from users to groups on the base URL', async () => {
    const { body } = await tenant.get('?count=1000');
    expect([body.totalResults, body.itemsPerPage]).toEqual([USERS + 1, USERS + 1]);
    expect(body.Resources).toEqual([...users, group]);
  });

  it('is cut to what is asked for', async () => {
    const { body } = await tenant.get(
      `/Users?count=1000&attributes=userName&filter=${encodeURIComponent('title sw "even"')}`,
    );
    const even = users.filter((_, i) => i % 2 === 0);
    expect(body.Resources).toEqual(even.map(({ schemas, id, userName }) => ({ schemas, id, userName })));
  });

  it('is not sent to HEAD', async () => {
    const { status, text } = await tenant.request('HEAD', '/Users?count=1000');
    expect([status, text]).toEqual([200, '']);
  });
});
