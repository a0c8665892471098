import { randomUUID } from 'node:crypto';
import { expecting } from '../answers.ts';
import type { Clients, Load, Task } from '../load.ts';
import { addMembers, removeMember, updateBody, userBody } from '../people.ts';
import { SMALL_GROUP, type LoadedTenant } from './loader.ts';

/** The page of the cursor walk whose cost is compared with that of the first page. */
const FAR_PAGE = 1000;
const PAGE = 100;

/** One kind of request, measured at each size of the tenant. */
export interface ScalePhase {
  readonly name: string;
  /** @param count approximate number of requests */
  tasks(loaded: LoadedTenant, count: number, clients: Clients): Task[] | Promise<Task[]>;
}

/** The requests whose cost must not depend on the size of the tenant, in the order of sending. */
export function scalePhases(): ScalePhase[] {
  /** Created by one phase, deleted by the last. */
  const created: string[] = [];
  /** Members added to groups, removed again by a later phase. */
  const additions: [string, string][] = [];
  let series = 0;
  return [
    {
      name: 'probe, miss',
      tasks: (_, count) =>
        times(count, () => ({
          method: 'GET',
          target: `/Users?filter=userName+eq+%22${randomUUID()}%22`,
          check: expecting(200, (body) => body.totalResults === 0),
        })),
    },
    {
      name: 'probe, hit',
      tasks: (loaded, count) =>
        times(count, () => {
          const n = anyOf(loaded.userIds.length);
          return {
            method: 'GET',
            target: `/Users?filter=userName+eq+%22person${loaded.number(n)}%40fabrikam.example%22`,
            check: expecting(200, (body) => body.Resources?.[0]?.id === loaded.userIds[n]),
          };
        }),
    },
    {
      name: 'read user',
      tasks: (loaded, count) =>
        times(count, () => {
          const id = loaded.userIds[anyOf(loaded.userIds.length)]!;
          return { method: 'GET', target: `/Users/${id}`, check: expecting(200, (body) => body.id === id) };
        }),
    },
    {
      name: 'create user',
      tasks: (loaded, count) => {
        series++;
        return times(count, (n) => ({
          method: 'POST',
          target: '/Users',
          body: userBody(`${series}-${loaded.number(n)}`),
          check: expecting(201, (body) => created.push(body.id) > 0),
        }));
      },
    },
    {
      name: 'update user, 3 attributes',
      tasks: (loaded, count) =>
        spread(count, loaded.userIds.length).map((n) => ({
          method: 'PATCH',
          target: `/Users/${loaded.userIds[n]}`,
          body: updateBody(`${loaded.number(n)}-${series}`),
          check: expecting(200, (body) => body.displayName === `Renamed ${loaded.number(n)}-${series}`),
        })),
    },
    {
      name: 'add member, group of ten',
      tasks: (loaded, count) =>
        spread(Math.min(count, loaded.groupIds.length), loaded.groupIds.length).map((n) => {
          const far = (n * SMALL_GROUP + loaded.userIds.length / 2) % loaded.userIds.length;
          return addition(loaded.groupIds[n]!, loaded.userIds[Math.floor(far)]!, additions);
        }),
    },
    {
      name: 'remove member, group of ten',
      tasks: () => additions.splice(0).map(([group, id]) => removal(group, id)),
    },
    {
      name: 'remove member, large group',
      tasks: (loaded, count) =>
        spread(Math.min(count, loaded.largeGroupSize), loaded.largeGroupSize).map((n) => {
          additions.push([loaded.largeGroup, loaded.userIds[n]!]);
          return removal(loaded.largeGroup, loaded.userIds[n]!);
        }),
    },
    {
      name: 'add member, large group',
      tasks: () => additions.splice(0).map(([group, id]) => addition(group, id, [])),
    },
    {
      name: 'first page of 100',
      tasks: (_, count) => times(Math.ceil(count / 10), () => page('')),
    },
    {
      name: 'far cursor page of 100',
      tasks: async (loaded, count, clients) => {
        const cursor = await farCursor(loaded, clients);
        return times(Math.ceil(count / 10), () => page(cursor));
      },
    },
    {
      name: 'delete user',
      tasks: () =>
        created.splice(0).map((id) => ({ method: 'DELETE', target: `/Users/${id}`, check: expecting(204) })),
    },
  ];
}

/** Measures a phase. */
export async function measurePhase(
  phase: ScalePhase,
  loaded: LoadedTenant,
  count: number,
  clients: Clients,
): Promise<Load> {
  return clients.run(await phase.tasks(loaded, count, clients));
}

function page(cursor: string): Task {
  return {
    method: 'GET',
    target: `/Users?count=${PAGE}&cursor=${cursor}`,
    check: expecting(200, (body) => body.Resources?.length === PAGE),
  };
}

/** The cursor of the 1,000th page, or of the middle of a smaller tenant, found in steps of 1,000 users. */
async function farCursor(loaded: LoadedTenant, clients: Clients): Promise<string> {
  const step = 1000;
  const distance = Math.min(FAR_PAGE * PAGE, Math.floor(loaded.userIds.length / 2));
  let cursor = '';
  for (let passed = 0; passed < distance; passed += Math.min(step, distance - passed)) {
    const count = Math.min(step, distance - passed);
    const { wrong } = await clients.run([
      {
        method: 'GET',
        target: `/Users?count=${count}&attributes=userName&cursor=${cursor}`,
        check: expecting(200, (body) => (cursor = body.nextCursor) !== undefined),
      },
    ]);
    if (wrong.count > 0) throw new Error(wrong.examples[0]);
  }
  return cursor;
}

function addition(group: string, id: string, additions: [string, string][]): Task {
  additions.push([group, id]);
  return { method: 'PATCH', target: `/Groups/${group}`, body: addMembers([id]), check: expecting(204) };
}

function removal(group: string, id: string): Task {
  return { method: 'PATCH', target: `/Groups/${group}`, body: removeMember(id), check: expecting(204) };
}

/** Distinct numbers below `limit`, evenly spread. */
function spread(count: number, limit: number): number[] {
  const size = Math.min(count, limit);
  return Array.from({ length: size }, (_, index) => Math.floor((index * limit) / size));
}

function anyOf(count: number): number {
  return Math.floor(Math.random() * count);
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
