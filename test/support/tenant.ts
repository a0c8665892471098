import { randomUUID } from 'node:crypto';
import { ENTERPRISE_USER_SCHEMA } from '../../src/scim/schemas/enterprise-user.js';
import { GROUP_SCHEMA } from '../../src/scim/schemas/group.js';
import { USER_SCHEMA } from '../../src/scim/schemas/user.js';
import { expectNoSecretIn } from './leaked-secrets.js';
import type { TestService } from './service.js';

export const USER = USER_SCHEMA;
export const ENTERPRISE = ENTERPRISE_USER_SCHEMA;
export const GROUP = GROUP_SCHEMA;
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** An answer; `body` is the parsed JSON, or undefined when there was none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: any;
}

/** A listening service, in this process or in one of its own. */
export type Callable = Pick<TestService, 'url' | 'admin'>;

/** A tenant with its access code: sends what Entra would send. */
export class TestTenant {
  private constructor(
    readonly service: Callable,
    readonly id: string,
    readonly accessCode: string,
    private readonly timeoutMs?: number,
  ) {}

  static async create(service: Callable, name: string): Promise<TestTenant> {
    const { body: tenant } = await service.admin('POST', '/tenants', { name, entraTenantId: randomUUID() });
    const { body: toggle } = await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, {
      enabled: true,
    });
    return new TestTenant(service, tenant.id, toggle.accessCode);
  }

  /** A tenant that the test has created by itself. */
  static known(service: Callable, id: string, accessCode: string): TestTenant {
    return new TestTenant(service, id, accessCode);
  }

  /** The same tenant with another access code, or through another process. */
  with(accessCode: string, service = this.service): TestTenant {
    return new TestTenant(service, this.id, accessCode, this.timeoutMs);
  }

  /** The same tenant, whose requests fail when they are not answered in time. */
  within(timeoutMs: number): TestTenant {
    return new TestTenant(this.service, this.id, this.accessCode, timeoutMs);
  }

  /**
   * Sends a request to `path` below the SCIM base URL. A string body is sent unchanged; anything else as JSON. A header
   * of undefined is left out.
   */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<Answer> {
    const all = {
      authorization: `Bearer ${this.accessCode}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    };
    const response = await fetch(`${this.service.url}/scim/v2${path}`, {
      method,
      headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(this.timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(this.timeoutMs) }),
    });
    const text = await response.text();
    if (response.status >= 400) expectNoSecretIn(text, `the answer to ${method} ${path}`);
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  get(path: string, headers?: Record<string, string | undefined>): Promise<Answer> {
    return this.request('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Record<string, string | undefined>): Promise<Answer> {
    return this.request('POST', path, body, headers);
  }

  put(path: string, body: unknown, headers?: Record<string, string | undefined>): Promise<Answer> {
    return this.request('PUT', path, body, headers);
  }

  delete(path: string, headers?: Record<string, string | undefined>): Promise<Answer> {
    return this.request('DELETE', path, undefined, headers);
  }

  /** PATCH with these operations in the envelope. */
  patch(path: string, operations: unknown[], headers?: Record<string, string | undefined>): Promise<Answer> {
    return this.request('PATCH', path, { schemas: [PATCH_OP], Operations: operations }, headers);
  }

  /** GET of a list with a filter, encoded like Entra's: `+` for a space. */
  find(endpoint: string, filter: string, more = ''): Promise<Answer> {
    return this.get(`${endpoint}?filter=${encodeURIComponent(filter).replaceAll('%20', '+')}${more}`);
  }

  /** Creates a user and returns the resource; `attributes` override the defaults. */
  async createUser(attributes: Record<string, unknown> = {}): Promise<any> {
    const userName = `user-${randomUUID()}@fabrikam.example`;
    const answer = await this.post('/Users', { schemas: [USER], userName, active: true, ...attributes });
    if (answer.status !== 201) throw new Error(`POST /Users: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Creates a group and returns the resource. */
  async createGroup(attributes: Record<string, unknown> = {}): Promise<any> {
    const answer = await this.post('/Groups', {
      schemas: [GROUP],
      displayName: `Group ${randomUUID()}`,
      ...attributes,
    });
    if (answer.status !== 201) throw new Error(`POST /Groups: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** The ids of a group's members, sorted. */
  async memberIds(groupId: string): Promise<string[]> {
    const { body } = await this.get(`/Groups/${groupId}`);
    return ((body.members ?? []) as { value: string }[]).map((member) => member.value).sort();
  }
}
