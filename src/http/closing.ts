import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as SocketServer } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';

const IDLE_CHECK_MS = 50;

const closing = new WeakSet<Server>();

/** Whether the server of an answer is stopping, so that the connection should end with the answer. */
export function isClosing(reply: FastifyReply): boolean {
  return closing.has(reply.server.server);
}

/** Once the server is closing, a kept-alive connection ends with its last answer instead of holding it up. */
export function letConnectionsEnd(server: FastifyInstance): void {
  let idleCheck: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    closing.add(server.server);
    idleCheck = setInterval(() => server.server.closeIdleConnections(), IDLE_CHECK_MS);
    done();
  });
  server.addHook('onClose', (_server, done) => {
    clearInterval(idleCheck);
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing(reply)) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Takes no further connections; those there are end with their next answer. Resolves when none is left. */
export async function takeNoMore(server: Server): Promise<void> {
  closing.add(server);
  const emptied = once(server, 'close');
  // An HTTP server's own `close` would also end idle connections, and with them a request that is just coming in.
  SocketServer.prototype.close.call(server);
  await emptied;
}
