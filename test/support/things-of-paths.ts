import { EVENTS_EXTENSION, eventsSchema } from '../../src/tenants/schemas/events-extension.js';
import { ADMIN_TOKEN, type TestService } from './service.js';
import { TestConsole } from './console.js';
import { personCookieOf } from './person.js';
import type { TestTenant } from './tenant.js';

/** A path parameter without an example, behind the part of the path that says what it is of. */
const PARAMETER = /([^/]+)\/%7B\w+%7D/;

/** Makes what the paths and bodies of the OpenAPI document can only name by the ids of the running service. */
export class ThingsOfPaths {
  private constructor(
    private readonly service: TestService,
    readonly tenant: TestTenant,
    readonly userId: string,
    readonly groupId: string,
  ) {}

  /** A tenant with a user, a group and the custom schema of the examples. */
  static async make(service: TestService): Promise<ThingsOfPaths> {
    const tenant = await service.createTenant();
    const path = `/tenants/${tenant.id}/schemas/${EVENTS_EXTENSION}`;
    const { status, body } = await service.admin('PUT', path, eventsSchema);
    if (status !== 201) throw new Error(`PUT ${path}: ${status} ${JSON.stringify(body)}`);
    const { id: userId } = await tenant.createUser();
    const { id: groupId } = await tenant.createGroup();
    return new ThingsOfPaths(service, tenant, userId, groupId);
  }

  /** The target with ids of things that are there in place of the parameters. */
  async fill(target: string): Promise<string> {
    let filled = target;
    for (let found = PARAMETER.exec(filled); found !== null; found = PARAMETER.exec(filled)) {
      const [all, of = ''] = found;
      filled = filled.replace(all, `${of}/${await this.idOf(of, filled.slice(0, found.index))}`);
    }
    return filled;
  }

  /** @param before the path up to there, with ids */
  private async idOf(of: string, before: string): Promise<string> {
    const own = before.replace(/^\/admin\/v1|\/$/g, '');
    const created = async (body: object = {}): Promise<any> => {
      const answer = await this.service.admin('POST', `${own}/${of}`, body);
      if (answer.status !== 201) throw new Error(`POST ${own}/${of}: ${answer.status}`);
      return answer.body;
    };
    switch (of) {
      case 'tenants':
        return this.tenant.id;
      case 'users':
      case 'Users':
        return this.userId;
      case 'groups':
      case 'Groups':
        return this.groupId;
      case 'provisioning-log':
        return (await this.service.admin('GET', `${own}/${of}`)).body.items[0].id;
      case 'tokens':
      case 'setup-links':
      case 'secrets':
        return (await created()).id;
      case 'admin-tokens':
        return (await created({ name: 'Nightly report', role: 'read-only', expiresInDays: 30 })).id;
      case 'oauth-clients':
        return (await created()).clientId;
      case 'federated-credentials':
        return (await created({ subject: crypto.randomUUID(), audiences: [crypto.randomUUID()] })).clientId;
      case 'applications':
        return (await created({ name: 'Check-in', redirectUris: ['https://checkin.example/callback'] }))
          .clientId;
      case 'console-sessions':
        await TestConsole.signIn(this.service.url, { adminToken: ADMIN_TOKEN });
        return (await this.service.admin('GET', '/console-sessions')).body.items[0].id;
      case 'person-sessions':
        await personCookieOf(this.service, this.tenant, this.userId);
        return (await this.service.admin('GET', `${own}/${of}`)).body.items[0].id;
      default:
        throw new Error(`Nothing is made for the parameter behind /${of}/`);
    }
  }
}
