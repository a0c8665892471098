import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { inParallel } from './parallel.js';
import type { Callable, TestTenant } from './tenant.js';

/** Between two users of a client: the processes that start meanwhile need the machine too. */
const PAUSE_MS = 50;

/** A client's user, as its last acknowledged request has left it; null when it has deleted it. */
type State = { readonly title: string; readonly isMember: boolean } | null;

/** Clients that write through several services over one database, and remember what was acknowledged. */
export class UpgradeLoad {
  private readonly ledger = new Map<string, State>();
  private services: readonly Callable[] = [];
  private running = false;
  private clients: Promise<void>[] = [];
  private groupId = '';
  private requests = 0;

  constructor(
    private readonly tenant: TestTenant,
    private readonly count: number,
  ) {}

  begin(services: readonly Callable[]): void {
    this.services = services;
    this.running = true;
    const group = this.via().createGroup({ displayName: 'Everybody' });
    this.clients = Array.from({ length: this.count }, async () => {
      this.groupId = (await group).id;
      for (; this.running; await sleep(PAUSE_MS)) await this.cycle();
    });
  }

  /** Sends further requests to these services, each to another one than the request before. */
  use(services: readonly Callable[]): void {
    this.services = services;
  }

  /** @returns the number of users that were written */
  async end(): Promise<number> {
    this.running = false;
    await Promise.all(this.clients);
    return this.ledger.size;
  }

  /** Expects a service to have all that was acknowledged, and nothing else. */
  async expectAllAt(service: Callable): Promise<void> {
    const tenant = this.tenant.with(this.tenant.accessCode, service);
    const members: string[] = [];
    for (const [id, state] of this.ledger) if (state?.isMember === true) members.push(id);
    const waiting = [...this.ledger];
    await inParallel(8, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [id, state] = next;
        const { status, body } = await tenant.get(`/Users/${id}`);
        const title = state?.title;
        expect({ status, title: body.title }).toEqual({ status: state === null ? 404 : 200, title });
      }
    });
    expect(await tenant.memberIds(this.groupId)).toEqual(members.sort());
  }

  /** The life of one user. Every step must succeed, and the next service must know of it. */
  private async cycle(): Promise<void> {
    const { id, userName } = await this.via().createUser({ title: 'new' });
    this.ledger.set(id, { title: 'new', isMember: false });
    const found = await this.via().find('/Users', `userName eq "${userName}"`);
    expect({ status: found.status, ids: found.body.Resources?.map((user: any) => user.id) }).toEqual({
      status: 200,
      ids: [id],
    });
    const title = crypto.randomUUID();
    const changed = await this.via().patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: title }]);
    expect({ status: changed.status, title: changed.body.title }).toEqual({ status: 200, title });
    this.ledger.set(id, { title, isMember: false });
    const member = { op: 'add', path: 'members', value: [{ value: id }] };
    expect((await this.via().patch(`/Groups/${this.groupId}`, [member])).status).toBe(204);
    this.ledger.set(id, { title, isMember: true });
    if (this.ledger.size % 3 !== 0) return;
    expect((await this.via().delete(`/Users/${id}`)).status).toBe(204);
    this.ledger.set(id, null);
  }

  private via(): TestTenant {
    const service = this.services[this.requests++ % this.services.length] ?? this.tenant.service;
    return this.tenant.with(this.tenant.accessCode, service);
  }
}
