import { expecting, isUpdated } from './answers.ts';
import type { Directory } from './directory.ts';
import type { Task } from './load.ts';

/** Checks that all acknowledged changes are stored. */
export function finalState(directory: Directory): Task[] {
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

/** Checks the same after the deletion of users. */
export function finalStateAfterDeletion(directory: Directory): Task[] {
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
}

/** Checks that deleted groups are gone and the others are stored. */
export function finalStateOfGroups({ groupIds, emptyGroupIds, largeGroup }: Directory): Task[] {
  const deleted = [...emptyGroupIds, ...groupIds.filter((_, n) => n % 2 === 0)];
  const kept = [largeGroup, ...groupIds.filter((_, n) => n % 2 === 1)];
  const read = (id: string, status: number): Task => ({
    method: 'GET',
    target: `/Groups/${id}?excludedAttributes=members`,
    check: expecting(status),
  });
  return [
    ...deleted.slice(0, 20).map((id) => read(id, 404)),
    ...kept.slice(0, 20).map((id) => read(id, 200)),
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
