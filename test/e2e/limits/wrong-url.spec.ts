import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { rawRequest } from '../../support/raw-request.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const terms = (count: number, operator: string) =>
  Array.from({ length: count }, (_, i) => `title eq "${i}"`).join(` ${operator} `);

/** Filters that no resource can be compared with. */
const FILTERS: readonly (readonly [string, RegExp])[] = [
  ['   ', /Expected an attribute name/],
  ['userName', /Expected an operator/],
  ['userName eq', /Expected a value after "eq"/],
  ['eq "x"', /Expected an operator/],
  ['userName = "x"', /Expected an operator/],
  ['userName like "x"', /"like" stands/],
  ['userName eq "x', /not closed/],
  ['userName sw "x\\"', /not closed/],
  ['userName sw "\\x"', /no JSON string/],
  ['userName eq "\\ud800"', /surrogate/],
  ['userName eq "\\u0000"', /NUL/],
  ["userName eq 'x' y", /double quotes/],
  ['userName eq "x" and', /Expected an attribute name/],
  ['userName eq "x" userName eq "y"', /end of the filter/],
  ['and userName eq "x"', /./],
  ['not userName eq "x"', /"\(" after "not"/],
  ['(userName eq "x"', /Expected "\)"/],
  ['userName eq "x")', /end of the filter/],
  ['((((userName eq "x")))', /Expected "\)"/],
  ['()', /Expected an attribute name/],
  ['emails[type eq "work"', /Expected "\]"/],
  ['emails[type eq "work"]]', /end of the filter/],
  ['emails[]', /Expected an attribute name/],
  ['emails[type eq "work"].value', /Expected an operator/],
  ['emails[emails[type eq "x"]]', /./],
  ['title[value eq "x"]', /has no sub-attributes/],
  ['shoeSize eq 42', /Unknown attribute "shoeSize"/],
  ['emails.shoeSize eq 42', /Unknown attribute/],
  ['__proto__ eq "x"', /Unknown attribute "__proto__"/],
  ['constructor.name eq "Object"', /Unknown attribute/],
  ['emails[__proto__ pr]', /Unknown attribute/],
  ['toString pr', /Unknown attribute "toString"/],
  [`${ENTERPRISE}:__proto__ pr`, /Unknown attribute/],
  ['password eq null', /never returned/],
  ['password pr', /never returned/],
  ['active gt true', /"gt" does not suit "active" of type boolean; use eq, ne/],
  ['active eq "maybe"', /"active" is of type boolean; got "maybe"/],
  ['active eq 5', /"active" is of type boolean; got "5"/],
  ['meta.created eq "yesterday"', /"meta.created" is of type dateTime; got "yesterday"/],
  ['meta.created gt "2026-02-30T00:00:00Z"', /dateTime/],
  ['meta.created co "2026"', /"co" does not suit/],
  ['userName gt null', /cannot be compared with null/],
  ['name eq "x"', /"name" is complex/],
  [Array(5000).fill('id pr').join(' or '), /at most 16384/],
  [terms(201, 'or'), /more than 200 comparisons/],
  [terms(201, 'and'), /more than 200 comparisons/],
  ['('.repeat(5000), /nested more than 32/],
  ['not('.repeat(100), /nested more than 32/],
  [`${'('.repeat(40)}title pr${')'.repeat(40)}`, /nested more than 32/],
  ['emails['.repeat(40), /nested more than 32/],
  [`title eq "${'x'.repeat(20_000)}"`, /at most 16384/],
  [`title eq "${'\\'.repeat(70)}`, /not closed/],
];

/** Ids that nothing has: each is a 404 of the resource, and of no other kind. */
const IDS = [
  '0195c5a0-0000-7000-8000-000000000000',
  'x',
  '1',
  "' OR '1'='1",
  '%25',
  '..;',
  '__proto__',
  'constructor',
  'null',
  'é',
  '漢字',
  '🙂',
  'e\u0301',
  'a b',
  'x'.repeat(5000),
  '\ufeff',
  'a\nb',
].map(encodeURIComponent);

onEveryDatabase('a wrong URL', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let before: Record<string, string[]>;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const { id } = await tenant.createUser({ title: 'x' });
    await tenant.createGroup({ members: [{ value: id }] });
  });
  beforeEach(async () => {
    before = await storedRows(service.storage);
  });
  afterEach(async () => {
    expect(await storedRows(service.storage)).toEqual(before);
  });
  afterAll(() => service.stop());

  const raw = (method: string, target: string) =>
    rawRequest(service.url, [
      `${method} ${target} HTTP/1.1`,
      `Authorization: Bearer ${tenant.accessCode}`,
      'Content-Type: application/scim+json',
    ]);

  it.each(FILTERS.map((row) => [row[0].slice(0, 50), ...row] as const))(
    'with the filter %s is refused as invalidFilter',
    async (_short, filter, detail) => {
      const answer = await tenant.get(`/Users?filter=${encodeURIComponent(filter)}`);
      expectRefusal(answer, { status: 400, scimType: 'invalidFilter', detail });
    },
  );

  it.each(['members[value eq "x"', 'userName eq "x"', 'members.$ref eq "x"', 'password pr'])(
    'with the filter %s on groups is refused as invalidFilter',
    async (filter) => {
      const answer = await tenant.find('/Groups', filter);
      expectRefusal(answer, { status: 400, scimType: 'invalidFilter' });
    },
  );

  it.each(['%ff', '%c3%28', '%ed%a0%80'])(
    'with a filter whose bytes are no UTF-8 finds nothing: %s',
    async (bytes) => {
      const answer = await raw('GET', `/scim/v2/Users?filter=userName+eq+%22${bytes}%22`);
      expect([answer.status, answer.body.totalResults]).toEqual([200, 0]);
    },
  );

  it('with a filter that holds a NUL is refused as invalidFilter', async () => {
    const answer = await raw('GET', '/scim/v2/Users?filter=userName+eq+%22%00%22');
    expectRefusal(answer, { status: 400, scimType: 'invalidFilter' });
  });

  describe('with an id that nothing has', () => {
    it.each(IDS.map((id) => [id.slice(0, 40), id] as const))(
      'answers 404 on %s, for every verb',
      async (_short, id) => {
        for (const [path, schema] of [
          [`/Users/${id}`, USER],
          [`/Groups/${id}`, GROUP],
        ] as const) {
          const refusal = { status: 404, detail: /does not exist/ };
          const resource = { schemas: [schema], userName: 'x', displayName: 'x' };
          expectRefusal(await tenant.get(path), refusal);
          expectRefusal(await tenant.delete(path), refusal);
          expectRefusal(await tenant.put(path, resource), refusal);
          expectRefusal(
            await tenant.patch(path, [{ op: 'replace', path: 'displayName', value: 'y' }]),
            refusal,
          );
          expectRefusal(await tenant.put(path, {}), { status: 400, scimType: 'invalidSyntax' });
          expectRefusal(await tenant.patch(path, []), { status: 400, scimType: 'invalidSyntax' });
        }
      },
    );

    it.each(['%ff', '%c3%28', '%zz', '%', '%2', '\xe9\xff'])(
      'answers 400 on the malformed id %s, for every verb',
      async (id) => {
        for (const method of ['GET', 'DELETE', 'PUT', 'PATCH']) {
          expectRefusal(await raw(method, `/scim/v2/Users/${id}`), { status: 400 });
        }
      },
    );

    it.each(['%00', 'a%00b'])('answers 404 on the id %s, which nothing can have', async (id) => {
      for (const method of ['GET', 'DELETE']) {
        expectRefusal(await raw(method, `/scim/v2/Users/${id}`), { status: 404 });
      }
      for (const method of ['PUT', 'PATCH']) {
        expectRefusal(await raw(method, `/scim/v2/Users/${id}`), { status: 400, scimType: 'invalidSyntax' });
      }
    });
  });

  it.each([
    ['startIndex=abc', 'invalidValue', /"startIndex" must be a whole number, got "abc"/],
    ['startIndex=1.5', 'invalidValue', /"startIndex" must be a whole number/],
    ['startIndex=99999999999999999999', 'invalidValue', /"startIndex" must be a whole number/],
    ['count=ten', 'invalidValue', /"count" must be a whole number, got "ten"/],
    ['count=1e3', 'invalidValue', /"count" must be a whole number/],
    ['count=0x10', 'invalidValue', /"count" must be a whole number/],
    ['count=NaN', 'invalidValue', /"count" must be a whole number/],
    ['count=%00', 'invalidValue', /"count" must be a whole number/],
    ['count=1&count=2', 'invalidValue', /"count" must appear once/],
    ['startIndex=1&startIndex=1', 'invalidValue', /"startIndex" must appear once/],
    ['filter=id+pr&Filter=id+pr', 'invalidFilter', /"filter" must appear once/],
    ['cursor=&cursor=', 'invalidCursor', /"cursor" must appear once/],
    ['COUNT=1.5&Cursor=', 'invalidCount', /"count" must be a whole number/],
    ['FILTER=id+zz', 'invalidFilter', /Expected an operator/],
    ['attributes=id&attributes=userName', 'invalidValue', /"attributes" must appear once/],
    ['excludedAttributes=id&excludedAttributes=x', 'invalidValue', /"excludedAttributes" must appear once/],
  ])('with the query ?%s is refused', async (query, scimType, detail) => {
    for (const endpoint of ['/Users', '/Groups']) {
      expectRefusal(await tenant.get(`${endpoint}?${query}`), { status: 400, scimType, detail });
    }
  });

  it.each([
    ['startIndex=0', 1, 1],
    ['startIndex=-5', 1, 1],
    ['startIndex=999999999999999', 0, 1],
    ['count=-1', 0, 1],
    ['count=999999999999999', 1, 1],
    ['?aadOptscim062020', 1, 1],
    ['Filter=userName+eq+%22nobody%22&COUNT=1', 0, 0],
    ['attributes=__proto__,constructor,,%00', 1, 1],
    ['excludedAttributes=__proto__', 1, 1],
    ['unknown=1&unknown=2&__proto__=3&filter[x]=4', 1, 1],
  ])('does not come of the query ?%s', async (query, items, total) => {
    const { status, body } = await tenant.get(`/Users?${query}`);
    expect({ status, total: body.totalResults, items: body.Resources.length }).toEqual({
      status: 200,
      total,
      items,
    });
  });

  describe.each(['/Users', '/Groups', '/'])('with a parameter that is empty, on %s', (endpoint) => {
    it.each([
      'filter=',
      'filter',
      'Filter=&FILTERS=',
      'startIndex=',
      'count=',
      'count=&cursor=',
      'attributes=&excludedAttributes=',
      'sortBy=&sortOrder=',
      'sortBy&sortOrder&filter&count&startIndex&attributes&excludedAttributes',
    ])('is as without it: ?%s', async (query) => {
      const expected = await tenant.get(`${endpoint}${query.includes('cursor') ? '?cursor=' : ''}`);
      expect(expected.body.totalResults).toBeGreaterThan(0);
      expect(await tenant.get(`${endpoint}?${query}`)).toMatchObject({ status: 200, text: expected.text });
    });

    it.each(['', null])('is as without it, in the body of a search: %p', async (empty) => {
      const names = 'filter sortBy sortOrder startIndex count attributes excludedAttributes'.split(' ');
      const body = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
        ...Object.fromEntries(names.map((each) => [each, empty])),
      };
      const found = await tenant.post(`${endpoint.replace(/\/$/, '')}/.search`, body);
      expect(found).toMatchObject({ status: 200, text: (await tenant.get(endpoint)).text });
    });

    it('is no filter for blanks', async () => {
      const answer = await tenant.get(`${endpoint}?filter=+`);
      expectRefusal(answer, { status: 400, scimType: 'invalidFilter' });
    });
  });

  describe('with a % that begins no escape', () => {
    it.each([
      '%&filter=F',
      'x=%&filter=F',
      'x=100%+sure&filter=F',
      'filter=F&%',
      'filter=F&%zz=1',
      'filter=F&x=%f',
      'filter=F&x=%ff%41',
      '%=%&%=%25&filter=F&%e2%82',
    ])('leaves the other parameters as they are: ?%s', async (query) => {
      const filter = 'title+eq+%22x%22+and+not+(title+eq+%22%25%22)';
      const answer = await raw('GET', `/scim/v2/Users?${query.replace('F', filter)}`);
      expect([answer.status, answer.body.totalResults]).toEqual([200, 1]);
    });

    it('leaves its own parameter undecoded', async () => {
      const answer = await raw('GET', '/scim/v2/Users?count=%31%&startIndex=%31');
      expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail: /"count".*got "%31%"/ });
      // As it stands it may be right.
      expect((await raw('GET', '/scim/v2/Users?filter=title+eq+"100%"')).body.totalResults).toBe(0);
    });
  });

  it.each([
    '?aadOptscim062020/Users?filter=F',
    '/?aadOptscim062020/Users?filter=F',
    '?aadOptscim062020/Groups?filter=F',
    '?aadOptscim062020/Users',
    '?aadOptscim062020/Users/',
    '?aadOptscim062020/Users/some-id',
    '?aadOptscim062020/Users?startIndex=1&count=1',
    '?aadOptscim062020=/Users?filter=F',
    '?aadOptscim062020=true/Users?filter=F',
    '?AzureAdScimPatch062020/Users?filter=F&excludedAttributes=groups',
    '?a=1&aadOptscim062020/Users?filter=F',
    '?/Users?filter=F',
    '?aadOptscim062020?filter=F',
    '/Users?aadOptscim062020?filter=F',
    '/Users?aadOptscim062020=1?filter=F',
    '/Users??filter=F',
    '/Users?aadOptscim062020/Users?filter=F',
    '/Groups?aadOptscim062020/Groups?excludedAttributes=members&filter=F',
  ])('that a client has appended to a Tenant URL with a query is refused: %s', async (target) => {
    const answer = await raw('GET', `/scim/v2${target.replace('F', 'userName+eq+"nobody"')}`);
    const detail = /holds a path or another query.*\/Users\?aadOptscim062020&filter=/;
    expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail });
  });

  it('that is 100,000 characters long is answered, and one of 200,000 refused with 431', async () => {
    expect((await raw('GET', `/scim/v2/Users?x=${'y'.repeat(100_000)}`)).status).toBe(200);
    expectRefusal(await raw('GET', `/scim/v2/Users?x=${'y'.repeat(200_000)}`), { status: 431 });
  });

  it.each([
    '/scim/v1/Users',
    '/scim/v3/Groups/1',
    '/scim/v1',
    '//scim//v20/Users?filter=x',
    '/scim/v02/Bulk',
  ])('of another version of SCIM is refused with invalidVers: %s', async (target) => {
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      const refusal = { status: 400, scimType: 'invalidVers', detail: /SCIM 2.0 .* \/scim\/v2/ };
      expectRefusal(await raw(method, target), refusal);
    }
  });

  it.each(['/scim', '/scim/', '/scim/Users', '/scim/vx/Users', '/scim/v', '/other/v1'])(
    'outside SCIM is a problem of HTTP: %s',
    async (target) => {
      const { status, headers } = await raw('GET', target);
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
    },
  );

  it.each([
    ['GET', '/Nothing', 404],
    ['GET', '/Users/a/b', 404],
    ['GET', '/users', 404],
    ['GET', '/Users/../../../etc/passwd', 404],
    ['PUT', '/Users', 405],
    ['DELETE', '/Groups', 405],
    ['POST', '/Users/some-id', 405],
    ['POST', '/Schemas', 405],
    ['DELETE', '/ServiceProviderConfig', 405],
    ['TRACE', '/Users', 405],
    ['PROPFIND', '/Users', 405],
    ['BREW', '/Users', 501],
  ])('of %s %s is answered with %3$i', async (method, path, status) => {
    expectRefusal(await raw(method, `/scim/v2${path}`), { status });
  });

  it.each([
    ['a broken escape before the path', '/scim/v2/%zz', [400, 404]],
    ['a NUL in the path', '/scim/v2/Users%00', [400, 404]],
    ['an absolute URL', 'http://127.0.0.1/scim/v2/Nothing', [404]],
  ])('with %s is answered in SCIM form', async (_title, target, statuses) => {
    const answer = await raw('GET', target);
    expect(statuses).toContain(answer.status);
    expectRefusal(answer, { status: answer.status });
  });

  it('with a PATCH of 5,000-character paths is refused quickly', async () => {
    const Operations = Array.from({ length: 100 }, () => ({
      op: 'add',
      path: `emails[${'('.repeat(4990)}`,
      value: 1,
    }));
    const started = Date.now();
    const answer = await tenant.request('PATCH', '/Users/x', { schemas: [PATCH_OP], Operations });
    expectRefusal(answer, { status: 400, scimType: 'invalidPath' });
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});
