import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface ArrivedMail {
  readonly to: readonly string[];
  /** By name in lower case, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** All after the headers, with its transfer encoding removed. */
  readonly content: string;
}

/** A real mail server on a port of its own, which can be away for a while. */
export class TestMailServer {
  readonly arrived: ArrivedMail[] = [];
  /** Answers to recipients by address, such as `550`. */
  readonly refused = new Map<string, number>();
  private server: SMTPServer | null = null;
  private port = 0;

  static async start(): Promise<TestMailServer> {
    const mail = new TestMailServer();
    await mail.listen();
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Begins to listen, at the same port as before. */
  async listen(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = this.refused.get(address);
        done(responseCode === undefined ? null : Object.assign(new Error('not wanted'), { responseCode }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.arrived.push({ to, ...parsed(Buffer.concat(chunks).toString('utf8')) });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', () => resolve()));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** The mails to an address whose subject contains a text. */
  to(address: string, subject = ''): ArrivedMail[] {
    return this.arrived.filter(
      ({ to, headers }) => to.includes(address) && (headers.get('subject') ?? '').includes(subject),
    );
  }
}

function parsed(raw: string): Pick<ArrivedMail, 'headers' | 'content'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), content: fromQuotedPrintable(raw.slice(end + 4)) };
}

function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
