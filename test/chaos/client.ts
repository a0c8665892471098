import { setTimeout as sleep } from 'node:timers/promises';
import { HttpClient, type Answer } from './http-client.ts';
import type { Tenant } from './directory.ts';
import { userState, versionOf } from './directory.ts';
import { SOMETHING, type Ledger, type Outcome, type State } from './ledger.ts';

/** After a refusal; a real client waits for as long as `Retry-After` says. */
const PAUSE_AFTER_REFUSAL_MS = 100;

export interface WriteOf {
  readonly subject: string;
  readonly state: State;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly id?: string;
  readonly isCertain: boolean;
}

export interface Wrote {
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly body: any;
}

/** Sends requests, one at a time, and writes down what came back. */
export class Client {
  private readonly http: HttpClient;
  private count = 0;

  constructor(
    readonly name: string,
    readonly tenant: Tenant,
    url: string,
    readonly ledger: Ledger,
  ) {
    this.http = new HttpClient(url, tenant.code);
  }

  /** A name that no other request, user or value has. */
  next(): string {
    return `${this.name}-${++this.count}`;
  }

  async write({ subject, state, method, path, body, id, isCertain }: WriteOf): Promise<Wrote> {
    const requestId = `chaos.${this.tenant.name}.${this.next()}`;
    const { answer, at, until } = await this.send(method, path, body, requestId);
    const outcome = outcomeOf(answer.status);
    this.ledger.add({
      kind: 'write',
      client: this.name,
      subject,
      state,
      at,
      until,
      outcome,
      requestId,
      isCreation: method === 'POST',
      isCertain,
      version: outcome === 'ok' ? versionOf(answer.body) : null,
      id: id ?? answer.body?.id ?? null,
    });
    // A refusal tells what the service sees.
    if (answer.status === 404) this.saw(subject, null, at, until, null, id);
    if (answer.status === 409) this.saw(subject, SOMETHING, at, until, null, undefined);
    return { outcome, status: answer.status, body: answer.body };
  }

  /** @returns the id of the user with a name, null when there is none; undefined when nobody has answered */
  async findUser(userName: string): Promise<string | null | undefined> {
    const path = `/scim/v2/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
    const { answer, at, until } = await this.send('GET', path);
    if (answer.status !== 200) return undefined;
    const [user] = (answer.body.Resources ?? []) as any[];
    const state = user === undefined ? null : userState(user);
    this.saw(this.subject('user', userName), state, at, until, versionOf(user), user?.id);
    return user?.id ?? null;
  }

  /** @returns the resource, null when it is gone; undefined when nobody has answered */
  async readById(
    path: string,
    seen: (resource: any) => readonly (readonly [subject: string, state: State])[],
  ): Promise<any> {
    const { answer, at, until } = await this.send('GET', path);
    if (answer.status !== 200 && answer.status !== 404) return undefined;
    const resource = answer.status === 404 ? null : answer.body;
    const id = resource?.id ?? path.slice(path.lastIndexOf('/') + 1);
    for (const [subject, state] of seen(resource)) {
      this.saw(subject, state, at, until, versionOf(resource ?? undefined), id);
    }
    return resource;
  }

  subject(kind: 'user' | 'group' | 'member', name: string): string {
    return `${this.tenant.name}/${kind}/${name}`;
  }

  close(): void {
    this.http.close();
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    requestId?: string,
  ): Promise<{ answer: Answer; at: number; until: number }> {
    const at = performance.now();
    const answer = await this.http.send(method, path, body, requestId);
    const until = performance.now();
    const { status, isHung } = answer;
    const hasRetryAfter = answer.headers['retry-after'] !== undefined;
    this.ledger.add({ kind: 'answer', client: this.name, method, status, hasRetryAfter, isHung, at, until });
    if (status === null || status >= 500) await sleep(PAUSE_AFTER_REFUSAL_MS);
    return { answer, at, until };
  }

  private saw(
    subject: string,
    state: State,
    at: number,
    until: number,
    version: number | null,
    id: string | undefined,
  ): void {
    this.ledger.add({ kind: 'read', client: this.name, subject, state, at, until, version, id: id ?? null });
  }
}

function outcomeOf(status: number | null): Outcome {
  if (status === null || status >= 500) return 'unknown';
  return status < 300 ? 'ok' : 'refused';
}
