import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { insertRows } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import { GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

/** As GET gives them, these are more than 1 MiB. */
const PEOPLE = 8000;
const OPERATIONS = 5000;
const MIB = 1_048_576;

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const memberOf = (n: number) => ({ value: idOf(n) });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

onEveryDatabase('a change of a group with thousands of members', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const rows = range(0, PEOPLE).map((n) => {
      const document = JSON.stringify({ schemas: [USER], id: idOf(n), userName: `u${n}` });
      return [tenant.id, idOf(n), `u${n}`, `u${n}`, 0, 0, 1, document];
    });
    const columns = ['tenant_id', 'id', 'user_name', 'user_name_key', 'created_at', 'modified_at', 'version'];
    await insertRows(service.storage, 'users', [...columns, 'document'], rows);
  });
  afterAll(() => service.stop());

  const counted = async () => {
    const [row] = await service.storage.rows<{ n: number }>(
      'SELECT COUNT(*) AS n FROM group_members WHERE tenant_id = ? AND group_id = ?',
      [tenant.id, path.slice('/Groups/'.length)],
    );
    return Number(row?.n);
  };

  describe('by PUT', () => {
    it('is taken as GET gave it, and changes nothing', async () => {
      const created = await tenant.post('/Groups', {
        schemas: [GROUP],
        displayName: 'Everybody',
        members: range(0, PEOPLE).map(memberOf),
      });
      expect(created.status).toBe(201);
      path = `/Groups/${created.body.id}`;
      const { text, body } = await tenant.get(path);
      expect(text.length).toBeGreaterThan(MIB);
      expect(body.members).toHaveLength(PEOPLE);
      const replaced = await tenant.put(path, text);
      expect([replaced.status, replaced.headers.get('etag')]).toEqual([200, 'W/"1"']);
      expect(replaced.body).toEqual(body);
      const fewer = await tenant.put(path, { ...body, members: body.members.slice(1) });
      expect([fewer.status, fewer.headers.get('etag'), fewer.body.members.length]).toEqual([
        ...[200, 'W/"2"', PEOPLE - 1],
      ]);
    });

    it('may have 4 MiB and no more, as POST and PATCH may; one of a user 1 MiB', async () => {
      const { body: group } = await tenant.get(path);
      const padded = (body: object, length: number) => {
        const text = JSON.stringify(body);
        return text + ' '.repeat(length - Buffer.byteLength(text));
      };
      const user = await tenant.createUser();
      const patch = { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'externalId', value: 'x' }] };
      const newUser = { schemas: [USER], userName: randomUUID() };
      for (const [method, target, body, most, status] of [
        ['PUT', path, group, 4 * MIB, 200],
        ['PATCH', path, patch, 4 * MIB, 204],
        ['POST', '/Groups', { schemas: [GROUP], displayName: randomUUID() }, 4 * MIB, 201],
        ['PUT', `/Users/${user.id}`, newUser, MIB, 200],
        ['PATCH', `/Users/${user.id}`, patch, MIB, 200],
        ['POST', '/Users', { ...newUser, userName: randomUUID() }, MIB, 201],
      ] as const) {
        const detail = new RegExp(`longer than ${most} bytes`);
        expectRefusal(await tenant.request(method, target, padded(body, most + 1)), { status: 413, detail });
        expect((await tenant.request(method, target, padded(body, most))).status).toBe(status);
      }
    });
  });

  describe('by 5,000 operations of PATCH', () => {
    beforeEach(async () => {
      const members = range(0, OPERATIONS).map(memberOf);
      const group = await tenant.createGroup({ members });
      path = `/Groups/${group.id}`;
    });

    const remove = (n: number) => ({ op: 'remove', path: `members[value eq "${idOf(n)}"]` });
    const add = (n: number) => ({ op: 'add', path: 'members', value: [memberOf(n)] });

    it.each<[string, (n: number) => object, number, number]>([
      ['that remove members one by one, as Entra does with its flag', remove, 0, 14],
      [
        'that remove members named by a value',
        (n) => ({ op: 'Remove', path: 'members', value: [memberOf(n)] }),
        0,
        14,
      ],
      ['that add members one by one', (n) => add(n + 3000), PEOPLE, 25],
      ['that add members there are', add, OPERATIONS, 23],
      ['that add and remove in turn', (n) => (n % 2 === 0 ? add(n) : remove(n)), OPERATIONS / 2, 19],
      ['that add and remove the same in turn', (n) => (n % 2 === 0 ? add(1) : remove(1)), OPERATIONS - 1, 11],
      [
        'that put all in the place of all',
        (n) => ({ op: 'replace', path: 'members', value: [memberOf(n)] }),
        1,
        72,
      ],
      [
        'that replace a name',
        (n) => ({ op: 'replace', path: 'displayName', value: `Name ${n}` }),
        OPERATIONS,
        5,
      ],
      [
        'that change names and members in turn',
        (n) => (n % 2 === 0 ? { op: 'replace', path: 'externalId', value: `${n}` } : remove(n)),
        OPERATIONS / 2,
        10,
      ],
    ])('%s costs few statements', async (_title, operation, left, most) => {
      const Operations = range(0, OPERATIONS).map(operation);
      const sent = await statementsSentBy(service.storage, async () => {
        expect((await tenant.patch(path, Operations)).status).toBe(204);
      });
      expect(await counted()).toBe(left);
      expect(sent.length).toBeLessThanOrEqual(most);
      expect((await tenant.get(`${path}?excludedAttributes=members`)).headers.get('etag')).toBe(
        left === OPERATIONS && !/"displayName"/.test(JSON.stringify(Operations[0])) ? 'W/"1"' : 'W/"2"',
      );
    });

    it('is refused as a whole when one of them adds an unknown id, even if another removes it', async () => {
      const Operations = range(0, OPERATIONS).map(remove);
      const unknown = { op: 'add', path: 'members', value: [{ value: randomUUID() }] };
      Operations.splice(
        3000,
        2,
        unknown as never,
        { op: 'remove', path: 'members', value: unknown.value } as never,
      );
      const detail = /^Operations\[3000\]: "members": this tenant has no user or group with the id/;
      expectRefusal(await tenant.patch(path, Operations), { status: 400, scimType: 'invalidValue', detail });
      expect(await counted()).toBe(OPERATIONS);
    });

    it('is refused when there is one more', async () => {
      const detail = /5001 operations; at most 5000/;
      const answer = await tenant.patch(path, range(0, OPERATIONS + 1).map(remove));
      expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail });
    });

    it('that are groups is checked for cycles in few statements', async () => {
      const groups = range(0, 600).map((n) => [tenant.id, `g-${name}-${n}`, `g${n}`, `g${n}`, 0, 0, 1, '{}']);
      const columns = ['tenant_id', 'id', 'display_name', 'display_name_key', 'created_at', 'modified_at'];
      await insertRows(service.storage, '`groups`', [...columns, 'version', 'document'], groups);
      const members = groups.map(([, id]) => ({ value: id }));
      const sent = await statementsSentBy(service.storage, async () => {
        const answer = await tenant.patch(path, [
          ...members.map((value) => ({ op: 'add', path: 'members', value: [value] })),
        ]);
        expect(answer.status).toBe(204);
      });
      expect(sent.length).toBeLessThan(20);
      expect(await counted()).toBe(OPERATIONS + 600);
      const own = path.slice('/Groups/'.length);
      const circular = await tenant.patch(`/Groups/g-${name}-599`, [
        add(0),
        { op: 'add', path: 'members', value: [{ value: own }] },
      ]);
      const detail = /^Operations\[1\]: "members": the group .* is, or contains, the group/;
      expectRefusal(circular, { status: 400, scimType: 'invalidValue', detail });
    });
  });
});
