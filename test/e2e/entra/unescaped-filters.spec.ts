import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import { ENTERPRISE, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** Names as customers have them; Entra puts each between quotes as it is. */
const NAMES = [
  String.raw`CORP\users`,
  String.raw`CORP\nina`,
  String.raw`CORP\bob`,
  String.raw`CORP\u0041dmins`,
  String.raw`CORP\ann\team`,
  'R&D "North"',
  '"quoted"',
  '"Tom" and "Jerry"',
  'ends with \\',
  String.raw`both \" of them`,
  String.raw`C:\\server`,
];

onEveryDatabase('A filter whose value Entra has not escaped', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    for (const [index, each] of NAMES.entries()) {
      const user = await tenant.createUser({
        userName: each,
        externalId: each,
        displayName: each,
        title: each,
        name: { familyName: each },
        emails: [{ type: 'work', value: each }],
        [ENTERPRISE]: { department: each },
      });
      await tenant.createGroup({ displayName: each, externalId: each, members: [{ value: user.id }] });
      await tenant.createUser({ userName: `other ${index}`, emails: [{ type: 'home', value: each }] });
    }
  });
  afterAll(() => service.stop());

  const namesIn = ({ status, body }: Answer): unknown[] => {
    expect([status, body.detail]).toEqual([200, undefined]);
    expect(body.totalResults).toBe(body.Resources.length);
    return body.Resources.map((each: any) => each.userName ?? each.displayName);
  };

  describe.each([
    ['/Users', 'userName'],
    ['/Users', 'externalId'],
    ['/Users', 'displayName'],
    ['/Users', 'title'],
    ['/Users', 'name.familyName'],
    ['/Users', 'emails[type eq "work"].value'],
    ['/Users', `${ENTERPRISE}:department`],
    ['/Users', 'groups.display'],
    ['/Groups', 'displayName'],
    ['/Groups', 'externalId'],
  ])('of %s by %s', (endpoint, attribute) => {
    it.each(NAMES)('finds who has it: %s', async (value) => {
      const filter = `${attribute} eq "${value}"`;
      expect(namesIn(await tenant.find(endpoint, filter))).toEqual([value]);
      expect(namesIn(await tenant.find(endpoint, ` ${attribute}  EQ  "${value}" `))).toEqual([value]);
      // Escaped, as other clients have it.
      expect(namesIn(await tenant.find(endpoint, `${attribute} eq ${JSON.stringify(value)}`))).toEqual([
        value,
      ]);
      const body = { schemas: [SEARCH_REQUEST], filter };
      expect(namesIn(await tenant.post(`${endpoint}/.search`, body))).toEqual([value]);
    });

    it('finds no user with another value', async () => {
      for (const value of [String.raw`CORP\nobody`, String.raw`CORP\ugo`, 'no "one"']) {
        expect(namesIn(await tenant.find(endpoint, `${attribute} eq "${value}"`))).toEqual([]);
      }
    });
  });

  it('finds the one reading and the other, page by page', async () => {
    const team = String.raw`Team\new`;
    const read = 'Team\new';
    const users = [
      await tenant.createUser({ userName: team, title: team }),
      await tenant.createUser({ userName: read, title: read }),
      await tenant.createUser({ userName: 'third', title: team }),
    ];
    const ids = users.map(({ id }) => id);
    const idsIn = ({ body }: Answer) => body.Resources.map(({ id }: any) => id);
    expect(idsIn(await tenant.find('/Users', `userName eq "${team}"`))).toEqual(ids.slice(0, 2));
    expect((await tenant.find('/Users', `userName eq "${team}"`, '&count=1')).body).toMatchObject({
      totalResults: 2,
      itemsPerPage: 1,
    });
    expect(idsIn(await tenant.find('/Users', `userName eq "${team}"`, '&startIndex=2'))).toEqual([ids[1]]);
    expect(idsIn(await tenant.find('/Users', `userName eq "${team}"`, '&sortBy=userName'))).toEqual([
      ids[1],
      ids[0],
    ]);
    const walked: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Answer = await tenant.find('/Users', `title eq "${team}"`, `&count=1&cursor=${cursor}`);
      walked.push(...idsIn(page));
      cursor = page.body.nextCursor;
    }
    expect(walked).toEqual(ids);
    expect(idsIn(await tenant.find('/Users', 'userName eq "Team\\\\new"'))).toEqual([ids[0]]);
  });

  it('costs as many statements as any other look-up', async () => {
    for (const attribute of ['userName', 'externalId', 'displayName', 'emails[type eq "work"].value']) {
      const cost = async (value: string) => {
        const send = async () => void (await tenant.find('/Users', `${attribute} eq "${value}"`));
        await send();
        return (await statementsSentBy(service.storage, send)).length;
      };
      // SQLite looks at a key at a time, in the process itself.
      const more = name === 'sqlite' && attribute === 'userName' ? 1 : 0;
      // This one has one reading: it is no JSON string.
      expect(await cost(String.raw`CORP\nina`)).toBe((await cost(String.raw`CORP\users`)) + more);
      expect(await cost(String.raw`CORP\nobody`)).toBe((await cost('nobody')) + more);
    }
  });

  it('a POST that is 409 is found by the look-up before it', async () => {
    for (const userName of NAMES) {
      const user = { schemas: [USER], userName };
      expect((await tenant.post('/Users', user)).status).toBe(409);
    }
  });

  it('chooses the element of a PATCH path', async () => {
    const { id } = await tenant.createUser({
      roles: [{ value: String.raw`CORP\users` }, { value: 'R&D "North"' }, { value: String.raw`CORP\nina` }],
    });
    const rolesAfter = async (path: string) =>
      (await tenant.patch(`/Users/${id}`, [{ op: 'Remove', path }])).body.roles?.map(
        ({ value }: any) => value,
      );
    expect(await rolesAfter(String.raw`roles[value eq "CORP\users"]`)).toEqual([
      'R&D "North"',
      String.raw`CORP\nina`,
    ]);
    expect(await rolesAfter('roles[value eq "R&D "North""]')).toEqual([String.raw`CORP\nina`]);
    // What changes things does not guess: this is a line feed, as RFC 7644 has it.
    expect(await rolesAfter(String.raw`roles[value eq "CORP\nina"]`)).toEqual([String.raw`CORP\nina`]);
    expect(await rolesAfter(String.raw`roles[value eq "CORP\\nina"]`)).toBeUndefined();
  });

  it.each([
    String.raw`displayName eq "CORP\users" and active eq true`,
    String.raw`displayName eq "CORP\users" and externalId eq "x"`,
    String.raw`externalId eq "x" or displayName eq "CORP\users"`,
    'displayName eq "R&D "North"" and externalId eq "x"',
    'not (displayName eq "R&D "North"")',
    String.raw`displayName sw "CORP\users"`,
  ])('%s is told how to escape', async (filter) => {
    expectRefusal(await tenant.find('/Users', filter), {
      status: 400,
      scimType: 'invalidFilter',
      detail: /in a string a quote is written \\" and a backslash \\\\/,
    });
  });

  it.each([
    [String.raw`title eq "a\u0000b"`, 400, 'invalidFilter', /NUL/],
    [String.raw`title eq "a\ud800b"`, 400, 'invalidFilter', /surrogate/],
    [String.raw`nope eq "CORP\users"`, 400, 'invalidFilter', /Unknown attribute/],
    [String.raw`active eq "CORP\users"`, 400, 'invalidFilter', /boolean/],
    [String.raw`password eq "CORP\users"`, 403, 'sensitive', /secret/],
  ])('%s is refused for what it is', async (filter, status, scimType, detail) => {
    expectRefusal(await tenant.find('/Users', filter), { status, scimType, detail });
  });
});
