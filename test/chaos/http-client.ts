import { Agent, request } from 'node:http';

export interface Answer {
  /** null when the connection was cut, or nobody answered. */
  readonly status: number | null;
  readonly body: any;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly isHung: boolean;
}

/** Longer than any answer may take. */
const ANSWER_WITHIN_MS = 40_000;

/** One client with a connection of its own. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  send(method: string, path: string, body?: unknown, requestId?: string): Promise<Answer> {
    return new Promise((resolve) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      let isHung = false;
      const noAnswer = (): void => resolve({ status: null, body: undefined, headers: {}, isHung });
      const sent = request(
        new URL(path, this.url),
        {
          method,
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.token}`,
            ...(text === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
            ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', noAnswer);
          response.on('close', () => {
            if (!response.complete) return noAnswer();
            const { statusCode: status = null, headers } = response;
            resolve({ status, body: parsed(Buffer.concat(chunks).toString()), headers, isHung });
          });
        },
      );
      sent.setTimeout(ANSWER_WITHIN_MS, () => {
        isHung = true;
        sent.destroy();
      });
      sent.on('error', noAnswer);
      sent.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
