import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entraGroup, entraUser } from '../../fixtures/entra/bodies.js';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import {
  directoryState,
  expectNothingApplied,
  stopWhenConsistent,
  writtenOf,
} from '../../support/directory-state.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * Names that move from one to the next: people marry, teams are renamed after each other. While a name is taken
 * a rename is 409 uniqueness, and nothing else of that request is applied (RFC 7644 sections 3.5.2 and 3.12).
 */

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/** What has a name that no other of its kind in the tenant may have. */
const KINDS = [
  {
    kind: 'users',
    endpoint: '/Users',
    attribute: 'userName',
    body: entraUser,
    beside: { displayName: 'Renamed', 'emails[type eq "work"].value': 'renamed@fabrikam.example' },
    renamed: (before: any) => ({
      ...before,
      displayName: 'Renamed',
      emails: [{ primary: true, type: 'work', value: 'renamed@fabrikam.example' }],
    }),
  },
  {
    kind: 'groups',
    endpoint: '/Groups',
    attribute: 'displayName',
    body: entraGroup,
    beside: { externalId: 'renamed' },
    renamed: (before: any) => ({ ...before, externalId: 'renamed' }),
  },
] as const;

onEveryDatabase('chains of renames', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => stopWhenConsistent(service));

  describe.each(KINDS)('$kind', ({ endpoint, attribute, body, beside, renamed }) => {
    const taken = { status: 409, scimType: 'uniqueness', detail: new RegExp(attribute) };

    /** A tenant with one resource for each name; a group has a member each. */
    async function withNames(...names: string[]) {
      const tenant = await service.createTenant();
      const member = await tenant.createUser({ userName: `member-${randomUUID()}` });
      const members = endpoint === '/Groups' ? { members: [{ value: member.id }] } : {};
      const created: any[] = [];
      for (const each of names) {
        const answer = await tenant.post(endpoint, body({ [attribute]: each, ...members }));
        expect([answer.status, answer.body[attribute]]).toEqual([201, each]);
        created.push(answer.body);
      }
      return { tenant, created, pathOf: ({ id }: { id: string }) => `${endpoint}/${id}` };
    }

    /** Each name is found once, and belongs to the resource of that place in the list. */
    async function expectHolders(tenant: TestTenant, holders: Record<string, { id: string } | undefined>) {
      for (const [each, holder] of Object.entries(holders)) {
        const { body: list } = await tenant.find(endpoint, `${attribute} eq "${each}"`);
        const found = (list.Resources as any[]).map((resource) => [resource.id, resource[attribute]]);
        expect({ [each]: found }).toEqual({ [each]: holder === undefined ? [] : [[holder.id, each]] });
      }
    }

    inBothGrammars((grammar) => {
      it('A to b with more: 409 and nothing applied; b to c; then A to b with the same request', async () => {
        const { tenant, created, pathOf } = await withNames('A', 'b');
        const [first, second] = created;
        const toB = grammar.set('replace', { ...beside, [attribute]: 'b' });
        const toBFirst = grammar.set('replace', { [attribute]: 'b', ...beside });

        await expectNothingApplied(tenant, taken, () => tenant.patch(pathOf(first), toB));
        await expectNothingApplied(tenant, taken, () => tenant.patch(pathOf(first), toBFirst));
        await expectHolders(tenant, { A: first, b: second, c: undefined });

        const moved = await tenant.patch(pathOf(second), grammar.set('replace', { [attribute]: 'c' }));
        expect(moved.status).toBeLessThan(300);
        await expectHolders(tenant, { A: first, b: undefined, c: second });

        const done = await tenant.patch(pathOf(first), toB);
        expect(done.status).toBeLessThan(300);
        await expectHolders(tenant, { A: undefined, b: first, c: second });
        expect(writtenOf((await tenant.get(pathOf(first))).body)).toEqual(
          writtenOf({ ...renamed(first), [attribute]: 'b' }),
        );
        expect(writtenOf((await tenant.get(pathOf(second))).body)).toEqual(
          writtenOf({ ...second, [attribute]: 'c' }),
        );
      });

      it('two change places by way of a third name', async () => {
        const { tenant, created, pathOf } = await withNames('east', 'west');
        const [east, west] = created;
        const rename = (resource: { id: string }, to: string) =>
          tenant.patch(pathOf(resource), grammar.set('replace', { [attribute]: to }));

        await expectNothingApplied(tenant, taken, () => rename(east, 'west'));
        await expectNothingApplied(tenant, taken, () => rename(west, 'EAST'));
        for (const [resource, to] of [
          [east, 'between'],
          [west, 'east'],
          [east, 'west'],
        ] as const) {
          expect((await rename(resource, to)).status).toBeLessThan(300);
        }

        await expectHolders(tenant, { east: west, west: east, between: undefined });
      });

      it('a long chain moves on by one from its end', async () => {
        const names = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];
        const { tenant, created, pathOf } = await withNames(...names);
        const rename = (index: number) =>
          tenant.patch(pathOf(created[index]), grammar.set('replace', { [attribute]: `n${index + 1}` }));

        for (const index of [0, 2, 4]) await expectNothingApplied(tenant, taken, () => rename(index));
        for (const index of [5, 4, 3, 2, 1, 0]) expect((await rename(index)).status).toBeLessThan(300);

        await expectHolders(tenant, {
          n0: undefined,
          ...Object.fromEntries(created.map((resource, index) => [`n${index + 1}`, resource])),
        });
      });

      it('its own name in other letters is a rename; the same name again is no change', async () => {
        const { tenant, created, pathOf } = await withNames('Zoë', 'other');
        const [zoe] = created;
        const rename = (to: string) => tenant.patch(pathOf(zoe), grammar.set('replace', { [attribute]: to }));

        for (const to of ['zoë', 'ZOË', 'Zoe\u0308']) {
          expect((await rename(to)).status).toBeLessThan(300);
          const { body: list } = await tenant.find(endpoint, `${attribute} eq "ZoË"`);
          expect(list.Resources.map((each: any) => [each.id, each[attribute]])).toEqual([[zoe.id, to]]);
        }
        const before = await directoryState(tenant);
        expect((await rename('Zoe\u0308')).status).toBeLessThan(300);
        expect(await directoryState(tenant)).toEqual(before);
        await expectNothingApplied(tenant, taken, () => rename('OTHER'));
      });
    });

    it('PUT and POST onto a taken name change nothing; PUT onto the free one keeps the id', async () => {
      const { tenant, created, pathOf } = await withNames('A', 'b');
      const [first, second] = created;

      const replacement = body({ [attribute]: 'B', externalId: 'put' });
      await expectNothingApplied(tenant, taken, () => tenant.put(pathOf(first), replacement));
      await expectNothingApplied(tenant, taken, () => tenant.post(endpoint, replacement));
      await tenant.put(pathOf(second), { ...second, [attribute]: 'c' });
      const done = await tenant.put(pathOf(first), replacement);

      expect([done.status, done.body.id, done.body[attribute]]).toEqual([200, first.id, 'B']);
      await expectHolders(tenant, { A: undefined, B: first, c: second });
    });

    it('a name that a deletion frees can be taken by rename and by creation', async () => {
      const { tenant, created, pathOf } = await withNames('A', 'b', 'c');
      const [first, second, third] = created;
      const toB = [{ op: 'Replace', path: attribute, value: 'b' }];

      await expectNothingApplied(tenant, taken, () => tenant.patch(pathOf(first), toB));
      expect((await tenant.delete(pathOf(second))).status).toBe(204);
      expect((await tenant.patch(pathOf(first), toB)).status).toBeLessThan(300);
      expect((await tenant.delete(pathOf(third))).status).toBe(204);
      const reborn = await tenant.post(endpoint, body({ [attribute]: 'c' }));

      expect([reborn.status, reborn.body.id === third.id]).toEqual([201, false]);
      await expectHolders(tenant, { A: undefined, b: first, c: reborn.body });
    });

    it('one Bulk may move the whole chain; an operation that meets a taken name is refused alone', async () => {
      const { tenant, created, pathOf } = await withNames('A', 'b', 'x');
      const [first, second, other] = created;
      const rename = (resource: { id: string }, to: string) => ({
        method: 'PATCH',
        path: pathOf(resource),
        data: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', value: { [attribute]: to } }],
        },
      });
      const bulk = async (...operations: unknown[]) => {
        const answer = await tenant.post('/Bulk', { schemas: [BULK_REQUEST], Operations: operations });
        expect(answer.status).toBe(200);
        return answer.body.Operations.map(({ status }: { status: string }) => Number(status) >= 300);
      };

      expect(await bulk(rename(first, 'b'), rename(other, 'y'))).toEqual([true, false]);
      await expectHolders(tenant, { A: first, b: second, y: other, x: undefined });
      expect(await bulk(rename(second, 'c'), rename(first, 'b'), rename(other, 'A'))).toEqual([
        false,
        false,
        false,
      ]);
      await expectHolders(tenant, { A: other, b: first, c: second, y: undefined });
      expect(await bulk({ method: 'DELETE', path: pathOf(second) }, rename(first, 'c'))).toEqual([
        false,
        false,
      ]);
      await expectHolders(tenant, { A: other, b: undefined, c: first });
    });

    it('of many who want the name that became free one gets it, and the others are as they were', async () => {
      const { tenant, created, pathOf } = await withNames('wanted', 'r0', 'r1', 'r2', 'r3', 'r4');
      const [holder, ...racers] = created;
      await tenant.patch(pathOf(holder), [{ op: 'Replace', path: attribute, value: 'left' }]);

      const answers = await Promise.all(
        racers.map((racer) =>
          tenant.patch(pathOf(racer), [
            { op: 'Replace', path: 'externalId', value: 'winner' },
            { op: 'Replace', path: attribute, value: 'Wanted' },
          ]),
        ),
      );

      const statuses = answers.map(({ status }) => (status < 300 ? 'done' : status));
      expect([...statuses].sort()).toEqual([409, 409, 409, 409, 'done']);
      const winner = racers[statuses.indexOf('done')];
      await expectHolders(tenant, { Wanted: winner, left: holder });
      for (const racer of racers.filter((each) => each !== winner)) {
        expect(writtenOf((await tenant.get(pathOf(racer))).body)).toEqual(writtenOf(racer));
      }
      const { body: marked } = await tenant.find(endpoint, 'externalId eq "winner"');
      expect(marked.Resources.map(({ id }: { id: string }) => id)).toEqual([winner.id]);
    });
  });
});
