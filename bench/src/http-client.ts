import { connect, type Socket } from 'node:net';

/** An answer. */
export class Answer {
  constructor(
    readonly status: number,
    private readonly json: Buffer,
    /** Milliseconds from the first byte sent to the first byte received. */
    readonly firstByteMs: number,
    readonly bytes: number,
  ) {}

  /** The parsed JSON; undefined when there was none. A flood does not look at it. */
  get body(): any {
    return this.json.length === 0 ? undefined : JSON.parse(this.json.toString('utf8'));
  }
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly start: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
/** JSON text contains no raw line break, so this marks the end of a chunked body. */
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * A kept-alive HTTP/1.1 connection with one request in progress. It does as little work as checking each answer allows,
 * so that the load generator is not the bottleneck.
 */
export class Connection {
  private received: Buffer = Buffer.alloc(0);
  private parts: Buffer[] = [];
  private size = 0;
  private firstByteAt = 0;
  private waiting: Waiting | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly authorization: string,
    private readonly mediaType: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The server closed the connection')));
  }

  /** Opens a connection to `url`; every request carries `token` as a bearer token. */
  static async open(url: string, token: string, mediaType = 'application/scim+json'): Promise<Connection> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Connection(socket, host, `Bearer ${token}`, mediaType);
  }

  /** Sends a request, with `body` as JSON (a text is JSON already), and resolves with the answer. */
  send(method: string, target: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const head =
      `${method} ${target} HTTP/1.1\r\nHost: ${this.host}\r\nAuthorization: ${this.authorization}\r\n` +
      (body === undefined
        ? ''
        : `Content-Type: ${this.mediaType}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`);
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) throw new Error('The connection is closed');
      this.waiting = { resolve, reject, start: performance.now() };
      this.socket.write(`${head}\r\n${text}`);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private onData(chunk: Buffer): void {
    if (this.size === 0) this.firstByteAt = performance.now();
    this.parts.push(chunk);
    this.size += chunk.length;
    // A long answer arrives in many pieces: join them only when it may be complete.
    if (this.parts.length > 1 && this.size < this.expected) return;
    if (this.chunked && !endsWith(this.parts, LAST_CHUNK)) return;
    this.received = this.parts.length === 1 ? chunk : Buffer.concat(this.parts, this.size);
    this.parts = [this.received];
    this.parse();
  }

  /** Expected bytes of the current answer, as far as known. */
  private expected = 0;
  /** Whether the current answer is chunked. */
  private chunked = false;

  private parse(): void {
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const start = end + HEAD_END.length;
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined || status === 204 || status === 304) {
      this.expected = start + Number(length ?? 0);
      if (this.size >= this.expected) this.finish(status, this.received.subarray(start, this.expected));
      return;
    }
    if (!/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.fail(new Error(`The answer has no length:\n${head}`));
    } else {
      this.chunked = true;
      if (endsWith(this.parts, LAST_CHUNK)) this.finish(status, dechunked(this.received.subarray(start)));
    }
  }

  private finish(status: number, body: Buffer): void {
    const { waiting, size, firstByteAt } = this;
    this.parts = [];
    this.size = 0;
    this.expected = 0;
    this.chunked = false;
    this.waiting = null;
    waiting?.resolve(new Answer(status, body, firstByteAt - waiting.start, size));
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }
}

function dechunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}

/** Whether the concatenated pieces end with `text`. */
function endsWith(parts: readonly Buffer[], text: string): boolean {
  let tail = '';
  for (let index = parts.length - 1; index >= 0 && tail.length < text.length; index--) {
    tail = parts[index]!.subarray(-text.length).toString('latin1') + tail;
  }
  return tail.endsWith(text);
}
