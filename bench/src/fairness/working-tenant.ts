import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../http-client.ts';
import { addMembers, removeMember, updateBody, userBody } from '../people.ts';
import type { FloodedTenant } from './flooded-tenant.ts';

const CONNECTIONS = 8;
/** Twice as fast as Entra. */
const EVERY_MS = 20;

/** The latencies of a tenant's requests. */
export interface Work {
  /** In milliseconds, sorted. */
  readonly latencies: Float64Array;
  readonly failed: Readonly<Record<number, number>>;
}

/** A tenant that is provisioned as Entra does: look-ups, reads, updates, members, new users. */
export class WorkingTenant {
  private count = 0;

  private constructor(
    private readonly tenant: FloodedTenant,
    private readonly free: Connection[],
  ) {}

  static async open(url: string, tenant: FloodedTenant): Promise<WorkingTenant> {
    const opening = Array.from({ length: CONNECTIONS }, () => Connection.open(url, tenant.token));
    return new WorkingTenant(tenant, await Promise.all(opening));
  }

  /** Sends a request every few milliseconds, whatever has become of those before. */
  async work(ms: number): Promise<Work> {
    const latencies: number[] = [];
    const failed: Record<number, number> = {};
    const underWay = new Set<Promise<void>>();
    const start = performance.now();
    for (let n = 0; performance.now() - start < ms; n++) {
      await sleep(Math.max(0, start + n * EVERY_MS - performance.now()));
      const due = performance.now();
      const sent = this.send().then((status) => {
        latencies.push(performance.now() - due);
        if (status >= 400) failed[status] = (failed[status] ?? 0) + 1;
      });
      underWay.add(sent);
      void sent.finally(() => underWay.delete(sent));
    }
    await Promise.all(underWay);
    return { latencies: Float64Array.from(latencies).sort(), failed };
  }

  close(): void {
    for (const connection of this.free) connection.close();
  }

  private async send(): Promise<number> {
    while (this.free.length === 0) await sleep(1);
    // Each in turn: the service closes a connection that is not used for a minute.
    const connection = this.free.shift()!;
    try {
      const { status } = await connection.send(...this.request());
      return status;
    } finally {
      this.free.push(connection);
    }
  }

  private request(): [method: string, target: string, body?: unknown] {
    const { userIds, groupIds } = this.tenant;
    const n = this.count++;
    const user = userIds[n % userIds.length]!;
    const group = groupIds[n % groupIds.length]!;
    const name = `7${String(n).padStart(7, '0')}`;
    switch (n % 6) {
      case 0:
        return ['GET', `/scim/v2/Users?filter=${encodeURIComponent(`userName eq "nobody${n}@x.example"`)}`];
      case 1:
        return ['GET', `/scim/v2/Users/${user}`];
      case 2:
        return ['PATCH', `/scim/v2/Users/${user}`, updateBody(name)];
      case 3:
        return ['PATCH', `/scim/v2/Groups/${group}`, addMembers([user])];
      case 4:
        return ['PATCH', `/scim/v2/Groups/${group}`, removeMember(user)];
      default:
        return ['POST', '/scim/v2/Users', userBody(name)];
    }
  }
}
