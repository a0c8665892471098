import { expect } from '@jest/globals';
import type { Callable, TestTenant } from './tenant.js';

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
      while (this.running) await this.cycle();
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
    for (const [id, state] of this.ledger) {
      const { status, body } = await tenant.get(`/Users/${id}`);
      expect({ status, title: body.title }).toEqual(
        state === null ? { status: 404, title: undefined } : { status: 200, title: state.title },
      );
      if (state?.isMember === true) members.push(id);
    }
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
