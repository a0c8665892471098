import { randomUUID } from 'node:crypto';
import { expecting, expectingDeletion, expectingMembers, isUpdated, isUser } from './answers.ts';
import type { Directory } from './directory.ts';
import { finalState, finalStateAfterDeletion, finalStateOfGroups } from './final-state.ts';
import type { Task } from './load.ts';
import { addMembers, groupBody, patchBody, removeMember, updateBody, userBody } from './people.ts';

export interface Phase {
  readonly name: string;
  readonly tasks: (directory: Directory) => Task[];
}

/** Entra's requests, in the order of an initial and an incremental provisioning cycle. */
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
      times(directory.amounts.additionsOf20, (i) => {
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
            check: expectingMembers([id], false),
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
        .map((id) => ({ method: 'DELETE', target: `/Users/${id}`, check: expectingDeletion })),
  },
  { name: 'final state after deletion', tasks: finalStateAfterDeletion },
  {
    name: 'create empty groups',
    tasks: (directory) =>
      times(directory.amounts.groups, (n) => ({
        method: 'POST',
        target: '/Groups',
        body: groupBody(`${directory.number(n)}-empty`),
        check: expecting(201, (body) => {
          directory.emptyGroupIds[n] = body.id;
          return true;
        }),
      })),
  },
  {
    name: 'delete group without members',
    tasks: ({ emptyGroupIds }) => emptyGroupIds.map((id) => groupDeletion(id)),
  },
  {
    name: 'delete group with members',
    tasks: ({ groupIds }) => groupIds.filter((_, n) => n % 2 === 0).map((id) => groupDeletion(id)),
  },
  { name: 'final state of groups', tasks: finalStateOfGroups },
];

/** Phases that only check the data and are not measured. */
export const CHECKS: ReadonlySet<string> = new Set([
  'create the large group',
  'final state',
  'final state after deletion',
  'create empty groups',
  'final state of groups',
]);

function addition(directory: Directory, group: string, ids: readonly string[]): Task {
  directory.add(group, ids);
  return {
    method: 'PATCH',
    target: `/Groups/${group}`,
    body: addMembers(ids),
    check: expectingMembers(ids, true),
  };
}

function groupDeletion(id: string): Task {
  return { method: 'DELETE', target: `/Groups/${id}`, check: expectingDeletion };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
