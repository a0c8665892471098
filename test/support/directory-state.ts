import { expect } from '@jest/globals';
import { expectRefusal, type Refusal } from './refusal.js';
import type { TestService } from './service.js';
import { expectConsistentStorage } from './stored-rows.js';
import type { Answer, TestTenant } from './tenant.js';

/** All that a tenant holds, as its lists show it: members, versions and totals included. */
export interface DirectoryState {
  readonly users: any;
  readonly groups: any;
}

/** Reads everything back: a tenant of a test has less than a page of each. */
export async function directoryState(tenant: TestTenant): Promise<DirectoryState> {
  const users = await tenant.get('/Users?count=1000');
  const groups = await tenant.get('/Groups?count=1000');
  expect([users.status, groups.status]).toEqual([200, 200]);
  return { users: users.body, groups: groups.body };
}

/** Sends a request that is to be refused, and expects that everything is as it was before. */
export async function expectNothingApplied(
  tenant: TestTenant,
  refusal: Refusal,
  send: () => Promise<Answer>,
): Promise<void> {
  const before = await directoryState(tenant);
  expectRefusal(await send(), refusal);
  expect(await directoryState(tenant)).toEqual(before);
}

/** How many users, enabled and disabled, groups and memberships there are; filters and lists say the same. */
export async function totalsOf(tenant: TestTenant): Promise<object> {
  const { users, groups } = await directoryState(tenant);
  const count = async (filter: string) => (await tenant.find('/Users', filter, '&count=0')).body.totalResults;
  const disabled = users.Resources.filter((user: { active?: boolean }) => user.active === false).length;
  expect(await count('active eq false')).toBe(disabled);
  expect(users.Resources.length).toBe(users.totalResults);
  return {
    active: users.totalResults - disabled,
    disabled,
    groups: groups.totalResults,
    memberships: groups.Resources.flatMap(({ members = [] }: { members?: unknown[] }) => members).length,
  };
}

/** What a client wrote of a resource: without what the service adds to it. */
export function writtenOf(resource: object): any {
  return without(resource, 'meta', 'groups');
}

/** The same object without these of its attributes. */
export function without(resource: object, ...names: string[]): any {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
}

/** Stops the service, once it is clear that its indexes, counts and memberships agree with what is stored. */
export async function stopWhenConsistent(service: TestService): Promise<void> {
  try {
    await expectConsistentStorage(service.storage);
  } finally {
    await service.stop();
  }
}
