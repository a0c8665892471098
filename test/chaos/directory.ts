import type { HttpClient } from './http-client.ts';
import type { State } from './ledger.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The group of each tenant that all writers change. */
export const SHARED = 'shared';

const PAGE = 500;

/** A tenant with the code that its clients use. */
export interface Tenant {
  readonly id: string;
  /** Such as `t0`: the first part of its subjects. */
  readonly name: string;
  readonly code: string;
}

/** What is there when everybody has stopped. */
export interface Found {
  /** A name that is there twice has two states. */
  readonly states: ReadonlyMap<string, readonly State[]>;
  /** By id. */
  readonly versions: ReadonlyMap<string, number>;
  /** The request of each logged change. */
  readonly logged: readonly string[];
  /** What `npm run verify` says. */
  readonly problems: readonly string[];
}

/** Two attributes that are always written together. */
export function userState(user: { title?: string; nickName?: string }): State {
  return `${user.title ?? ''}+${user.nickName ?? ''}`;
}

export function groupState(members: readonly string[]): State {
  return [...members].sort().join('+');
}

export function versionOf(resource: { meta?: { version?: string } } | undefined): number | null {
  const [, digits] = /(\d+)/.exec(resource?.meta?.version ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}

/** Looks at all resources and log entries of tenants. */
export class Directory {
  private readonly states = new Map<string, State[]>();
  private readonly versions = new Map<string, number>();
  private readonly logged: string[] = [];

  static async read(
    tenants: readonly Tenant[],
    clientOf: (token: string) => HttpClient,
    adminToken: string,
    problems: readonly string[],
  ): Promise<Found> {
    const directory = new Directory();
    for (const tenant of tenants) {
      await directory.readTenant(tenant, clientOf(tenant.code));
      await directory.readLog(tenant, clientOf(adminToken));
    }
    const { states, versions, logged } = directory;
    return { states, versions, logged, problems };
  }

  private async readTenant({ name }: Tenant, client: HttpClient): Promise<void> {
    const names = new Map<string, string>();
    for await (const user of resources(client, '/scim/v2/Users')) {
      names.set(user.id, user.userName);
      this.add(`${name}/user/${user.userName}`, userState(user), user);
    }
    for await (const group of resources(client, '/scim/v2/Groups')) {
      const members = ((group.members ?? []) as { value: string }[]).map(
        ({ value }) => names.get(value) ?? value,
      );
      if (group.displayName === SHARED) {
        this.add(`${name}/group/${SHARED}`, SHARED, group);
        for (const member of members) this.add(`${name}/member/${member}`, 'in', {});
      } else this.add(`${name}/group/${group.displayName}`, groupState(members), group);
    }
  }

  private async readLog({ id }: Tenant, client: HttpClient): Promise<void> {
    const path = `/admin/v1/tenants/${id}/provisioning-log/export?format=jsonl&outcome=success`;
    const { status, body } = await client.send('GET', path);
    if (status !== 200) throw new Error(`The provisioning log: ${status} ${JSON.stringify(body)}`);
    const lines = typeof body === 'string' ? body.trim().split('\n') : [JSON.stringify(body)];
    for (const line of lines.filter((text) => text !== '')) this.logged.push(JSON.parse(line).requestId);
  }

  private add(subject: string, state: State, resource: { id?: string; meta?: { version?: string } }): void {
    this.states.set(subject, [...(this.states.get(subject) ?? []), state]);
    const version = versionOf(resource);
    if (resource.id !== undefined && version !== null) this.versions.set(resource.id, version);
  }
}

async function* resources(client: HttpClient, path: string): AsyncGenerator<any> {
  for (let start = 1; ;) {
    const { status, body } = await client.send('GET', `${path}?startIndex=${start}&count=${PAGE}`);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    const page = (body.Resources ?? []) as any[];
    yield* page;
    start += page.length;
    if (page.length < PAGE) return;
  }
}
