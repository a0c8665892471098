import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user.js';
import { sameValue } from '../scim/resource.js';
import type { Links } from './cycles.js';
import { userAttributes, type Person, type Team } from './directory.js';
import type { EntraClient, Json } from './entra.js';

/** The content of the tenant, and where it differs from the directory. */
export interface Outcome {
  readonly users: number;
  readonly disabled: number;
  readonly groups: number;
  readonly memberships: number;
  /** One line per difference; empty when there is none. */
  readonly mismatches: readonly string[];
}

/** Reads the whole tenant back and compares it with the directory that was provisioned. */
export async function compare(
  entra: EntraClient,
  everyone: Person[],
  teams: Team[],
  links: Links,
): Promise<Outcome> {
  const users = (await entra.read('Read back', '/Users?count=1000')).Resources as Json[];
  const groups = (await entra.read('Read back', '/Groups?count=1000')).Resources as Json[];
  const mismatches: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown): void => {
    if (!sameValue(actual, expected)) {
      mismatches.push(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
    }
  };

  expect('number of users', users.length, everyone.length);
  for (const person of everyone) {
    const user = users.find((candidate) => candidate.id === links.users.get(person.userName)) ?? {};
    for (const [name, value] of Object.entries(userAttributes(person)))
      expect(`${person.userName} ${name}`, user[name], value);
    const enterprise = (user[ENTERPRISE_USER_SCHEMA] ?? {}) as Json;
    expect(`${person.userName} department`, enterprise.department, person.department);
    const manager = person.manager === null ? undefined : { value: links.users.get(person.manager) };
    expect(`${person.userName} manager`, enterprise.manager, manager);
  }

  expect('number of groups', groups.length, teams.length);
  for (const team of teams) {
    const group = groups.find((candidate) => candidate.id === links.groups.get(team.objectId)) ?? {};
    expect(`${team.displayName} displayName`, group.displayName, team.displayName);
    expect(`${team.displayName} externalId`, group.externalId, team.objectId);
    const expected = [...team.members].map((userName) => links.users.get(userName)).sort();
    expect(`${team.displayName} members`, memberIds(group).sort(), expected);
  }
  return {
    users: users.length,
    disabled: users.filter((user) => user.active === false).length,
    groups: groups.length,
    memberships: groups.reduce((sum, group) => sum + memberIds(group).length, 0),
    mismatches,
  };
}

function memberIds(group: Json): unknown[] {
  return ((group.members ?? []) as Json[]).map((member) => member.value);
}
