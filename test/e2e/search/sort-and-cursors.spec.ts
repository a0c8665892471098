import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Cursors } from '../../../src/resources/cursor.js';
import { BULK_REQUEST_SCHEMA } from '../../../src/scim/messages.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { USER, type Answer, type TestTenant } from '../../support/tenant.js';

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const WALKED = 5000;

onEveryDatabase('Search', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    for (const [userName, title, work, home] of [
      ['a@x.example', 'b', 'z@x.example', ''],
      ['b@x.example', 'A', 'm@x.example', 'a@x.example'],
      ['c@x.example', '', '', ''],
    ] as const) {
      const emails = [
        ...(home === '' ? [] : [{ type: 'home', value: home }]),
        ...(work === '' ? [] : [{ type: 'work', value: work, primary: true }]),
      ];
      await tenant.createUser({ userName, displayName: `Same ${userName}`, title, emails });
      // Each is made in a millisecond of its own.
      await sleep(2);
    }
    await tenant.createGroup({ displayName: 'Same group' });
  });
  afterAll(() => service.stop());

  const names = ({ body }: Answer): string[] =>
    body.Resources.map((each: any) => each.userName ?? each.displayName);
  const search = (path: string, query: object) => tenant.post(path, { schemas: [SEARCH_REQUEST], ...query });

  describe('sorting (RFC 7644 section 3.4.2.3)', () => {
    it.each([
      ['sortBy=title', 'b a c'],
      ['sortBy=title&sortOrder=descending', 'c a b'],
      ['sortBy=emails', 'b a c'],
      ['sortBy=emails.value&sortOrder=ascending', 'b a c'],
      ['sortBy=USERNAME&sortOrder=DESCENDING', 'c b a'],
      ['sortBy=meta.created&sortOrder=descending', 'c b a'],
    ])('%s gives %s', async (query, order) => {
      const answer = await tenant.get(`/Users?${query}`);
      expect(names(answer).map((each) => each[0])).toEqual(order.split(' '));
    });

    it.each([
      'sortBy=nope',
      'sortBy=name',
      'sortBy=password',
      'sortBy=title&sortOrder=up',
      'sortBy=groups.$ref',
    ])('%s is refused', async (query) => {
      const { status, body } = await tenant.get(`/Users?${query}`);
      expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    });
  });

  describe('POST /.search (RFC 7644 section 3.4.3)', () => {
    it('takes its names in any letter case, as bodies do everywhere', async () => {
      const { body } = await search('/Users/.search', { FILTER: 'title pr', Count: 1, SortBy: 'userName' });
      const same = await tenant.get('/Users?filter=title+pr&count=1&sortBy=userName');
      expect(body).toEqual(same.body);
    });

    it('answers as the same query by GET', async () => {
      const query = {
        filter: 'title pr',
        sortBy: 'title',
        attributes: ['userName'],
        startIndex: 1,
        count: 1,
      };
      const answer = await search('/Users/.search', query);
      expect([answer.status, names(answer), answer.body.totalResults]).toEqual([200, ['b@x.example'], 2]);
      expect(Object.keys(answer.body.Resources[0]).sort()).toEqual(['id', 'schemas', 'userName']);
    });

    it.each([
      [{ schemas: [] }, 'invalidSyntax'],
      [{ filter: 5 }, 'invalidValue'],
      [{ count: '5' }, 'invalidValue'],
      [{ count: '5', cursor: '' }, 'invalidCount'],
      [{ attributes: [1] }, 'invalidValue'],
      [{ filter: 'nope eq 1' }, 'invalidFilter'],
    ])('refuses %j', async (query, scimType) => {
      const { status, body } = await search('/Users/.search', query);
      expect([status, body.scimType]).toEqual([400, scimType]);
    });

    it('finds users, then groups, on the base URL', async () => {
      const all = ['Same a@x.example', 'Same b@x.example', 'Same c@x.example', 'Same group'];
      const shown = (answer: Answer) => answer.body.Resources.map((each: any) => each.displayName);
      expect(shown(await search('/.search', { filter: 'displayName sw "same"' }))).toEqual(all);
      expect(shown(await tenant.find('', 'displayName sw "same"'))).toEqual(all);
      const second = await search('/.search', { filter: 'displayName sw "same"', startIndex: 3, count: 2 });
      expect([shown(second), second.body.totalResults]).toEqual([all.slice(2), 4]);
      const groups = await search('/.search', { filter: 'meta.resourceType eq "Group" or members pr' });
      expect(shown(groups)).toEqual(['Same group']);
      expect((await search('/.search', { filter: 'nope pr' })).body.scimType).toBe('invalidFilter');
    });
  });

  describe('cursors (RFC 9865)', () => {
    it('walks forth and back, sorted or not', async () => {
      for (const order of ['', '&sortBy=title', '&sortBy=title&sortOrder=descending']) {
        const expected = names(await tenant.get(`/Users?${order}`));
        const first = await tenant.get(`/Users?cursor=&count=2${order}`);
        expect(first.body.totalResults).toBe(3);
        expect(first.body).not.toHaveProperty('startIndex');
        expect(first.body).not.toHaveProperty('previousCursor');
        const second = await tenant.get(`/Users?cursor=${first.body.nextCursor}&count=2${order}`);
        expect([...names(first), ...names(second)]).toEqual(expected);
        expect(second.body).not.toHaveProperty('nextCursor');
        const back = await tenant.get(`/Users?cursor=${second.body.previousCursor}&count=2${order}`);
        expect(names(back)).toEqual(names(first));
        expect(back.body).not.toHaveProperty('previousCursor');
        expect(back.body).toHaveProperty('nextCursor');
      }
    });

    it('are bound to query and tenant, and signed', async () => {
      const { body } = await tenant.get('/Users?cursor=&count=1');
      const cursor = String(body.nextCursor);
      const other = await service.createTenant('Contoso');
      const tampered = cursor.slice(0, -2) + (cursor.endsWith('AA') ? 'BB' : 'AA');
      for (const answer of [
        await tenant.get(`/Users?cursor=${cursor}&filter=title+pr`),
        await tenant.get(`/Users?cursor=${cursor}&sortBy=title`),
        await tenant.get(`/Groups?cursor=${cursor}`),
        await tenant.get(`/Users?cursor=${tampered}`),
        await tenant.get(`/Users?cursor=${cursor}=`),
        await tenant.get(`/Users?cursor=${cursor}!`),
        await tenant.post('/Users/.search', { schemas: [SEARCH_REQUEST], cursor: `${cursor}\n` }),
        await tenant.get('/Users?cursor=x'),
        await other.get(`/Users?cursor=${cursor}`),
      ]) {
        expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidCursor']);
      }
      expect((await tenant.get('/Users?cursor=&count=x')).body.scimType).toBe('invalidCount');
    });

    it('expire after the cursorTimeout of ServiceProviderConfig', async () => {
      const cursors = service.app.get(Cursors, { strict: false });
      const query = [tenant.id, 'User', undefined, undefined, undefined];
      const position = { type: 'User', key: null, id: '', backwards: false };
      const { cursorTimeout } = (await tenant.get('/ServiceProviderConfig')).body.pagination;
      const cursorOf = (age: number): string => {
        const now = Date.now();
        const clock = jest.spyOn(Date, 'now').mockReturnValue(now - age * 1000);
        const cursor = cursors.encode(position, query);
        clock.mockRestore();
        return cursor;
      };
      expect((await tenant.get(`/Users?cursor=${cursorOf(cursorTimeout - 60)}`)).status).toBe(200);
      const { status, body } = await tenant.get(`/Users?cursor=${cursorOf(cursorTimeout + 60)}`);
      expect([status, body.scimType]).toEqual([400, 'expiredCursor']);
    });

    it(`returns each of ${WALKED} users once while others come and go`, async () => {
      const walked = await service.createTenant('Walked');
      const create = async (batch: number): Promise<string[]> => {
        const Operations = Array.from({ length: 1000 }, (_each, index) => ({
          method: 'POST',
          path: '/Users',
          bulkId: String(index),
          data: { schemas: [USER], userName: `walked-${batch}-${index}` },
        }));
        const { body } = await walked.post('/Bulk', { schemas: [BULK_REQUEST_SCHEMA], Operations });
        return body.Operations.map(({ location }: any) => location.slice(location.lastIndexOf('/') + 1));
      };
      const ids: string[] = [];
      for (let batch = 0; batch < WALKED / 1000; batch++) ids.push(...(await create(batch)));
      const doomed = new Set(ids.filter((_, index) => index % 10 === 0));
      const surviving = ids.filter((id) => !doomed.has(id));
      let walking = true;
      const disturb = async (): Promise<void> => {
        for (const id of doomed) {
          if (!walking) return;
          await walked.delete(`/Users/${id}`);
          await walked.createUser();
        }
      };
      const disturbing = disturb();
      const found: string[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const { body }: Answer = await walked.get(`/Users?cursor=${cursor}&count=200&attributes=id`);
        found.push(...body.Resources.map((each: any) => each.id));
        cursor = body.nextCursor;
      }
      walking = false;
      await disturbing;
      expect(new Set(found).size).toBe(found.length);
      expect(surviving.filter((id) => !found.includes(id))).toEqual([]);
    }, 300_000);
  });

  it('refuses /Me, since a code stands for no person (RFC 7644 section 3.11)', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      for (const path of ['/Me', '/Me/', '/Me/emails', '/Me/.search', '/Me?attributes=userName']) {
        const sent = ['GET', 'OPTIONS'].includes(method) ? undefined : {};
        const { status, body } = await tenant.request(method, path, sent);
        expect([method, path, status, body.status]).toEqual([method, path, 501, '501']);
        const other = await tenant.request(method, path, sent, { authorization: '' });
        expect([method, path, other.status]).toEqual([method, path, 401]);
      }
    }
    const head = await tenant.request('HEAD', '/Me');
    expect([head.status, head.text]).toEqual([501, '']);
  });
});
