import { setTimeout as sleep } from 'node:timers/promises';
import { expecting } from '../answers.ts';
import { Clients, percentile } from '../load.ts';
import type { RunningServer } from '../servers.ts';
import type { LoadedTenant } from './loader.ts';
import { LongReader, type LongRead } from './long-read.ts';
import type { Resident } from './resident.ts';

/** The effect of a long answer on the process and on concurrent requests. */
export interface StreamFigures {
  readonly name: string;
  readonly megabytes: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** Maximum growth of memory. */
  readonly growthMb: number;
  /** Latencies of other requests, without and during the long answer. */
  readonly quietP99: number;
  readonly besideP99: number;
}

/** Enough for a stable 99th percentile of the concurrent requests. */
const READS = 150;
const WARM_UP_READS = 20;
/** Moderate load rather than saturation. */
const CLIENTS = 4;
const EVERY_MS = 10;
const QUIET_MS = 15_000;

/** Reads the large group, and pages of 1,000 users, while other clients read single users. */
export async function measureStreams(
  loaded: LoadedTenant,
  server: RunningServer,
  resident: Resident,
): Promise<StreamFigures[]> {
  const group = `/Groups/${loaded.largeGroup}`;
  return [
    await measure(
      'group of 100,000 members',
      group,
      '"$ref":',
      loaded.largeGroupSize,
      loaded,
      server,
      resident,
    ),
    await measure('page of 1,000 users', '/Users?count=1000', '"userName":', 1000, loaded, server, resident),
  ];
}

async function measure(
  name: string,
  target: string,
  text: string,
  expected: number,
  loaded: LoadedTenant,
  { baseUrl, token }: RunningServer,
  resident: Resident,
): Promise<StreamFigures> {
  const others = await Clients.open(baseUrl, token, CLIENTS);
  const reader = new LongReader();
  const read = async (): Promise<LongRead> => {
    const found = await reader.read({ url: baseUrl + target, token, text });
    if (found.status !== 200 || found.found !== expected) {
      throw new Error(`${name}: ${found.status} with ${found.found} of ${expected}`);
    }
    return found;
  };
  try {
    for (let n = 0; n < WARM_UP_READS; n++) await read();
    const quiet = await pacedReads(loaded, others, sleep(QUIET_MS));
    const before = resident.now();
    resident.peak();
    const reads: LongRead[] = [];
    const reading = (async () => {
      for (let n = 0; n < READS; n++) reads.push(await read());
    })();
    const beside = await pacedReads(loaded, others, reading);
    const worst = (pick: (each: LongRead) => number): number => Math.max(...reads.map(pick));
    return {
      name,
      megabytes: worst((each) => each.bytes) / 2 ** 20,
      firstByteMs: worst((each) => each.firstByteMs),
      totalMs: worst((each) => each.totalMs),
      growthMb: resident.peak() - before,
      quietP99: percentile(quiet, 0.99),
      besideP99: percentile(beside, 0.99),
    };
  } finally {
    others.close();
    await reader.close();
  }
}

/**
 * Reads single users every few milliseconds until a promise settles.
 * @returns the sorted latencies
 */
async function pacedReads(
  { userIds }: LoadedTenant,
  clients: Clients,
  until: Promise<unknown>,
): Promise<Float64Array> {
  const latencies: number[] = [];
  let isOver = false;
  const over = until.finally(() => (isOver = true));
  while (!isOver) {
    const ids = Array.from({ length: CLIENTS }, () => userIds[Math.floor(Math.random() * userIds.length)]!);
    const load = await clients.run(
      ids.map((id) => ({
        method: 'GET',
        target: `/Users/${id}`,
        check: expecting(200, (body) => body.id === id),
      })),
    );
    latencies.push(...load.latencies);
    await sleep(EVERY_MS);
  }
  await over;
  return Float64Array.from(latencies).sort();
}
