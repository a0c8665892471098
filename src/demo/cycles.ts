import { randomUUID } from 'node:crypto';
import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user.js';
import { groupBody, userBody, type Person, type Team } from './directory.js';
import type { EntraClient, Json } from './entra.js';

/** What Entra remembers between cycles: the id of every resource it provisioned. */
export interface Links {
  /** Ids of users, by their userName at creation. */
  readonly users: Map<string, string>;
  /** Ids of groups by object id. */
  readonly groups: Map<string, string>;
}

type Report = (line: string) => void;

const WITHOUT_MEMBERS = 'excludedAttributes=members&';

/** The *Test Connection* button: a user and a group that cannot exist must not be found. */
export async function testConnection(entra: EntraClient): Promise<void> {
  await entra.match('Test Connection', '/Users', `userName eq "${randomUUID()}"`);
  await entra.match('Test Connection', '/Groups', `displayName eq "${randomUUID()}"`, WITHOUT_MEMBERS);
}

/** The initial cycle, without the flag: match, create, then references (managers, members). */
export async function initialCycle(
  entra: EntraClient,
  everyone: Person[],
  teams: Team[],
  report: Report,
): Promise<Links> {
  const links: Links = { users: new Map(), groups: new Map() };
  for (const person of everyone) {
    const found = await entra.match('Match user', '/Users', `userName eq "${person.userName}"`);
    links.users.set(
      person.userName,
      found ?? (await entra.create('Create user', '/Users', userBody(person))),
    );
  }
  report(`${links.users.size} users matched and created`);
  for (const team of teams) {
    const found = await entra.match(
      'Match group',
      '/Groups',
      `displayName eq "${team.displayName}"`,
      WITHOUT_MEMBERS,
    );
    links.groups.set(
      team.objectId,
      found ?? (await entra.create('Create group', '/Groups', groupBody(team))),
    );
  }
  report(`${links.groups.size} groups matched and created`);
  for (const person of everyone) {
    const manager = person.manager === null ? undefined : links.users.get(person.manager);
    if (manager === undefined) continue;
    await entra.patch('Set manager', `/Users/${idOf(links.users, person.userName)}`, [
      { op: 'Add', path: `${ENTERPRISE_USER_SCHEMA}:manager`, value: manager },
    ]);
  }
  report('managers set');
  let added = 0;
  for (const team of teams) {
    const group = `/Groups/${idOf(links.groups, team.objectId)}`;
    // Entra adds members one by one and concurrently.
    await Promise.all(
      [...team.members].map((userName) =>
        entra.patch('Add member', group, [addMember(idOf(links.users, userName), false)]),
      ),
    );
    added += team.members.size;
  }
  report(`${added} memberships added, in parallel`);
  return links;
}

/**
 * An incremental cycle: changes, a disable, a restore, a hard delete, membership moves; every second request in the
 * grammar of `aadOptscim062020`. The given directory is changed accordingly.
 */
export async function incrementalCycle(
  entra: EntraClient,
  everyone: Person[],
  teams: Team[],
  links: Links,
  report: Report,
): Promise<void> {
  await testConnection(entra);
  await changePeople(entra, everyone.slice(1, 13), links);
  report('12 users changed, 6 in each grammar');

  const [leaver, returner, gone] = everyone.slice(20, 23) as [Person, Person, Person];
  await setActive(entra, leaver, false, false, links);
  await setActive(entra, returner, false, true, links);
  await setActive(entra, returner, true, true, links);
  report(`${leaver.userName} disabled; ${returner.userName} disabled and restored`);

  await entra.delete('Delete user', `/Users/${idOf(links.users, gone.userName)}`);
  everyone.splice(everyone.indexOf(gone), 1);
  for (const team of teams) team.members.delete(gone.userName);
  report(`${gone.userName} deleted for good`);

  const [from, to] = teams as [Team, Team];
  const movers = [...from.members].slice(0, 4);
  for (const [index, userName] of movers.entries()) {
    const id = idOf(links.users, userName);
    const flag = index % 2 === 1;
    await entra.patch('Remove member', `/Groups/${idOf(links.groups, from.objectId)}`, [
      removeMember(id, flag),
    ]);
    await entra.patch('Add member', `/Groups/${idOf(links.groups, to.objectId)}`, [addMember(id, flag)]);
    from.members.delete(userName);
    to.members.add(userName);
  }
  report(`${movers.length} members moved from ${from.displayName} to ${to.displayName}`);

  from.displayName = 'Sales EMEA';
  await entra.patch('Rename group', `/Groups/${idOf(links.groups, from.objectId)}`, [
    { op: 'replace', value: { displayName: from.displayName } },
  ]);
  report(`a group renamed to ${from.displayName}`);
}

async function changePeople(entra: EntraClient, changed: Person[], links: Links): Promise<void> {
  for (const [index, person] of changed.entries()) {
    const path = `/Users/${idOf(links.users, person.userName)}`;
    person.familyName = `${person.familyName}-Maes`;
    person.title = 'Senior planner';
    person.mobile = person.mobile.replace('470', '471');
    await entra.read('Read user', path);
    await entra.patch('Change user', path, index % 2 === 0 ? perAttribute(person) : merged(person));
  }
}

async function setActive(
  entra: EntraClient,
  person: Person,
  active: boolean,
  flag: boolean,
  links: Links,
): Promise<void> {
  person.active = active;
  await entra.patch(
    active ? 'Restore user' : 'Disable user',
    `/Users/${idOf(links.users, person.userName)}`,
    [
      flag
        ? { op: 'replace', value: { active } }
        : { op: 'Replace', path: 'active', value: active ? 'True' : 'False' },
    ],
  );
}

/** One capitalised operation per attribute: what Entra sends without the flag. */
function perAttribute(person: Person): Json[] {
  const fullName = `${person.givenName} ${person.familyName}`;
  return [
    { op: 'Replace', path: 'displayName', value: fullName },
    { op: 'Replace', path: 'name.formatted', value: fullName },
    { op: 'Replace', path: 'name.familyName', value: person.familyName },
    { op: 'Add', path: 'title', value: person.title },
    { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: person.mobile },
  ];
}

/** Single values merged into one operation with dotted names: what Entra sends with the flag. */
function merged(person: Person): Json[] {
  const fullName = `${person.givenName} ${person.familyName}`;
  return [
    { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: person.mobile },
    {
      op: 'replace',
      value: {
        displayName: fullName,
        'name.formatted': fullName,
        'name.familyName': person.familyName,
        title: person.title,
      },
    },
  ];
}

function addMember(id: string, flag: boolean): Json {
  return flag
    ? { op: 'add', path: 'members', value: [{ value: id }] }
    : { op: 'Add', path: 'members', value: [{ $ref: null, value: id }] };
}

function removeMember(id: string, flag: boolean): Json {
  return flag
    ? { op: 'remove', path: `members[value eq "${id}"]` }
    : { op: 'Remove', path: 'members', value: [{ $ref: null, value: id }] };
}

function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`${key} was never provisioned`);
  return id;
}
