import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { USER, type Answer, type TestTenant } from '../../support/tenant.js';

const EVENTS = 'urn:example:events:2.0:User';

/** In the order of their instants; those of one line are the same instant. */
const INSTANTS = [
  ['0000-01-01T00:00:00+14:00'],
  ['1969-12-31T23:59:59.5'],
  ['2026-01-31T22:00:00+02:00', '2026-01-31T20:00:00', '2026-01-31T20:00:00.000Z'],
  ['2026-01-31T24:00:00Z', '2026-02-01T00:00:00', '2026-01-31T24:00:00.0', '2026-01-31T19:00:00-05:00'],
  ['2026-02-01T00:00:00.00000000000000000001'],
  ['2026-02-01T00:00:00.0010000'],
  ['9999-12-31T23:59:59.9999999'],
  ['9999-12-31T24:00:00', '9999-12-31T23:00:00-01:00'],
] as const;

onEveryDatabase('A dateTime (RFC 7643 section 2.3.5)', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const path = `/tenants/${tenant.id}/schemas/${EVENTS}?resourceType=User`;
    const attributes = [
      { name: 'start', type: 'dateTime', description: 'When it begins.' },
      { name: 'days', type: 'dateTime', multiValued: true, description: 'When it goes on.' },
    ];
    expect((await service.admin('PUT', path, { attributes })).status).toBe(201);
    // In another order than that of their instants.
    for (const start of INSTANTS.flat().reverse()) await tenant.createUser({ [EVENTS]: { start } });
  });
  afterAll(() => service.stop());

  const startsOf = ({ status, body }: Answer): string[] => {
    expect([status, body.detail]).toEqual([200, undefined]);
    return body.Resources.map((each: any) => each[EVENTS].start);
  };
  const found = async (filter: string) => startsOf(await tenant.find('/Users', filter)).sort();
  const sorted = (texts: readonly string[]) => [...texts].sort();

  it('comes back as it was sent, also of a PATCH', async () => {
    for (const text of INSTANTS.flat()) {
      const user = await tenant.createUser({ [EVENTS]: { days: [text] } });
      expect(user[EVENTS].days).toEqual([text]);
      const { body } = await tenant.patch(`/Users/${user.id}`, [
        { op: 'replace', path: `${EVENTS}:days`, value: [text, '2030-01-01T00:00:00'] },
      ]);
      expect(body[EVENTS].days).toEqual([text, '2030-01-01T00:00:00']);
      expect((await tenant.get(`/Users/${user.id}`)).body[EVENTS].days).toEqual(body[EVENTS].days);
      expect((await tenant.delete(`/Users/${user.id}`)).status).toBe(204);
    }
  });

  it.each(INSTANTS.map((texts, place) => ({ texts, place })))(
    'is compared as an instant: $texts',
    async ({ texts, place }) => {
      for (const text of texts) {
        const by = (op: string) => found(`${EVENTS}:start ${op} "${text}"`);
        expect(await by('eq')).toEqual(sorted(texts));
        expect(await by('lt')).toEqual(sorted(INSTANTS.slice(0, place).flat()));
        expect(await by('le')).toEqual(sorted(INSTANTS.slice(0, place + 1).flat()));
        expect(await by('gt')).toEqual(sorted(INSTANTS.slice(place + 1).flat()));
        expect(await by('ge')).toEqual(sorted(INSTANTS.slice(place).flat()));
      }
    },
  );

  it('is sorted as an instant', async () => {
    const placeOf = (text: string) =>
      INSTANTS.findIndex((texts) => (texts as readonly string[]).includes(text));
    const order = startsOf(await tenant.get(`/Users?sortBy=${EVENTS}:start`)).map(placeOf);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const back = startsOf(await tenant.get(`/Users?sortBy=${EVENTS}:start&sortOrder=descending`)).map(
      placeOf,
    );
    expect(back).toEqual([...back].sort((a, b) => b - a));
  });

  it('is one for `meta` too', async () => {
    const user = await tenant.createUser({ userName: 'clock@x.example' });
    const created = new Date(user.meta.created);
    const local = (hours: number) =>
      new Date(created.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
    const total = async (filter: string) =>
      (await tenant.find('/Users', `id eq "${user.id}" and ${filter}`)).body.totalResults;
    for (const same of [local(0), `${local(14)}+14:00`, `${local(-14)}-14:00`]) {
      expect([same, await total(`meta.created eq "${same}"`)]).toEqual([same, 1]);
      expect([same, await total(`meta.lastModified lt "${same}"`)]).toEqual([same, 0]);
    }
    const yesterday = new Date(created.getTime() - 86_400_000).toISOString().slice(0, 10);
    expect(await total(`meta.created ge "${yesterday}T24:00:00"`)).toBe(1);
    expect(await total(`meta.created lt "${yesterday}T24:00:00"`)).toBe(0);
    expect(await total('meta.created lt "9999-12-31T24:00:00"')).toBe(1);
    expect(await total('meta.created gt "0000-01-01T00:00:00+14:00"')).toBe(1);
    expect((await tenant.delete(`/Users/${user.id}`)).status).toBe(204);
  });

  describe.each([
    'yesterday',
    '2026-01-31',
    '2026-02-30T00:00:00',
    '2026-01-31T24:00:01Z',
    '2026-01-31T24:00:00.1',
    '2026-12-31T23:59:60Z',
    '2026-01-31T10:00:00+14:01',
    '2026-01-31 10:00:00Z',
    '-2026-01-31T10:00:00Z',
    '12026-01-31T10:00:00Z',
  ])('is none in "%s"', (text) => {
    it('of a body', async () => {
      const user = { userName: 'never', [EVENTS]: { start: text } };
      expectRefusal(await tenant.post('/Users', { schemas: [USER], ...user }), {
        status: 400,
        scimType: 'invalidValue',
        detail: /start" must be a dateTime such as "2026-01-31T10:00:00Z" \(the offset may be missing\)/,
      });
    });

    it.each([`${EVENTS}:start`, 'meta.created'])('of a filter on %s', async (attribute) => {
      expectRefusal(await tenant.find('/Users', `${attribute} gt "${text}"`), {
        status: 400,
        scimType: 'invalidFilter',
        detail: /is of type dateTime; got ".*", expected one such as "2026-01-31T10:00:00Z"/,
      });
    });
  });
});
