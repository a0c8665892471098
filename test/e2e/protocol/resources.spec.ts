import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SEARCH_REQUEST_SCHEMA } from '../../../src/scim/messages.js';
import { entraGroup, entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

/* PUT, projections, uniqueness and versions of users and groups, RFC 7644 sections 3.4 to 3.14. */

onEveryDatabase('Resources', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  describe('PUT (RFC 7644 section 3.5.1)', () => {
    it('replaces every attribute: what is left out is cleared, what is read-only stays', async () => {
      const before = await tenant.createUser(entraUser());
      const userName = `put-${randomUUID()}`;

      const answer = await tenant.put(`/Users/${before.id}`, {
        schemas: [USER],
        id: 'other',
        meta: { created: '2001-01-01T00:00:00Z' },
        userName,
        nickName: 'Len',
        title: null,
        emails: [],
        unheardOf: 1,
      });

      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        schemas: [USER],
        id: before.id,
        userName,
        nickName: 'Len',
        meta: { ...before.meta, version: 'W/"2"', lastModified: expect.any(String) },
      });
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(answer.body);
      for (const filter of [`externalId eq "${before.externalId}"`, `userName eq "${before.userName}"`]) {
        expect([filter, (await tenant.find('/Users', filter)).body.totalResults]).toEqual([filter, 0]);
      }
    });

    it('the resource as it was read keeps its version', async () => {
      const before = await tenant.createUser(entraUser());

      expect((await tenant.put(`/Users/${before.id}`, before)).body).toEqual(before);
    });

    it('without a required attribute, or for an unknown id, changes nothing', async () => {
      const before = await tenant.createUser(entraUser());

      const answer = await tenant.put(`/Users/${before.id}`, { schemas: [USER], title: 'x' });

      expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue']);
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(before);
      expect((await tenant.put(`/Users/${randomUUID()}`, entraUser())).status).toBe(404);
    });

    it('sets the members of a group to exactly those sent', async () => {
      const [a, b, c] = await Promise.all([tenant.createUser(), tenant.createUser(), tenant.createUser()]);
      const { id, displayName } = await tenant.createGroup({
        externalId: 'x',
        members: [{ value: a.id }, { value: b.id }],
      });

      const members = [b, c].map((user) => ({ value: user.id }));
      const answer = await tenant.put(`/Groups/${id}`, { schemas: [GROUP], displayName, members });
      expect(answer.status).toBe(200);
      expect(answer.body).not.toHaveProperty('externalId');
      expect(await tenant.memberIds(id)).toEqual([b.id, c.id].sort());
      expect((await tenant.put(`/Groups/${id}`, answer.body)).body).toEqual(answer.body);

      await tenant.put(`/Groups/${id}`, { schemas: [GROUP], displayName });
      expect(await tenant.memberIds(id)).toEqual([]);
    });
  });

  describe('attributes and excludedAttributes (RFC 7644 section 3.9)', () => {
    const always = (user: any) => ({ schemas: user.schemas, id: user.id });
    const CASES: [string, (user: any) => Record<string, unknown>][] = [
      ['attributes=userName', (user) => ({ ...always(user), userName: user.userName })],
      [
        'attributes=USERNAME,%20name.givenname',
        (user) => ({ ...always(user), userName: user.userName, name: { givenName: 'Lena' } }),
      ],
      ['attributes=emails.value', (user) => ({ ...always(user), emails: [{ value: user.emails[0].value }] })],
      [
        `attributes=${ENTERPRISE}:department`,
        (user) => ({ ...always(user), [ENTERPRISE]: { department: 'Events' } }),
      ],
      [`attributes=${ENTERPRISE}`, (user) => ({ ...always(user), [ENTERPRISE]: user[ENTERPRISE] })],
      ['attributes=meta.version', (user) => ({ ...always(user), meta: { version: user.meta.version } })],
      ['attributes=unheardOf', always],
      [
        'attributes=userName,title&excludedAttributes=title',
        (user) => ({ ...always(user), userName: user.userName }),
      ],
      ['attributes=', (user) => user],
      ['excludedAttributes=id,schemas', (user) => user],
      ['excludedAttributes=unheardOf', (user) => user],
      ['excludedAttributes=meta', ({ meta: _, ...rest }) => rest],
      [
        'excludedAttributes=name.formatted',
        (user) => ({ ...user, name: { givenName: 'Lena', familyName: 'Vos' } }),
      ],
    ];

    it.each(CASES)('?%s, on GET, list, POST, PUT and PATCH', async (query, expected) => {
      const user = await tenant.createUser(entraUser());
      const path = `/Users/${user.id}?${query}`;

      expect((await tenant.get(path)).body).toEqual(expected(user));
      expect((await tenant.find('/Users', `id eq "${user.id}"`, `&${query}`)).body.Resources).toEqual([
        expected(user),
      ]);
      expect((await tenant.patch(path, [{ op: 'replace', value: { active: true } }])).body).toEqual(
        expected(user),
      );
      expect((await tenant.put(path, user)).body).toEqual(expected(user));
      const created = await tenant.post(`/Users?${query}`, entraUser());
      expect(Object.keys(created.body).sort()).toEqual(Object.keys(expected(user)).sort());
    });

    // scimmy stored the projection: every other attribute was lost.
    it('a PATCH that asks for userName only loses no other attribute', async () => {
      const before = await tenant.createUser(entraUser());

      const { body } = await tenant.patch(`/Users/${before.id}?attributes=userName`, [
        { op: 'Replace', path: 'title', value: 'Lead' },
      ]);

      expect(body).toEqual({ schemas: before.schemas, id: before.id, userName: before.userName });
      const after = (await tenant.get(`/Users/${before.id}`)).body;
      expect(after).toEqual({ ...before, title: 'Lead', meta: after.meta });
    });

    it('a password is accepted, never stored, returned or used in a filter', async () => {
      const { id } = await tenant.createUser({ password: 'pass-word-1' });

      const answers = [
        await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'password', value: 'pass-word-2' }]),
        await tenant.get(`/Users/${id}?attributes=password`),
        await tenant.find('/Users', `id eq "${id}"`, '&attributes=userName,password'),
      ];

      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
      expect(answers.map((answer) => answer.text).join()).not.toMatch(/pass-?word/i);
      for (const filter of ['password eq "pass-word-2"', 'title pr or not (PassWord sw "p")']) {
        // A secret in a URL, RFC 7644 section 7.5.2.
        for (const path of ['/Users', '']) {
          const { status, body, text } = await tenant.find(path, filter);
          expect([status, body.scimType]).toEqual([403, 'sensitive']);
          expect(text).not.toContain('pass-word');
        }
        const posted = await tenant.post('/Users/.search', { schemas: [SEARCH_REQUEST_SCHEMA], filter });
        expect([posted.status, posted.body.scimType]).toEqual([400, 'invalidFilter']);
      }
      const present = await tenant.find('/Users', 'password pr');
      expect([present.status, present.body.scimType]).toEqual([400, 'invalidFilter']);
    });
  });

  describe.each([
    ['/Users', 'userName', entraUser],
    ['/Groups', 'displayName', entraGroup],
  ] as const)('%s: a second %s in another letter case', (endpoint, attribute, newBody) => {
    const REQUESTS: [string, (path: string, value: string) => Promise<Answer>][] = [
      ['POST', (_, value) => tenant.post(endpoint, newBody({ [attribute]: value }))],
      ['PUT', (path, value) => tenant.put(path, newBody({ [attribute]: value }))],
      [
        'PATCH',
        (path, value) =>
          tenant.patch(path, [{ op: 'replace', value: { externalId: 'z', [attribute]: value } }]),
      ],
    ];

    it.each(REQUESTS)('%s is 409 and changes nothing', async (_, send) => {
      const taken = (await tenant.post(endpoint, newBody())).body;
      const before = (await tenant.post(endpoint, newBody())).body;
      const total = (await tenant.get(`${endpoint}?count=0`)).body.totalResults;

      const answer = await send(`${endpoint}/${before.id}`, taken[attribute].toUpperCase());

      expect(answer.status).toBe(409);
      expect(answer.body).toEqual({
        ...scimError,
        status: '409',
        scimType: 'uniqueness',
        detail: expect.stringContaining(attribute),
      });
      expect((await tenant.get(`${endpoint}/${before.id}`)).body).toEqual(before);
      expect((await tenant.get(`${endpoint}?count=0`)).body.totalResults).toBe(total);
    });

    it('is no second one when the letters differ by more than case', async () => {
      const base = randomUUID();
      for (const value of [`jose ${base}`, `josé ${base}`, `jose ${base} `, `jośe ${base}`]) {
        expect((await tenant.post(endpoint, newBody({ [attribute]: value }))).status).toBe(201);
      }
      // The same letters, composed differently (Unicode NFC).
      const composed = newBody({ [attribute]: `jose\u0301 ${base}`.toUpperCase() });
      expect((await tenant.post(endpoint, composed)).status).toBe(409);
    });
  });

  it('a PATCH or PUT that changes nothing keeps version and lastModified', async () => {
    const before = await tenant.createUser(entraUser());

    for (const operations of [
      [{ op: 'Replace', path: 'title', value: before.title }],
      [{ op: 'Add', path: 'emails', value: before.emails }],
      [{ op: 'replace', value: { active: 'True', 'name.givenName': 'Lena' } }],
      [
        { op: 'Replace', path: 'title', value: 'x' },
        { op: 'Replace', path: 'title', value: before.title },
      ],
    ]) {
      expect((await tenant.patch(`/Users/${before.id}`, operations)).body).toEqual(before);
    }
    const group = await tenant.createGroup({ externalId: 'x' });
    await tenant.patch(`/Groups/${group.id}`, [{ op: 'replace', value: { externalId: 'x' } }]);
    expect((await tenant.get(`/Groups/${group.id}`)).body).toEqual(group);
  });
});
