import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BULK_REQUEST_SCHEMA } from '../../../src/scim/messages.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import { USER, type TestTenant } from '../../support/tenant.js';

/** So many that a sort by an attribute without a column is a long search. */
const USERS = 900;
/** The value of these is so long that an index has a digest for its end. */
const LONG = `c${'x'.repeat(300)}`;

/** The e-mail addresses of user `n`; that which the user is sorted by is the primary one, or else the first. */
function emailsOf(n: number): { value: string; type: string; primary?: boolean }[] {
  if (n % 10 === 0) return [];
  const own = (letter: string) => `${letter}${(n * 7919) % USERS}@fabrikam.example`;
  if (n % 10 === 1) return [{ value: 'same@fabrikam.example', type: 'work' }];
  if (n % 10 === 2)
    return [
      { value: own('z'), type: 'work' },
      { value: own('b'), type: 'home', primary: true },
    ];
  if (n % 10 === 3)
    return [
      { value: own('b'), type: 'work' },
      { value: own('a'), type: 'home' },
    ];
  if (n > 13 && n < 20) return [{ value: `${LONG}${19 - n}`, type: 'work' }];
  return [{ value: own('d'), type: 'work' }];
}

onEveryDatabase('many users in the order of an attribute', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  /** As they should come, those without an address last. */
  let ids: string[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const Operations = Array.from({ length: USERS }, (_, n) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${n}`,
      data: { schemas: [USER], userName: `user${n}`, emails: emailsOf(n) },
    }));
    const { body } = await tenant.post('/Bulk', { schemas: [BULK_REQUEST_SCHEMA], Operations });
    ids = body.Operations.map(({ location }: any, n: number) => {
      const emails = emailsOf(n);
      const email = emails.find(({ primary }) => primary === true) ?? emails[0];
      return { id: location.slice(location.lastIndexOf('/') + 1), key: email?.value.slice(0, 190) ?? '~' };
    })
      .sort((a: any, b: any) => {
        if (a.key !== b.key) return a.key < b.key ? -1 : 1;
        return a.id < b.id ? -1 : 1;
      })
      .map(({ id }: any) => id);
  });
  afterAll(() => service.stop());

  const page = async (startIndex: number, count: number) => {
    const query = `sortBy=emails.value&attributes=id&startIndex=${startIndex}&count=${count}`;
    const { status, body } = await tenant.get(`/Users?${query}`);
    expect([status, body.totalResults]).toEqual([200, USERS]);
    return body.Resources.map(({ id }: any) => id);
  };

  it.each([90, 500])('comes in pages of %d', async (count) => {
    const found: string[] = [];
    for (let start = 1; start <= USERS; start += count) found.push(...(await page(start, count)));
    expect(found).toEqual(ids);
  });

  it.each([
    ['with some who have no value', 790, 90],
    ['that ends with the last value', 721, 90],
    ['that begins with the last value', 810, 90],
    ['behind the last value', 811, 90],
    ['behind all', USERS + 1, 90],
  ])('comes in a page %s', async (_where, start, count) => {
    expect(await page(start, count)).toEqual(ids.slice(start - 1, start - 1 + count));
  });

  it('is read along an index, with no look at those who are not on the page', async () => {
    const sent = await statementsSentBy(service.storage, () => page(1, 90));
    const sorting = sent.filter((sql) => sql.includes('attribute_values'));
    expect(sorting).toHaveLength(1);
    expect(sorting[0]).toContain('ORDER BY v.value_key');
  });
});
