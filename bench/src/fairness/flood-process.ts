import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../http-client.ts';
import { ADMIN_TOKEN } from '../servers.ts';
import { FLOODS, type Flood, type FloodRequest } from './floods.ts';
import type { FloodedTenant } from './flooded-tenant.ts';

/** What the process that measures tells this one to send. */
export interface Order {
  readonly url: string;
  readonly flood: string;
  readonly tenant: FloodedTenant;
}

const PIECE_EVERY_MS = 100;
const PIECE = 'x'.repeat(512);

const statuses: Record<string, number> = {};
const count = (status: number | string): void => void (statuses[status] = (statuses[status] ?? 0) + 1);
let next = 0;
/** So many requests are made beforehand, so that the flood takes little of the processor. */
const PREPARED = 40;
const prepared: FloodRequest[] = [];

process.once('message', (order: Order) => {
  const flood = FLOODS.find(({ name }) => name === order.flood)!;
  for (let n = 0; n < PREPARED; n++) {
    const { body, ...request } = flood.request(order.tenant, n);
    const isText = body === undefined || typeof body === 'string';
    prepared.push({ ...request, body: isText ? body : JSON.stringify(body) });
  }
  for (let n = 0; n < flood.connections; n++) void (flood.isSlow ? trickle(order) : repeat(order, flood));
});
process.on('SIGTERM', () => process.send!(statuses, () => process.exit(0)));

/** Sends one request after the other, without heeding what the answers say. */
async function repeat({ url, tenant }: Order, { api }: Flood): Promise<never> {
  const base = api === 'admin' ? '/admin/v1' : '/scim/v2';
  const token = api === 'admin' ? ADMIN_TOKEN : tenant.token;
  for (;;) {
    try {
      const connection = await Connection.open(url, token, api === 'admin' ? 'application/json' : undefined);
      for (;;) {
        const { method, target, body } = prepared[next++ % PREPARED]!;
        count((await connection.send(method, base + target, body)).status);
      }
    } catch {
      count('lost');
      await sleep(PIECE_EVERY_MS);
    }
  }
}

/** Sends a body in small pieces that never come to an end. */
async function trickle({ url, tenant }: Order): Promise<never> {
  const { hostname, port, host } = new URL(url);
  for (;;) {
    const { method, target, body } = prepared[next++ % PREPARED]!;
    const socket = connect(Number(port), hostname);
    let isOpen = true;
    socket.on('error', () => undefined);
    socket.on('close', () => (isOpen = false));
    socket.on('data', (chunk: Buffer) => {
      count(chunk.toString('latin1', 9, 12));
      socket.destroy();
    });
    socket.write(
      `${method} /scim/v2${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${tenant.token}\r\n` +
        `Content-Type: application/scim+json\r\nContent-Length: ${String(body).length}\r\n\r\n`,
    );
    while (isOpen) {
      socket.write(PIECE);
      await sleep(PIECE_EVERY_MS);
    }
  }
}
