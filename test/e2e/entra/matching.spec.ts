import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entraGroup, entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, type TestTenant } from '../../support/tenant.js';

/*
 * Matching: Entra looks for a person or a group by the value of one attribute before it creates it and at the
 * beginning of each cycle after. Nobody is found before, exactly one after, whatever the value holds; a
 * miss makes a second POST and with it 409 for ever.
 * https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works
 */

/** Values that are kept as they are, each with others that a loose comparison would take for it. */
const VALUES: [string, string, string[]][] = [
  ['square brackets', 'Sales [EU]', ['Sales EU', 'Sales E']],
  ['round brackets', 'LACreateGroup-(k3x9)', ['LACreateGroup-k3x9']],
  ['a number sign', 'C# developers', ['C', 'C developers']],
  ['a guest', 'ann_contoso.example#EXT#@fabrikam.onmicrosoft.example', ['ann_contoso.example']],
  ['a plus', 'ann+test@fabrikam.example', ['ann test@fabrikam.example', 'ann%2Btest@fabrikam.example']],
  ['a question mark', 'who?cares=1', ['who']],
  ['a slash', 'Sales/EU/North', ['Sales', 'Sales%2FEU%2FNorth']],
  ['an apostrophe', "O'Brien", ['OBrien', "O''Brien"]],
  ['a percent sign', '100% remote', ['100 percent remote', '1000 remote']],
  ['percent signs alone', '%%', ['anything', '%']],
  ['what looks encoded', 'a%41b', ['aAb']],
  ['an underscore', 'a_b', ['axb', 'a-b']],
  ['an ampersand', 'R&D&count=0', ['R']],
  ['an equals sign', 'x=y==', ['x', 'x=y']],
  ['a semicolon and a comma', 'Vos; Lena, Dr.', ['Vos']],
  ['a colon and an at', 'spn:host@realm:8443', ['spn']],
  ['an asterisk', 'Sales *', ['Sales EU', 'Sales ']],
  ['a tilde, a dollar sign, an exclamation mark', '~$Sales!', ['Sales']],
  ['a caret, a pipe, a grave accent', 'a^b|c`d', ['abcd']],
  ['angle brackets and braces', '<b>{x}</b>', ['b']],
  ['words of a filter', 'a or b eq c and not (pr)', ['a', 'b']],
  ['a filter in it', 'x) or (userName pr', ['x']],
  ['true', 'true', ['True story']],
  ['null', 'null', ['nul']],
  ['digits', '007', ['7', '07']],
  ['a number', '1e3', ['1000']],
  ['a date', '2026-11-28T00:00:00Z', ['2026-11-28T00:00:00.000Z']],
  ['a GUID', '0f8fad5b-d9cb-469f-a165-70867728950e', ['0f8fad5b-d9cb-469f-a165-70867728950f']],
  ['base64', 'q1+/Zx+9//A==', ['q1 /Zx 9//A==', 'q1+/Zx+9//A', 'q1+/Zx+9//A=']],
  ['base64 with one sign of padding', '+/+/aGk=', ['+/+/aGk', ' / /aGk=']],
  ['umlauts and accents', 'Zoë Müller-Ångström', ['Zoe Muller-Angstrom']],
  ['signs outside the basic plane', '👩🏽‍💻 team 𝒳', ['👩‍💻 team 𝒳']],
  ['from right to left', 'קבוצה ١٢٣', ['קבוצה 123']],
  ['two blanks within', 'a  b', ['a b']],
  ['a blank at the end', 'padded ', ['padded', 'padded  ']],
  ['a blank at the beginning', ' padded', ['padded']],
  ['a no-break space', 'a\u00a0b', ['a b', 'ab']],
  ['quotes, escaped in the filter', 'the "A" team', ['the A team']],
  ['a backslash, escaped in the filter', 'CORP\\users', ['CORPusers', 'CORP/users']],
];

type Filter = (value: string) => string;

interface Match {
  readonly label: string;
  readonly endpoint: '/Users' | '/Groups';
  readonly filter: Filter;
  /** A new resource that has the value where the filter looks for it. */
  readonly body: (value: string) => Record<string, unknown>;
}

const eq =
  (attribute: string): Filter =>
  (value) =>
    `${attribute} eq ${JSON.stringify(value)}`;

const users = (label: string, filter: Filter, attributes: (value: string) => object): Match => ({
  label,
  endpoint: '/Users',
  filter,
  body: (value) => entraUser({ [ENTERPRISE]: undefined, ...attributes(value) }),
});

const MATCHES: Match[] = [
  users('users by userName', eq('userName'), (userName) => ({ userName })),
  users('users by externalId', eq('externalId'), (externalId) => ({ externalId })),
  users('users by employeeNumber', eq(`${ENTERPRISE}:employeeNumber`), (employeeNumber) => ({
    [ENTERPRISE]: { employeeNumber },
  })),
  users('users by their address at work', eq('emails[type eq "work"].value'), (value) => ({
    emails: [
      { type: 'home', value: 'home@fabrikam.example' },
      { type: 'work', value },
    ],
  })),
  {
    label: 'groups by displayName',
    endpoint: '/Groups',
    filter: eq('displayName'),
    body: (displayName) => entraGroup({ displayName }),
  },
  {
    label: 'groups by externalId',
    endpoint: '/Groups',
    filter: eq('externalId'),
    body: (externalId) => entraGroup({ externalId }),
  },
];

/** How clients write a filter into a URL. All of these say the same. */
const ENCODINGS: [string, (filter: string) => string][] = [
  ['%20 for a blank', encodeURIComponent],
  ['+ for a blank', (filter) => encodeURIComponent(filter).replaceAll('%20', '+')],
  [
    'escapes in lower case',
    (filter) => encodeURIComponent(filter).replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ],
  [
    'all but letters and digits escaped',
    (filter) => [...new TextEncoder().encode(filter)].map((byte) => escapedByte(byte)).join(''),
  ],
  [
    'only what must be escaped',
    (filter) => filter.replaceAll(/[^!$'()*,./:;=?@\w~-]/gu, (sign) => encodeURIComponent(sign)),
  ],
];

onEveryDatabase('matching', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  describe.each(MATCHES)('$label', ({ label, endpoint, filter, body }) => {
    let tenant: TestTenant;
    // How a URL is read does not depend on the attribute: one is enough for all ways.
    const all = label === 'users by userName' ? ENCODINGS : ENCODINGS.slice(0, 2);
    const usual = ENCODINGS.slice(0, 1);

    beforeAll(async () => {
      tenant = await service.createTenant();
    });

    /** The ids of those who are found, by each of these ways of writing the filter. */
    async function found(value: string, encodings = all): Promise<string[][]> {
      const answers: string[][] = [];
      for (const [encoding, encode] of encodings) {
        const answer = await tenant.get(`${endpoint}?filter=${encode(filter(value))}&count=10`);
        expect([encoding, answer.status, answer.body.detail]).toEqual([encoding, 200, undefined]);
        expect(answer.body.totalResults).toBe(answer.body.Resources.length);
        answers.push(answer.body.Resources.map(({ id }: { id: string }) => id));
      }
      return answers;
    }

    it.each(VALUES)('%s: %s', async (_, value, lookalikes) => {
      expect(await found(value, usual)).toEqual([[]]);
      for (const lookalike of lookalikes) {
        // Some look like each other: then it is there already.
        await tenant.post(endpoint, body(lookalike));
        for (const ids of await found(lookalike, usual)) expect(ids.length).toBeGreaterThan(0);
      }
      expect(await found(value)).toEqual(all.map(() => []));

      const created = await tenant.post(endpoint, body(value));

      expect(created.status).toBe(201);
      expect(await found(value)).toEqual(all.map(() => [created.body.id]));
      const { body: read } = await tenant.get(`${endpoint}/${created.body.id}`);
      expect(read).toEqual(created.body);
      expect(JSON.stringify(read)).toContain(JSON.stringify(value));
      expect((await tenant.delete(`${endpoint}/${read.id}`)).status).toBe(204);
      expect(await found(value, usual)).toEqual([[]]);
    });
  });

  it('a plus that is not escaped is a blank, as Entra means it', async () => {
    const tenant = await service.createTenant();
    const [plus, blank] = [
      await tenant.createUser({ externalId: 'q1+x==' }),
      await tenant.createUser({ externalId: 'q1 x==' }),
    ];
    const idsOf = async (query: string) =>
      (await tenant.get(`/Users?filter=${query}`)).body.Resources.map(({ id }: { id: string }) => id);

    expect(await idsOf('externalId+eq+%22q1%2bx%3d%3d%22')).toEqual([plus.id]);
    expect(await idsOf('externalId+eq+%22q1%2Bx%3D%3D%22')).toEqual([plus.id]);
    expect(await idsOf('externalId+eq+%22q1%2Bx==%22')).toEqual([plus.id]);
    expect(await idsOf('externalId+eq+%22q1+x==%22')).toEqual([blank.id]);
    expect(await idsOf('externalId%20eq%20%22q1%20x%3d=%22')).toEqual([blank.id]);
  });

  it('letter case counts where the attribute says so: base64 in other letters is another', async () => {
    const tenant = await service.createTenant();
    const user = await tenant.createUser({
      userName: `Case-${randomUUID()}@Fabrikam.example`,
      externalId: 'QmFzZTY0+/==',
      [ENTERPRISE]: { employeeNumber: 'E-abc' },
    });
    const total = async (filter: string) => (await tenant.find('/Users', filter)).body.totalResults;

    expect(await total('externalId eq "QmFzZTY0+/=="')).toBe(1);
    expect(await total('externalId eq "qmFzZTY0+/=="')).toBe(0);
    expect(await total(`userName eq "${user.userName.toUpperCase()}"`)).toBe(1);
    expect(await total(`${ENTERPRISE}:employeeNumber eq "e-ABC"`)).toBe(1);
  });

  it('users with unusual names are distinct in one tenant, and can be renamed into each other', async () => {
    const tenant = await service.createTenant();
    const all = new Map<string, string>();
    for (const value of new Set(VALUES.flatMap(([, own, others]) => [own, ...others]))) {
      all.set(value, (await tenant.createUser({ userName: value })).id);
    }
    for (const [value, id] of all) {
      const { body } = await tenant.find('/Users', eq('userName')(value));
      expect({ [value]: body.Resources.map((each: any) => each.id) }).toEqual({ [value]: [id] });
    }
    expect((await tenant.get('/Users?count=0')).body.totalResults).toBe(all.size);

    const [[value, id]] = [...all] as [[string, string]];
    expect(
      (await tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'userName', value: '"\\"' }])).status,
    ).toBe(200);
    expect((await tenant.find('/Users', eq('userName')(value))).body.totalResults).toBe(0);
    expect((await tenant.find('/Users', eq('userName')('"\\"'))).body.Resources[0].id).toBe(id);
  });
});

function escapedByte(byte: number): string {
  const sign = String.fromCharCode(byte);
  return /[a-z0-9]/i.test(sign) ? sign : `%${byte.toString(16).padStart(2, '0')}`;
}
