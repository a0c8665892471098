import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../../../src/scim/errors.js';
import { afterChange, type MembershipChange } from '../../../src/scim/membership.js';
import { mergeChanges } from '../../../src/scim/membership-changes.js';
import { applyPatch } from '../../../src/scim/patch/apply.js';
import { resultOf } from '../../../src/scim/patch/interruptible.js';
import { parsePatch } from '../../../src/scim/patch/operations.js';
import { groupType, userType, type ResourceType } from '../../../src/scim/resource-type.js';
import { MEMBER, MEMBERS, OWN, patchSequence } from '../../support/arbitrary-patch.js';
import { resourceBody } from '../../support/arbitrary-resource.js';
import { databaseNames } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { PATCH_OP, type TestTenant } from '../../support/tenant.js';

/*
 * PATCH through HTTP against `applyPatch` on a copy that was read before, on every database of the run at the
 * same time: what comes out follows from the resource and the operations alone.
 */

const SEQUENCES = 100;

interface Subject {
  readonly service: TestService;
  readonly tenant: TestTenant;
  /** Ids that `##0;` to `##4;` stand for. */
  readonly members: readonly { readonly value: string; readonly type: string }[];
}

/** What a request does to a resource. */
interface Outcome {
  readonly status: number;
  readonly scimType?: string | undefined;
  readonly body: any;
}

describe(`random sequences of PATCH [${databaseNames.join(', ')}]`, () => {
  let subjects: Subject[];
  let number = 0;

  beforeAll(async () => {
    subjects = [];
    for (const name of databaseNames) {
      const service = await TestService.start(name);
      const tenant = await service.createTenant();
      const members = [];
      for (let index = 0; index < MEMBERS; index++) {
        const { id } = index === 0 ? await tenant.createGroup() : await tenant.createUser();
        members.push({ value: String(id), type: index === 0 ? 'Group' : 'User' });
      }
      subjects.push({ service, tenant, members });
    }
  });
  afterAll(() => Promise.all(subjects.map(({ service }) => service.stop())));

  it.each([userType, groupType])(
    'of a $name give what applyPatch gives, everywhere the same, and stay valid',
    async (type: ResourceType) => {
      const statuses = new Set<number>();
      let changes = 0;
      const property = fc.asyncProperty(
        resourceBody(type, 0.3),
        patchSequence(type),
        async (body, requests) => {
          const own = `own${number++}-`;
          const traces = await Promise.all(
            subjects.map((subject) => runSequence(subject, type, body, requests, own)),
          );
          for (const trace of traces) expect(trace).toEqual(traces[0]);
          for (const { status, changed } of traces[0] ?? []) {
            statuses.add(status);
            if (changed) changes++;
          }
        },
      );
      await fc.assert(property, { numRuns: SEQUENCES });
      // Accepted and refused, with and without effect.
      expect([...statuses].sort()).toEqual([type === userType ? 200 : 204, 400]);
      expect(changes).toBeGreaterThan(SEQUENCES);
      for (const { service } of subjects) await expectConsistentStorage(service.storage);
    },
  );
});

/** Sends the requests to a new resource and checks each; what is told does not depend on ids and times. */
async function runSequence(
  { tenant, members }: Subject,
  type: ResourceType,
  attributes: Record<string, unknown>,
  requests: readonly unknown[][],
  own: string,
): Promise<{ status: number; scimType: string | undefined; changed: boolean; state: string }[]> {
  const created = await tenant.post(type.endpoint, {
    schemas: [type.schema.id],
    ...attributes,
    [type === userType ? 'userName' : 'displayName']: `${own}new`,
  });
  expect([created.status, created.body.detail]).toEqual([201, undefined]);
  const path = `${type.endpoint}/${created.body.id}`;
  const labels = [...members.map(({ value }) => value), String(created.body.id), tenant.service.url];
  const trace = [];
  let before = (await tenant.get(path)).body;
  for (const request of requests) {
    const operations = filled(request, own, members);
    const expected = modelOf(before, operations, type, members);
    const answer = await tenant.patch(path, operations);
    const after = (await tenant.get(path)).body;
    const sent = JSON.stringify(operations);
    expect({ sent, status: answer.status, scimType: answer.body?.scimType, after: ordered(after) }).toEqual({
      sent,
      status: expected.status,
      scimType: expected.scimType,
      after: { ...ordered(expected.body), meta: { ...expected.body.meta, lastModified: expect.anything() } },
    });
    const changed = before.meta.version !== after.meta.version;
    if (!changed) expect(after.meta).toEqual(before.meta);
    const meta = { ...after.meta, created: null, lastModified: null };
    const state = labels.reduce(
      (text, label, index) => text.replaceAll(label, `<${index}>`),
      JSON.stringify({ ...after, meta, members: idsOf(after, members) }),
    );
    trace.push({
      status: answer.status,
      scimType: answer.body?.scimType as string | undefined,
      changed,
      state,
    });
    before = after;
  }
  const put = await tenant.request('PUT', path, before);
  expect([put.status, put.body.detail, ordered(put.body)]).toEqual([200, undefined, ordered(before)]);
  return trace;
}

/** What the request is to do, by the pure functions alone. */
function modelOf(body: any, Operations: unknown[], type: ResourceType, known: Subject['members']): Outcome {
  const { meta, members = [], ...copy } = body;
  try {
    const steps = resultOf(parsePatch({ schemas: [PATCH_OP], Operations }, type));
    const { resource, changed, memberships } = resultOf(applyPatch(copy, steps, type));
    for (const change of memberships) {
      if (change.kind !== 'add' && change.kind !== 'set') continue;
      const unknown = change.ids.find((id) => !known.some(({ value }) => value === id));
      if (unknown !== undefined) throw ScimError.invalidValue(`"${unknown}" does not exist`);
    }
    const present = known.filter(({ value }) => members.some((each: any) => each.value === value));
    const { left } = membersAfter(present, memberships, known);
    // A member that one operation removes and a later one adds again has not changed.
    const differs = changed || membersAfter(present, mergeChanges(memberships), known).differs;
    const version = Number(/\d+/.exec(meta.version)?.[0]) + (differs ? 1 : 0);
    const shown = left.map(({ value }) => ({ value }));
    return {
      status: type === userType ? 200 : 204,
      body: {
        ...resource,
        ...(shown.length === 0 ? {} : { members: shown }),
        meta: { ...meta, version: `W/"${version}"` },
      },
    };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { status: error.status, scimType: error.scimType, body };
  }
}

/** The members that are left by changes, and whether any of the changes made a difference. */
function membersAfter(
  members: Subject['members'],
  changes: readonly MembershipChange[],
  known: Subject['members'],
): { left: Subject['members']; differs: boolean } {
  let left = members;
  let differs = false;
  for (const change of changes) {
    const ids = new Set(afterChange(left, change));
    differs ||= ids.size !== left.length || left.some(({ value }) => !ids.has(value));
    left = known.filter(({ value }) => ids.has(value));
  }
  return { left, differs };
}

/** The operations with ids and names of their own in place of what stands for them. */
function filled(request: readonly unknown[], own: string, members: Subject['members']): unknown[] {
  const text = JSON.stringify(request)
    .replaceAll(OWN, own)
    .replace(
      new RegExp(`${MEMBER}(\\d+);`, 'g'),
      (mark, index: string) => members[Number(index)]?.value ?? mark,
    );
  return JSON.parse(text) as unknown[];
}

/** A group's members by their ids alone: their order is that of the rows. */
function ordered(body: any): any {
  if (body?.members === undefined) return body;
  const values = body.members.map(({ value }: { value: string }) => value).sort();
  return { ...body, members: values };
}

function idsOf(body: any, known: Subject['members']): number[] {
  const present = (body.members ?? []).map(({ value }: { value: string }) => value);
  return known.flatMap(({ value }, index) => (present.includes(value) ? [index] : []));
}
