import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Group, Node } from './group.ts';
import type { Entry, Event, Ledger } from './ledger.ts';

const EVERY_MS = 100;
const WITHIN_MS = 60_000;

/** What happens one after the other when a primary is lost, in milliseconds since the step before. */
export interface Takeover {
  /** The others have made one of them the primary, which takes writes. */
  readonly group: number;
  /** The proxy leads new connections to it. */
  readonly proxy: number;
  /** The first write is acknowledged. */
  readonly service: number;
}

/** Notes when another server has become the primary, and when the proxy leads to it. */
export async function watchTakeover(group: Group, former: Node, url: string, ledger: Ledger): Promise<void> {
  const others = group.others(former);
  const isTaken = async (): Promise<boolean> =>
    (await Promise.all(others.map((node) => node.takesWrites().catch(() => false)))).includes(true);
  if (await comesTrue(isTaken)) ledger.event('another server is the primary', 'elected');
  if (await comesTrue(() => leadsToAnother(url, former))) {
    ledger.event('the proxy leads to it', 'led');
  }
}

/** Each takeover that was noted from its fault on. */
export function takeoversIn(entries: readonly Entry[]): Takeover[] {
  const events = entries.filter((entry): entry is Event => entry.kind === 'event');
  const acknowledged = entries.flatMap((entry) =>
    entry.kind === 'write' && entry.outcome === 'ok' ? [entry.until] : [],
  );
  return events.flatMap(({ step, at }, index) => {
    const [elected, led] = [events[index + 1], events[index + 2]];
    if (step !== 'fault' || elected?.step !== 'elected' || led?.step !== 'led') return [];
    const first = Math.min(...acknowledged.filter((time) => time > led.at));
    return { group: elected.at - at, proxy: led.at - elected.at, service: first - led.at };
  });
}

async function leadsToAnother(url: string, former: Node): Promise<boolean> {
  const connection = await createConnection({ uri: url, connectTimeout: 1000 });
  try {
    const [rows] = await connection.query<RowDataPacket[]>({
      sql: 'SELECT @@GLOBAL.server_id AS id, @@GLOBAL.super_read_only AS readOnly',
      timeout: 1000,
    });
    return Number(rows[0]?.id) !== former.number && Number(rows[0]?.readOnly) === 0;
  } finally {
    connection.destroy();
  }
}

async function comesTrue(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    if (await isSo().catch(() => false)) return true;
    await sleep(EVERY_MS);
  }
  return false;
}
