import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as SocketServer, type Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';

const IDLE_CHECK_MS = 50;

/** How long a new connection may say nothing while the server is draining: its request may be under way. */
const SILENCE_MS = 1000;

const draining = new WeakSet<Server>();

/** Whether the server of an answer is stopping, so that the connection should end with the answer. */
export function isDraining(reply: FastifyReply): boolean {
  return draining.has(reply.server.server);
}

/**
 * Once the server is draining, a kept-alive connection ends with its last answer instead of holding it up, and so does
 * one that was opened and has sent nothing, which Node does not count among the idle ones.
 */
export function drainOnClose(server: FastifyInstance): void {
  const openedAt = new Map<Socket, number>();
  server.server.on('connection', (socket: Socket) => {
    openedAt.set(socket, performance.now());
    socket.once('close', () => openedAt.delete(socket));
  });
  const endIdle = (): void => {
    server.server.closeIdleConnections();
    const silentSince = performance.now() - SILENCE_MS;
    for (const [socket, opened] of openedAt) {
      if (socket.bytesRead === 0 && opened < silentSince) socket.destroy();
    }
  };
  let idleCheck: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    draining.add(server.server);
    idleCheck = setInterval(endIdle, IDLE_CHECK_MS);
    done();
  });
  server.addHook('onClose', (_server, done) => {
    clearInterval(idleCheck);
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining(reply)) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Takes no further connections; those there are end with their next answer. Resolves when none is left. */
export async function drain(server: Server): Promise<void> {
  draining.add(server);
  const emptied = once(server, 'close');
  // An HTTP server's own `close` would also end idle connections, and with them a request that is just coming in.
  SocketServer.prototype.close.call(server);
  await emptied;
}
