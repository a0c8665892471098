import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Meeting } from './writer.ts';

const PAUSE_MS = 40;

/** Reads what the writers have made. */
export async function readAtRandom(
  client: Client,
  { targets }: Meeting,
  random: () => number,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const [target] = [...targets.values()].slice(Math.floor(random() * targets.size));
    if (target !== undefined) await client.readById(target.path, target.seen);
    await sleep(PAUSE_MS * 2 * random());
  }
  client.close();
}
