import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fillGroup } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import { GROUP, type TestTenant } from '../../support/tenant.js';

/* `display` of a member, RFC 7643 section 4.2. Entra leaves members out, so that only who asks for them pays for it. */

const NAME = 'Zoë "Zo" Ñandú \\ 王 🙂';

onEveryDatabase('the display of a member', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let named: any;
  let unnamed: any;
  let inner: any;
  let group: any;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    named = await tenant.createUser({ displayName: NAME });
    unnamed = await tenant.createUser();
    inner = await tenant.createGroup({ displayName: `Inner ${NAME}` });
    const members = [named, unnamed, inner].map(({ id }) => ({ value: id }));
    group = await tenant.createGroup({ members });
    path = `/Groups/${group.id}`;
  });
  afterAll(() => service.stop());

  const names = (resource: any) =>
    Object.fromEntries(resource.members.map((member: any) => [member.value, member.display]));
  const expected = () => ({
    [named.id]: NAME,
    [unnamed.id]: unnamed.userName,
    [inner.id]: `Inner ${NAME}`,
  });

  it.each(['attributes=members', 'attributes=displayName,MEMBERS', `attributes=${GROUP}:members`])(
    'is what the member is called, when members are asked for: %s',
    async (query) => {
      const { body } = await tenant.get(`${path}?${query}`);
      expect(names(body)).toEqual(expected());
      const member = body.members.find(({ value }: any) => value === named.id);
      expect(member).toEqual({ value: named.id, $ref: named.meta.location, display: NAME, type: 'User' });
      const list = await tenant.get(`/Groups?${query}&filter=${encodeURIComponent(`id eq "${group.id}"`)}`);
      expect(list.body.Resources).toEqual([body]);
      const all = await tenant.get(`/Groups?${query}`);
      expect(all.body.Resources).toContainEqual(body);
    },
  );

  it('is returned alone when no other sub-attribute is requested', async () => {
    const { body } = await tenant.get(`${path}?attributes=members.display`);
    const given = body.members.map((member: any) => JSON.stringify(member)).sort();
    expect(given).toEqual(
      Object.values(expected())
        .map((display) => JSON.stringify({ display }))
        .sort(),
    );
  });

  it('is not there, nor looked for, when it was not asked for', async () => {
    for (const query of [
      '',
      '?excludedAttributes=displayName',
      '?attributes=members&excludedAttributes=members.display',
    ]) {
      let body: any;
      const sent = await statementsSentBy(service.storage, async () => {
        ({ body } = await tenant.get(`${path}${query}`));
      });
      expect(Object.keys(body.members[0])).toEqual(['value', '$ref', 'type']);
      expect(sent.filter((sql) => sql.includes(' AS name'))).toEqual([]);
    }
  });

  it('comes with what a change answers', async () => {
    const rename = [{ op: 'replace', path: 'externalId', value: randomUUID() }];
    expect(names((await tenant.patch(`${path}?attributes=members`, rename)).body)).toEqual(expected());
    const { body } = await tenant.get(path);
    expect(names((await tenant.put(`${path}?attributes=members`, body)).body)).toEqual(expected());
    const made = await tenant.post('/Groups?attributes=members', { ...body, displayName: randomUUID() });
    expect(names(made.body)).toEqual(expected());
  });

  it('is taken and thrown away when it is sent', async () => {
    const { body } = await tenant.get(`${path}?attributes=schemas,displayName,members`);
    const members = body.members.map((member: any) => ({ ...member, display: 'Somebody else' }));
    expect((await tenant.put(path, { ...body, members })).status).toBe(200);
    const add = { op: 'add', path: 'members', value: members };
    expect((await tenant.patch(path, [add])).status).toBe(204);
    expect(names((await tenant.get(`${path}?attributes=members`)).body)).toEqual(expected());
  });

  it('cannot be set, or filtered by, since it is the member\u2019s', async () => {
    for (const target of ['members.display', `members[value eq "${named.id}"].display`]) {
      const answer = await tenant.patch(path, [{ op: 'replace', path: target, value: 'x' }]);
      expectRefusal(answer, { status: 400, scimType: 'mutability', detail: /members.display" is read-only/ });
    }
    expectRefusal(await tenant.find('/Groups', 'members.display eq "x"'), {
      status: 400,
      scimType: 'invalidFilter',
    });
    const where = [{ op: 'remove', path: 'members[display eq "x"]' }];
    expectRefusal(await tenant.patch(path, where), { status: 400, scimType: 'invalidFilter' });
    expect(names((await tenant.get(`${path}?attributes=members`)).body)).toEqual(expected());
  });

  it('is that of now, whatever version of the group a client knows', async () => {
    const user = await tenant.createUser({ displayName: 'Before' });
    const own = await tenant.createGroup({ members: [{ value: user.id }] });
    const read = () =>
      tenant.get(`/Groups/${own.id}?attributes=members`, { 'if-none-match': own.meta.version });
    expect(names((await read()).body)).toEqual({ [user.id]: 'Before' });
    await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'displayName', value: 'After' }]);
    expect(names((await read()).body)).toEqual({ [user.id]: 'After' });
    await tenant.patch(`/Users/${user.id}`, [{ op: 'remove', path: 'displayName' }]);
    expect(names((await read()).body)).toEqual({ [user.id]: user.userName });
  });

  it('comes with each of thousands of members', async () => {
    const large = await tenant.createGroup({ members: [{ value: named.id }, { value: inner.id }] });
    await fillGroup(service.storage, tenant.id, large.id, 6000);
    const { body } = await tenant.get(`/Groups/${large.id}?attributes=members`);
    expect(body.members).toHaveLength(6002);
    const called = body.members.filter(({ display }: any) => display !== undefined);
    expect(names({ members: called })).toEqual({ [named.id]: NAME, [inner.id]: `Inner ${NAME}` });
  });

  it('is in Swagger, and not in /Schemas, where Microsoft\u2019s validator could stop on it', async () => {
    const { body } = await tenant.get(`/Schemas/${GROUP}`);
    const members = body.attributes.find((each: any) => each.name === 'members');
    expect(members.subAttributes.map((each: any) => each.name)).toEqual(['value']);
    const document = (await (await fetch(`${service.url}/docs-json`)).json()) as any;
    expect(document.components.schemas.Group.properties.members.items.properties.display.readOnly).toBe(true);
  });
});
