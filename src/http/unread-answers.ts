import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { openConnections } from './open-connections.js';

const CHECK_EVERY_MS = 2000;
/** A client that has taken nothing of its answer for so long does not read it any more. */
const UNREAD_MS = 60_000;

/** How far an answer has come, and since when it has not come further. */
interface Progress {
  readonly written: number;
  readonly queued: number;
  readonly since: number;
}

/**
 * Ends connections on which an answer waits and the client takes nothing of it: what the answer holds is free again.
 * The time-out of Node's own sockets counts twice where a single write is long. To look now and then costs requests
 * nothing.
 * @returns stops it
 */
export function endUnreadAnswers(
  server: Server,
  { unreadMs = UNREAD_MS, checkMs = CHECK_EVERY_MS } = {},
): () => void {
  const connections = openConnections(server);
  const stuck = new Map<Socket, Progress>();
  const check = (): void => {
    const now = performance.now();
    for (const socket of connections.keys()) {
      const known = stuck.get(socket);
      if (socket.writableLength === 0) {
        stuck.delete(socket);
        continue;
      }
      const written = socket.bytesWritten;
      const queued = queuedIn(socket);
      if (known?.written !== written || known.queued !== queued) {
        stuck.set(socket, { written, queued, since: now });
      } else if (now - known.since >= unreadMs) {
        stuck.delete(socket);
        socket.destroy();
      }
    }
    for (const socket of stuck.keys()) if (!connections.has(socket)) stuck.delete(socket);
  };
  const timer = setInterval(check, checkMs).unref();
  return () => clearInterval(timer);
}

/** Bytes that the system has not taken yet. Node has no other way to tell how far a single write has come. */
function queuedIn(socket: Socket): number {
  return (socket as Socket & { _handle?: { writeQueueSize: number } | null })._handle?.writeQueueSize ?? 0;
}
