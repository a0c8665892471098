import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** Sees what the service sends on one connection, and passes on what it returns. */
export type SentBytes = (sent: Buffer) => Buffer;

/** Stands between the service and its MySQL, and leads new connections elsewhere, cuts them, or goes silent. */
export class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private isSilent = false;
  private lastWord: string | null = null;

  private constructor(
    private readonly server: Server,
    private port: number,
    private readonly watch: () => SentBytes,
  ) {}

  /**
   * @param port of the server on this machine that connections lead to
   * @param watch is called for each connection
   */
  static async start(port: number, watch: () => SentBytes = () => (sent) => sent): Promise<DatabaseProxy> {
    const server = createServer();
    const proxy = new DatabaseProxy(server, port, watch);
    server.on('connection', (socket) => proxy.accept(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** A URL of a database, by way of this proxy. */
  urlOf(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Leads new connections to another server; those that are open stay where they are. */
  leadTo(port: number): void {
    this.port = port;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Passes nothing on any more; new connections are accepted and hear nothing. */
  goSilent(): void {
    this.isSilent = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Goes silent as soon as the service sends something that contains this text. */
  goSilentAt(text: string): void {
    this.lastWord = text;
  }

  /** Serves new connections again. */
  comeBack(): void {
    this.isSilent = false;
    this.lastWord = null;
  }

  stop(): void {
    this.cut();
    this.server.close();
  }

  private accept(socket: Socket): void {
    this.keep(socket);
    if (this.isSilent) return;
    const onward = connect(this.port, '127.0.0.1');
    this.keep(onward);
    const see = this.watch();
    const sent = new Transform({
      transform: (bytes: Buffer, _encoding, done) => {
        if (this.lastWord !== null && bytes.includes(this.lastWord)) this.goSilent();
        done(null, see(bytes));
      },
    });
    socket.pipe(sent).pipe(onward).pipe(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('close', () => other.destroy());
    }
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
