import { expect } from '@jest/globals';
import { expectRefusal, type Refusal } from './refusal.js';
import type { TestService } from './service.js';
import { expectConsistentStorage } from './stored-rows.js';
import type { Answer, TestTenant } from './tenant.js';

/** The whole content of a tenant as its lists show it, including members, versions and totals. */
export interface DirectoryState {
  readonly users: any;
  readonly groups: any;
}

/** Reads everything back. Tenants of tests have less than one page of each type. */
export async function directoryState(tenant: TestTenant): Promise<DirectoryState> {
  const users = await tenant.get('/Users?count=1000');
  const groups = await tenant.get('/Groups?count=1000');
  expect([users.status, groups.status]).toEqual([200, 200]);
  return { users: users.body, groups: groups.body };
}

/** Sends a request that must be refused, and expects unchanged content. */
export async function expectNothingApplied(
  tenant: TestTenant,
  refusal: Refusal,
  send: () => Promise<Answer>,
): Promise<void> {
  const before = await directoryState(tenant);
  expectRefusal(await send(), refusal);
  expect(await directoryState(tenant)).toEqual(before);
}

/** The numbers of enabled and disabled users, groups and memberships; expects filters and lists to agree. */
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

/** The attributes that a client wrote, without those that the service adds. */
export function writtenOf(resource: object): any {
  return without(resource, 'meta', 'groups');
}

/** A copy of the object without some attributes. */
export function without(resource: object, ...names: string[]): any {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
}

/** Stops the service after checking that indexes, counts and memberships agree with the stored documents. */
export async function stopWhenConsistent(service: TestService): Promise<void> {
  try {
    await expectConsistentStorage(service.storage);
  } finally {
    await service.stop();
  }
}
