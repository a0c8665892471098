import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as SocketServer } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { openConnections } from './open-connections.js';

const IDLE_CHECK_MS = 50;

/** How long a new connection may say nothing while the server is draining: its request may be under way. */
const SILENCE_MS = 1000;

/** Turns of the event loop without a new connection after which there is none left to accept. */
const QUIET_TURNS = 3;
/** A flood of them is not waited for. */
const ACCEPTING_MS = 500;

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
  const connections = openConnections(server.server);
  keepUnsentAnswers(server.server);
  const endIdle = (): void => {
    server.server.closeIdleConnections();
    const silentSince = performance.now() - SILENCE_MS;
    for (const [socket, opened] of connections) {
      if (socket.bytesRead === 0 && opened < silentSince) socket.destroy();
    }
  };
  let idleCheck: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    draining.add(server.server);
    takeWhatHasCome(server.server, () => {
      idleCheck = setInterval(endIdle, IDLE_CHECK_MS);
      done();
    });
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

/**
 * Goes on when the connections and requests that the system has taken by now have been seen: it resets those that
 * nobody has accepted when the server closes, and those that are closed with a request in them.
 */
function takeWhatHasCome(server: Server, goOn: () => void): void {
  let quietTurns = 0;
  const opened = (): void => void (quietTurns = 0);
  server.on('connection', opened);
  const patientUntil = performance.now() + ACCEPTING_MS;
  const turn = (): void => {
    // Each turn of the event loop accepts as little as one connection, and reads what others have sent.
    if (++quietTurns <= QUIET_TURNS && performance.now() < patientUntil) {
      setImmediate(turn);
      return;
    }
    server.off('connection', opened);
    goOn();
  };
  setImmediate(turn);
}

/** Node counts a connection among the idle ones though its last answer is still to be taken by the client. */
function keepUnsentAnswers(server: Server): void {
  const closeIdle = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => {
    for (const { writableLength } of openConnections(server).keys()) if (writableLength > 0) return;
    closeIdle();
  };
}
