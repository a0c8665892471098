import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const openedOf = new WeakMap<Server, Map<Socket, number>>();

/** The connections of a server since this was first asked for, each with when it was opened, on the clock of `performance`. */
export function openConnections(server: Server): ReadonlyMap<Socket, number> {
  return openedOf.get(server) ?? watch(server);
}

/** How many requests are being answered. */
export function requestsUnderWay(server: Server): number {
  return [...openConnections(server).keys()].filter(isAnswering).length;
}

/** Node has no other way to tell. */
function isAnswering(socket: Socket): boolean {
  return Boolean((socket as Socket & { _httpMessage?: object | null })._httpMessage);
}

function watch(server: Server): Map<Socket, number> {
  const opened = new Map<Socket, number>();
  openedOf.set(server, opened);
  server.on('connection', (socket: Socket) => {
    opened.set(socket, performance.now());
    socket.once('close', () => opened.delete(socket));
  });
  return opened;
}
