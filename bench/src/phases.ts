import { randomUUID } from 'node:crypto';
import type { Answer } from './http-client.ts';
import type { Task } from './load.ts';
import {
  addMembers,
  ENTERPRISE,
  groupBody,
  patchBody,
  removeMember,
  updateBody,
  userBody,
} from './people.ts';

/** How much is done in each phase. */
export interface Amounts {
  readonly users: number;
  /** Groups that members are spread over. */
  readonly groups: number;
  /** Requests of a phase that only reads. */
  readonly reads: number;
  readonly lists: number;
  readonly largeReads: number;
}

/** What the server must hold, learned from its answers. */
export class Directory {
  readonly userIds: string[] = [];
  readonly groupIds: string[] = [];
  /** The group that everybody is put into. */
  largeGroup = '';
  readonly members = new Map<string, Set<string>>();

  /**
   * @param series first digit of all numbers in names, so that a warm-up and the run have names of their own
   * @param others users that are there beside those of this run
   */
  constructor(
    readonly amounts: Amounts,
    private readonly series: number,
    readonly others: number,
  ) {}

  /** The number in the names of the n-th user or group. */
  number(n: number): string {
    return `${this.series}${String(n).padStart(7, '0')}`;
  }

  add(group: string, ids: readonly string[]): void {
    const members = this.members.get(group) ?? new Set();
    for (const id of ids) members.add(id);
    this.members.set(group, members);
  }
}

export interface Phase {
  readonly name: string;
  readonly tasks: (directory: Directory) => Task[];
}

/** Entra's requests, in the order of a first and a later provisioning cycle. */
export const PHASES: readonly Phase[] = [
  {
    name: 'probe, miss',
    tasks: (directory) =>
      times(directory.amounts.reads, () => ({
        method: 'GET',
        target: `/Users?filter=userName+eq+%22${randomUUID()}%22`,
        check: expecting(200, (body) => body.totalResults === 0),
      })),
  },
  {
    name: 'create user',
    tasks: (directory) =>
      times(directory.amounts.users, (n) => ({
        method: 'POST',
        target: '/Users',
        body: userBody(directory.number(n)),
        check: expecting(201, (body) => {
          directory.userIds[n] = body.id;
          return typeof body.id === 'string' && isUser(body, directory.number(n));
        }),
      })),
  },
  {
    name: 'probe, hit',
    tasks: (directory) =>
      times(directory.amounts.reads, (i) => {
        const n = i % directory.amounts.users;
        return {
          method: 'GET',
          target: `/Users?filter=userName+eq+%22person${directory.number(n)}%40fabrikam.example%22`,
          check: expecting(
            200,
            (body) =>
              body.totalResults === 1 &&
              body.Resources[0].id === directory.userIds[n] &&
              isUser(body.Resources[0], directory.number(n)),
          ),
        };
      }),
  },
  {
    name: 'read user',
    tasks: (directory) =>
      times(directory.amounts.reads, (i) => {
        const n = (i * 7) % directory.amounts.users;
        return {
          method: 'GET',
          target: `/Users/${directory.userIds[n]}`,
          check: expecting(200, (body) => isUser(body, directory.number(n))),
        };
      }),
  },
  {
    name: 'update user, 3 attributes',
    tasks: (directory) =>
      times(directory.amounts.users, (n) => ({
        method: 'PATCH',
        target: `/Users/${directory.userIds[n]}`,
        body: updateBody(directory.number(n)),
        check: expecting(200, (body) => isUpdated(body, directory.number(n))),
      })),
  },
  {
    name: 'list of 100',
    tasks: (directory) =>
      times(directory.amounts.lists, (i) => ({
        method: 'GET',
        target: `/Users?startIndex=${1 + (i % Math.floor(directory.amounts.users / 100)) * 100}&count=100`,
        check: expecting(
          200,
          (body) =>
            body.totalResults === directory.others + directory.amounts.users && body.Resources.length === 100,
        ),
      })),
  },
  {
    name: 'create group',
    tasks: (directory) =>
      times(directory.amounts.groups, (n) => ({
        method: 'POST',
        target: '/Groups',
        body: groupBody(directory.number(n)),
        check: expecting(201, (body) => {
          directory.groupIds[n] = body.id;
          return body.displayName === `Group ${directory.number(n)}`;
        }),
      })),
  },
  {
    name: 'add member, many groups',
    tasks: (directory) =>
      times(directory.amounts.users, (n) => {
        const group = directory.groupIds[n % directory.amounts.groups]!;
        return addition(directory, group, [directory.userIds[n]!]);
      }),
  },
  {
    name: 'add 20 members',
    tasks: (directory) =>
      times(Math.floor(directory.amounts.users / 4), (i) => {
        const group = directory.groupIds[(i * 3 + 1) % directory.amounts.groups]!;
        const ids = times(20, (k) => directory.userIds[(i * 20 + k) % directory.amounts.users]!);
        return addition(directory, group, [...new Set(ids)]);
      }),
  },
  {
    name: 'probe group',
    tasks: (directory) =>
      times(directory.amounts.reads, (i) => {
        const n = i % directory.amounts.groups;
        return {
          method: 'GET',
          target: `/Groups?excludedAttributes=members&filter=displayName+eq+%22Group+${directory.number(n)}%22`,
          check: expecting(
            200,
            (body) =>
              body.Resources[0]?.id === directory.groupIds[n] && body.Resources[0].members === undefined,
          ),
        };
      }),
  },
  {
    name: 'read group without members',
    tasks: (directory) =>
      times(directory.amounts.reads, (i) => ({
        method: 'GET',
        target: `/Groups/${directory.groupIds[i % directory.amounts.groups]}?excludedAttributes=members`,
        check: expecting(
          200,
          (body) =>
            body.displayName === `Group ${directory.number(i % directory.amounts.groups)}` &&
            body.members === undefined,
        ),
      })),
  },
  {
    name: 'create the large group',
    tasks: (directory) => [
      {
        method: 'POST',
        target: '/Groups',
        body: groupBody(`${directory.number(0)}-all`),
        check: expecting(201, (body) => {
          directory.largeGroup = body.id;
          return true;
        }),
      },
    ],
  },
  {
    name: 'add member, one group',
    tasks: (directory) => directory.userIds.map((id) => addition(directory, directory.largeGroup, [id])),
  },
  {
    name: 'read large group',
    tasks: (directory) =>
      times(directory.amounts.largeReads, () => ({
        method: 'GET',
        target: `/Groups/${directory.largeGroup}`,
        check: expecting(
          200,
          (body) => body.members?.length === directory.members.get(directory.largeGroup)?.size,
        ),
      })),
  },
  {
    name: 'remove member',
    tasks: (directory) => {
      const members = directory.members.get(directory.largeGroup);
      return directory.userIds
        .filter((_, n) => n % 2 === 0)
        .map((id) => {
          members?.delete(id);
          return {
            method: 'PATCH',
            target: `/Groups/${directory.largeGroup}`,
            body: removeMember(id),
            check: expecting(204),
          };
        });
    },
  },
  {
    name: 'disable user',
    tasks: (directory) =>
      directory.userIds.map((id) => ({
        method: 'PATCH',
        target: `/Users/${id}`,
        body: patchBody({ op: 'Replace', path: 'active', value: 'False' }),
        check: expecting(200, (body) => body.active === false),
      })),
  },
  { name: 'final state', tasks: finalState },
  {
    name: 'delete user',
    tasks: (directory) =>
      directory.userIds
        .filter((_, n) => n % 2 === 0)
        .map((id) => ({ method: 'DELETE', target: `/Users/${id}`, check: expecting(204) })),
  },
  {
    name: 'final state after deletion',
    tasks: (directory) => {
      const { members } = directory;
      const deleted = directory.userIds.filter((_, n) => n % 2 === 0);
      for (const each of members.values()) for (const id of deleted) each.delete(id);
      return [
        ...groupChecks(directory),
        {
          method: 'GET',
          target: '/Users?count=0',
          check: expecting(
            200,
            (body) => body.totalResults === directory.others + directory.amounts.users - deleted.length,
          ),
        },
        ...deleted.slice(0, 20).map((id): Task => ({
          method: 'GET',
          target: `/Users/${id}`,
          check: expecting(404),
        })),
      ];
    },
  },
];

/** Phases that check what is there and are not measured. */
export const CHECKS: ReadonlySet<string> = new Set([
  'create the large group',
  'final state',
  'final state after deletion',
]);

/** That all that was acknowledged is there. */
function finalState(directory: Directory): Task[] {
  const { userIds } = directory;
  return [
    {
      method: 'GET',
      target: '/Users?count=0',
      check: expecting(200, (body) => body.totalResults === directory.others + directory.amounts.users),
    },
    ...groupChecks(directory),
    ...userIds
      .map((id, n): Task => ({
        method: 'GET',
        target: `/Users/${id}`,
        check: expecting(200, (body) => isUpdated(body, directory.number(n)) && body.active === false),
      }))
      .filter((_, n) => n % 20 === 0),
  ];
}

function groupChecks({ members }: Directory): Task[] {
  return [...members].map(([id, expected]) => ({
    method: 'GET',
    target: `/Groups/${id}`,
    check: expecting(200, (body) => {
      const found: string[] = (body.members ?? []).map((member: { value: string }) => member.value);
      return found.length === expected.size && found.every((value) => expected.has(value));
    }),
  }));
}

function addition(directory: Directory, group: string, ids: readonly string[]): Task {
  directory.add(group, ids);
  return { method: 'PATCH', target: `/Groups/${group}`, body: addMembers(ids), check: expecting(204) };
}

function isUser(body: any, n: string): boolean {
  return (
    body.userName === `person${n}@fabrikam.example` &&
    body.active === true &&
    body.name.familyName === `Family${n}` &&
    body.phoneNumbers.length === 2 &&
    body[ENTERPRISE].employeeNumber === `E-${n}`
  );
}

function isUpdated(body: any, n: string): boolean {
  return (
    body.displayName === `Renamed ${n}` &&
    body.emails[0].value === `renamed${n}@fabrikam.example` &&
    body[ENTERPRISE].department === `Moved ${n}` &&
    body[ENTERPRISE].employeeNumber === `E-${n}`
  );
}

function expecting(status: number, isRight: (body: any) => boolean = () => true): Task['check'] {
  return (answer: Answer) => {
    if (answer.status !== status) return `expected ${status}`;
    return isRight(answer.body) ? null : 'the content is wrong';
  };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
