import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { drainOnClose } from './connection-draining.js';
import { endUnreadAnswers } from './unread-answers.js';

const LENGTH = 60_000_000;
const UNREAD_MS = 2000;

/** A server with an answer that is longer than what the system takes at once, and a client that does not read it yet. */
async function withUnreadAnswer() {
  const server = fastify();
  drainOnClose(server);
  server.get('/', (_request, reply) => reply.send(Buffer.alloc(LENGTH, 'x')));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await sleep(300);
  const read = async (): Promise<number> => {
    let length = 0;
    for await (const chunk of client) length += (chunk as Buffer).length;
    return length;
  };
  return { server, client, read };
}

describe('a server that closes', () => {
  it('sends an answer to its end that the client takes its time to read', async () => {
    const { server, read } = await withUnreadAnswer();
    const closed = server.close();
    await sleep(300);
    expect(await read()).toBeGreaterThan(LENGTH);
    await closed;
  });
});

describe('an answer', () => {
  it('ends with its connection when the client has taken nothing of it for too long', async () => {
    const { server, client } = await withUnreadAnswer();
    const start = performance.now();
    const stop = endUnreadAnswers(server.server, { unreadMs: UNREAD_MS, checkMs: 100 });
    expect(await connectionsOf(server)).toBe(1);
    while ((await connectionsOf(server)) > 0) await sleep(20);
    const ms = performance.now() - start;
    expect(ms).toBeGreaterThanOrEqual(UNREAD_MS);
    expect(ms).toBeLessThan(2.5 * UNREAD_MS);
    stop();
    client.destroy();
    await server.close();
  });

  it('goes on as long as the client takes some of it, however slowly', async () => {
    const { server, client } = await withUnreadAnswer();
    const stop = endUnreadAnswers(server.server, { unreadMs: UNREAD_MS, checkMs: 100 });
    // Some of it, at intervals much shorter than what is too long.
    for (const start = performance.now(); performance.now() - start < 1.5 * UNREAD_MS;) {
      await sleep(200);
      for (let taken = 0; taken < 2_000_000;)
        taken += (client.read() as Buffer | null)?.length ?? (await sleep(5), 1);
    }
    expect(await connectionsOf(server)).toBe(1);
    stop();
    client.destroy();
    await server.close();
  });
});

function connectionsOf({ server }: Awaited<ReturnType<typeof withUnreadAnswer>>['server']): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
