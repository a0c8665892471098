import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user.js';
import { GROUP_SCHEMA } from '../scim/schemas/group.js';
import { USER_SCHEMA } from '../scim/schemas/user.js';

/** A person in the simulated Entra tenant. */
export interface Person {
  /** `userPrincipalName`, Entra's matching attribute. */
  userName: string;
  readonly objectId: string;
  givenName: string;
  familyName: string;
  title: string;
  city: string;
  phone: string;
  mobile: string;
  active: boolean;
  readonly department: string;
  /** `userName` of the manager. */
  manager: string | null;
}

/** A group in the simulated Entra tenant. */
export interface Team {
  displayName: string;
  readonly objectId: string;
  /** `userName` of each member. */
  members: Set<string>;
}

const GIVEN = ['Lena', 'Noor', 'Ravi', 'José', 'Ana', 'Finn', 'Maja', 'Yusuf', 'Chloé', 'Tom'];
const FAMILY = ['Vos', 'Maes', 'Patel', 'Núñez', 'Jansen'];
const CITIES = ['Gent', 'Antwerpen', 'Brussel', 'Leuven'];
const TEAMS = ['Sales EU', 'Planning', 'Events (Summer)', 'Support', 'All staff'];

/** Fifty people, each except the first with a manager. */
export function people(): Person[] {
  return FAMILY.flatMap((familyName, row) =>
    GIVEN.map((givenName, column): Person => {
      const index = row * GIVEN.length + column;
      return {
        userName: userNameOf(givenName, familyName),
        objectId: guid('a', index),
        givenName,
        familyName,
        title: index % 5 === 0 ? 'Lead planner' : 'Planner',
        city: CITIES[index % CITIES.length] ?? '',
        phone: `+32 9 000 ${String(index).padStart(2, '0')} 01`,
        mobile: `+32 470 00 ${String(index).padStart(2, '0')} 02`,
        active: true,
        department: TEAMS[index % 4] ?? '',
        manager: index === 0 ? null : userNameOf(GIVEN[0] ?? '', FAMILY[0] ?? ''),
      };
    }),
  );
}

/** Five groups: the first four divide the people among them, the last contains all. */
export function teams(everyone: readonly Person[]): Team[] {
  return TEAMS.map((displayName, index) => ({
    displayName,
    objectId: guid('b', index),
    members: new Set(
      everyone
        .filter((_, position) => index === 4 || position % 4 === index)
        .map((person) => person.userName),
    ),
  }));
}

/** The body with which Entra creates a user. */
export function userBody(person: Person): Record<string, unknown> {
  return {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    ...userAttributes(person),
    roles: [],
    meta: { resourceType: 'User' },
    [ENTERPRISE_USER_SCHEMA]: {
      employeeNumber: `E-${person.objectId.slice(-3)}`,
      department: person.department,
    },
  };
}

/** The attributes that Entra's default mapping sets for a user. */
export function userAttributes(person: Person): Record<string, unknown> {
  return {
    externalId: person.objectId,
    userName: person.userName,
    active: person.active,
    displayName: `${person.givenName} ${person.familyName}`,
    title: person.title,
    preferredLanguage: 'nl-BE',
    name: {
      formatted: `${person.givenName} ${person.familyName}`,
      givenName: person.givenName,
      familyName: person.familyName,
    },
    emails: [{ primary: true, type: 'work', value: person.userName }],
    addresses: [
      { type: 'work', streetAddress: 'Kaai 4', locality: person.city, postalCode: '9000', country: 'BE' },
    ],
    phoneNumbers: [
      { type: 'work', value: person.phone },
      { type: 'mobile', value: person.mobile },
    ],
  };
}

/** The body with which Entra creates a group: members follow later. */
export function groupBody(team: Team): Record<string, unknown> {
  return {
    schemas: [GROUP_SCHEMA],
    externalId: team.objectId,
    displayName: team.displayName,
    members: [],
    meta: { resourceType: 'Group' },
  };
}

function userNameOf(givenName: string, familyName: string): string {
  const plain = `${givenName}.${familyName}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return `${plain}@fabrikam.example`;
}

function guid(kind: string, index: number): string {
  return `${kind.repeat(8)}-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
