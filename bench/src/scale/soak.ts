import { setTimeout as sleep } from 'node:timers/promises';
import { expecting } from '../answers.ts';
import { Clients, type Task } from '../load.ts';
import { addMembers, patchBody, removeMember, userBody } from '../people.ts';
import type { RunningServer } from '../servers.ts';
import type { LoadedTenant } from './loader.ts';
import type { Resident } from './resident.ts';

const CLIENTS = 16;
const SAMPLE_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Sends a steady mix of Entra's requests and watches the memory of the service.
 * @returns a sentence with the results
 */
export async function soak(
  loaded: LoadedTenant,
  server: RunningServer,
  resident: Resident,
  minutes: number,
  rate: number,
): Promise<string> {
  const clients = await Clients.open(server.baseUrl, server.token, CLIENTS);
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(resident.peak()), SAMPLE_MS);
  const start = Date.now();
  const batchMs = (CLIENTS * 1000) / rate;
  let [sent, wrong, n] = [0, 0, 0];
  resident.peak();
  try {
    while (Date.now() - start < minutes * MINUTE_MS) {
      const tasks = Array.from({ length: CLIENTS }, () => taskOf(loaded, n++));
      const load = await clients.run(tasks);
      sent += load.requests;
      wrong += load.wrong.count;
      for (const example of load.wrong.examples) console.error(example);
      // Late batches follow each other without a pause until the rate is met again.
      const due = start + (sent / CLIENTS) * batchMs;
      if (due > Date.now()) await sleep(due - Date.now());
    }
  } finally {
    clearInterval(sampling);
    clients.close();
  }
  const half = samples.slice(samples.length >> 1);
  const [early, late] = [half.slice(0, half.length >> 1), half.slice(half.length >> 1)];
  return (
    `Soak of ${minutes} minutes: ${(sent / ((Date.now() - start) / 1000)).toFixed(0)} requests/s, ${wrong} wrong; memory at most ` +
    `${Math.max(...samples).toFixed(0)} MB, in the second half ${average(early).toFixed(0)} MB at first and ${average(late).toFixed(0)} MB at last.`
  );
}

/** The n-th request: half of them read, the other half write. */
function taskOf(loaded: LoadedTenant, n: number): Task {
  const user = loaded.userIds[(n * 7919) % loaded.userIds.length]!;
  const group = loaded.groupIds[(n * 31) % loaded.groupIds.length]!;
  switch (n % 8) {
    case 0:
      return {
        method: 'GET',
        target: `/Users?filter=userName+eq+%22nobody-${n}%22`,
        check: expecting(200, (body) => body.totalResults === 0),
      };
    case 1:
      return { method: 'GET', target: `/Users/${user}`, check: expecting(200, (body) => body.id === user) };
    case 2:
      return { method: 'GET', target: `/Groups/${group}?excludedAttributes=members`, check: expecting(200) };
    case 3:
      return { method: 'POST', target: '/Users', body: userBody(`soak-${n}`), check: expecting(201) };
    case 4:
      return {
        method: 'PATCH',
        target: `/Users/${user}`,
        body: patchBody({ op: 'Replace', path: 'title', value: `Title ${n}` }),
        check: expecting(200, (body) => body.title === `Title ${n}`),
      };
    case 5:
      return { method: 'PATCH', target: `/Groups/${group}`, body: addMembers([user]), check: expecting(204) };
    case 6:
      return { method: 'PATCH', target: `/Groups/${group}`, body: removeMember(user), check: expecting(204) };
    default:
      return {
        method: 'GET',
        target: '/Groups?excludedAttributes=members&count=10',
        check: expecting(200, (body) => body.Resources.length === 10),
      };
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
