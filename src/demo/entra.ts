import { request } from 'node:http';
import { PATCH_OP_SCHEMA } from '../scim/messages.js';
import { SCIM_MEDIA_TYPE } from '../http/scim-path.js';

/** How often a kind of request was answered with each status. */
export interface Tally {
  readonly kind: string;
  readonly count: number;
  readonly statuses: string;
}

/** An answer that Entra cannot use. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

export type Json = Record<string, unknown>;

/** Sends requests like Entra: no User-Agent, `+` for a space in filters, a connection per request. */
export class EntraClient {
  private readonly tallies = new Map<string, Map<number, number>>();

  constructor(
    private readonly tenantUrl: string,
    private readonly secretToken: string,
  ) {}

  /** The id of the resource that matches; `null` when none does. */
  async match(kind: string, endpoint: string, filter: string, more = ''): Promise<string | null> {
    const query = encodeURIComponent(filter).replaceAll('%20', '+');
    const { Resources } = (await this.send(kind, 'GET', `${endpoint}?${more}filter=${query}`, 200)) as {
      Resources: { id: string }[];
    };
    return Resources[0]?.id ?? null;
  }

  async create(kind: string, endpoint: string, body: Json): Promise<string> {
    return ((await this.send(kind, 'POST', endpoint, 201, body)) as { id: string }).id;
  }

  /** A creation that the service is to refuse. */
  async createRefused(endpoint: string, status: number, body: Json): Promise<void> {
    await this.send('Create refused', 'POST', endpoint, status, body);
  }

  async read(kind: string, path: string): Promise<Json> {
    return (await this.send(kind, 'GET', path, 200)) as Json;
  }

  async patch(kind: string, path: string, operations: readonly Json[]): Promise<void> {
    const status = path.startsWith('/Groups') ? 204 : 200;
    await this.send(kind, 'PATCH', path, status, { schemas: [PATCH_OP_SCHEMA], Operations: operations });
  }

  async delete(kind: string, path: string): Promise<void> {
    await this.send(kind, 'DELETE', path, 204);
  }

  /** The requests so far, in the order in which each kind was first sent. */
  sent(): Tally[] {
    return [...this.tallies].map(([kind, statuses]) => ({
      kind,
      count: [...statuses.values()].reduce((sum, count) => sum + count, 0),
      statuses: [...statuses].map(([status, count]) => `${count} × ${status}`).join(', '),
    }));
  }

  private async send(
    kind: string,
    method: string,
    path: string,
    expected: number,
    body?: Json,
  ): Promise<unknown> {
    const { status, text } = await this.exchange(method, path, body);
    const statuses = this.tallies.get(kind) ?? new Map<number, number>();
    this.tallies.set(kind, statuses.set(status, (statuses.get(status) ?? 0) + 1));
    if (status !== expected) {
      throw new UnexpectedAnswer(`${method} ${path}: expected ${expected}, got ${status} ${text}`);
    }
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  private exchange(method: string, path: string, body?: Json): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${this.secretToken}`,
        accept: SCIM_MEDIA_TYPE,
        ...(body === undefined ? {} : { 'content-type': SCIM_MEDIA_TYPE }),
      };
      const outgoing = request(this.tenantUrl + path, { method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
