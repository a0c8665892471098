import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, USER, type TestTenant } from '../../support/tenant.js';

/*
 * Microsoft's client model writes the value of every operation as a list of `{"$ref": …, "value": …}`, and numbers as
 * texts (AzureAD/SCIMReferenceCode, PatchOperation2 and OperationValue).
 */

const EVENTS = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';

onEveryDatabase('Wrapped values', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const of = (type: string, each: string, more = {}) => ({ name: each, type, ...more });
    const attributes = [
      of('string', 'colour'),
      of('string', 'tags', { multiValued: true }),
      of('integer', 'level'),
      of('integer', 'levels', { multiValued: true }),
      of('decimal', 'rate'),
      of('boolean', 'vip'),
      of('dateTime', 'since'),
      of('reference', 'page'),
      of('binary', 'photo'),
      of('complex', 'home', { subAttributes: [of('string', 'hall'), of('integer', 'row')] }),
      of('complex', 'passes', {
        multiValued: true,
        subAttributes: [of('string', 'value'), of('integer', 'days'), of('boolean', 'primary')],
      }),
    ];
    const { status } = await service.admin('PUT', `/tenants/${tenant.id}/schemas/${EVENTS}`, { attributes });
    expect(status).toBe(201);
  });
  afterAll(() => service.stop());

  const wrapped = (value: unknown) => [{ $ref: null, value }];
  const ext = (values: object) => ({ [EVENTS]: values });

  /** Path, value as sent, what the user holds then. */
  const SINGLE: [string, unknown, object][] = [
    ['title', wrapped('Planner'), { title: 'Planner' }],
    ['title', ['Planner'], { title: 'Planner' }],
    ['title', { value: 'Planner' }, { title: 'Planner' }],
    ['active', wrapped('False'), { active: false }],
    ['active', [false], { active: false }],
    ['active', { active: 'False' }, { active: false }],
    ['displayName', { displayName: 'Lena' }, { displayName: 'Lena' }],
    ['name.givenName', wrapped('Lena'), { name: { givenName: 'Lena' } }],
    ['emails[type eq "work"].value', wrapped('a@x'), { emails: [{ type: 'work', value: 'a@x' }] }],
    ['emails[type eq "work"].primary', wrapped('True'), { emails: [{ type: 'work', primary: true }] }],
    [`${ENTERPRISE}:employeeNumber`, wrapped('113'), { [ENTERPRISE]: { employeeNumber: '113' } }],
    [`${ENTERPRISE}:manager`, wrapped('u-1'), { [ENTERPRISE]: { manager: { value: 'u-1' } } }],
    [`${EVENTS}:colour`, wrapped('red'), ext({ colour: 'red' })],
    [`${EVENTS}:level`, wrapped('7'), ext({ level: 7 })],
    [`${EVENTS}:level`, '-7', ext({ level: -7 })],
    [`${EVENTS}:rate`, '31.50', ext({ rate: 31.5 })],
    [`${EVENTS}:rate`, wrapped('1e2'), ext({ rate: 100 })],
    [`${EVENTS}:vip`, wrapped('True'), ext({ vip: true })],
    [`${EVENTS}:since`, wrapped('2026-01-31T10:00:00Z'), ext({ since: '2026-01-31T10:00:00Z' })],
    [`${EVENTS}:page`, wrapped('https://x.example'), ext({ page: 'https://x.example' })],
    [`${EVENTS}:photo`, wrapped('aGk='), ext({ photo: 'aGk=' })],
    [`${EVENTS}:home.row`, wrapped('4'), ext({ home: { row: 4 } })],
    [`${EVENTS}:home`, wrapped({ hall: 'A', row: '4' }), ext({ home: { hall: 'A', row: 4 } })],
    [`${EVENTS}:tags`, wrapped('red'), ext({ tags: ['red'] })],
    [`${EVENTS}:tags`, [{ value: 'red' }, { value: 'blue' }], ext({ tags: ['red', 'blue'] })],
    [`${EVENTS}:tags`, 'red', ext({ tags: ['red'] })],
    [`${EVENTS}:levels`, [{ value: '1' }, '2', 3], ext({ levels: [1, 2, 3] })],
    [`${EVENTS}:passes`, [{ value: 'day', days: '2' }], ext({ passes: [{ value: 'day', days: 2 }] })],
    [`${EVENTS}:passes[value eq "day"].days`, wrapped('2'), ext({ passes: [{ value: 'day', days: 2 }] })],
  ];

  describe.each(['Add', 'Replace', 'replace'])('%s', (op) => {
    it.each(SINGLE)('of %s by %j', async (path, value, held) => {
      const { id } = await tenant.createUser();
      const { status, body } = await tenant.patch(`/Users/${id}`, [{ op, path, value }]);
      expect([status, body]).toMatchObject([200, held]);
      const merged = await tenant.createUser();
      const flagged = await tenant.patch(`/Users/${merged.id}`, [{ op, value: { [path]: value } }]);
      expect([flagged.status, flagged.body]).toMatchObject([200, held]);
    });
  });

  it.each(SINGLE.filter(([path]) => !path.includes('[')))(
    'POST and PUT with %s of %j',
    async (path, value, held) => {
      const userName = `wrapped-${Math.random()}@fabrikam.example`;
      const created = await tenant.post('/Users', { schemas: [USER], userName, [path]: value });
      expect([created.status, created.body]).toMatchObject([201, held]);
      const replaced = await tenant.put(`/Users/${created.body.id}`, {
        schemas: [USER],
        userName,
        [path]: value,
      });
      expect([replaced.status, replaced.body]).toMatchObject([200, held]);
    },
  );

  it.each<[string, unknown, unknown]>([
    ['tags', wrapped('red'), { tags: ['blue'] }],
    ['tags', 'RED', { tags: ['blue'] }],
    ['levels', [{ value: '1' }], { levels: [2] }],
    ['passes', wrapped('day'), undefined],
  ])('Remove from %s by %j', async (path, value, left) => {
    const held = { tags: ['red', 'blue'], levels: [1, 2], passes: [{ value: 'day', days: 2 }] };
    const { id } = await tenant.createUser({ [EVENTS]: { [path]: held[path as keyof typeof held] } });
    const { status, body } = await tenant.patch(`/Users/${id}`, [
      { op: 'Remove', path: `${EVENTS}:${path}`, value },
    ]);
    expect([status, body[EVENTS]]).toEqual([200, left]);
  });

  it('of the value null and "" clear', async () => {
    for (const value of [null, '']) {
      const { id } = await tenant.createUser({ title: 'Planner', [EVENTS]: { level: 7 } });
      const { body } = await tenant.patch(`/Users/${id}`, [
        { op: 'Replace', path: 'title', value: wrapped(value) },
        { op: 'Replace', path: `${EVENTS}:level`, value: wrapped(value) },
      ]);
      expect(body).not.toHaveProperty('title');
      expect(body).not.toHaveProperty([EVENTS]);
    }
  });

  it('numbers are found by a text', async () => {
    const user = await tenant.createUser({ [EVENTS]: { level: '424242', rate: '0.5' } });
    for (const filter of [
      `${EVENTS}:level eq "424242"`,
      `${EVENTS}:level eq 424242`,
      `${EVENTS}:rate lt "0.75"`,
    ]) {
      expect((await tenant.find('/Users', filter)).body.Resources).toEqual([user]);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['title', ['a', 'b'], /"title" must be a string, got a list/],
    ['title', [{ id: 'x' }], /"title" must be a string, got an object/],
    ['active', wrapped('maybe'), /"active" must be true or false, got "maybe"/],
    [`${EVENTS}:level`, wrapped('seven'), /level" must be a whole number, got "seven"/],
    [`${EVENTS}:level`, '7.5', /level" must be a whole number, got "7.5"/],
    [`${EVENTS}:level`, '9007199254740993', /level" must be a whole number/],
    [`${EVENTS}:rate`, '1e999', /rate" must be a number/],
    [`${EVENTS}:levels`, [{ value: '1' }, { value: 'x' }], /levels\[1\]" must be a whole number, got "x"/],
  ])('of %s: %j is refused', async (path, value, detail) => {
    const user = await tenant.createUser();
    const answer = await tenant.patch(`/Users/${user.id}`, [{ op: 'Replace', path, value }]);
    expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail });
    expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
  });
});
