import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SignInFailure } from '../access/tenant-access.js';
import { USUAL_SETTINGS } from '../access/tenant-settings.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import type { Json } from '../resources/json-pieces.js';
import { TenantRequests } from '../scim-api/tenant-requests.js';
import { ScimError } from '../scim/errors.js';
import type { ScimResource } from '../scim/resource.js';
import { PersonSessions, type PersonRefusal } from '../sessions/person-sessions.service.js';
import type { TypesOwner } from '../tenants/schemas/tenant-types.js';
import { SETTINGS_COLUMNS, settingsOf, type SettingsRow } from '../tenants/settings/settings-columns.js';
import type { EntraPerson } from './entra-people.js';
import { SignInRefused, type RefusedPerson } from './sign-in-refused.js';
import { USUAL_RULE } from './sign-in-rules.service.js';

interface TenantRow extends SettingsRow {
  readonly tenantId: string;
  readonly schemasRevision: string | null;
  readonly isSwitchedOn: number;
  readonly isSignInOn: number | null;
  readonly matchAttribute: string | null;
}

interface FoundUser {
  readonly id: string;
  readonly userName: string | null;
  readonly isActive: boolean;
}

/** Two active ones are one too many. */
const MOST_MATCHES = 20;
/** Looked for instead of the users of a tenant that does not exist, so that the answer takes as long. */
const NO_TENANT: TypesOwner = { tenantId: '', schemasRevision: null, settings: USUAL_SETTINGS };

const REFUSALS: Readonly<Record<PersonRefusal, SignInFailure | 'switched-off'>> = {
  'no-user': 'not-provisioned',
  disabled: 'disabled',
  'switched-off': 'switched-off',
};

/** Decides who gets in: provisioned, active people of known tenants. Nobody gets an account by signing in. */
@Injectable()
export class Admission {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly requests: TenantRequests,
    private readonly sessions: PersonSessions,
  ) {}

  /**
   * Opens a session for the user that the person is.
   * @returns the secret for the cookie
   * @throws SignInRefused when the person is no such user; nothing is stored then
   */
  async admit(person: EntraPerson, request: FastifyRequest): Promise<string> {
    const tenant = await this.tenantOf(person.entraTenantId);
    const owner =
      tenant === null
        ? NO_TENANT
        : {
            tenantId: tenant.tenantId,
            schemasRevision: tenant.schemasRevision,
            settings: settingsOf(tenant),
          };
    const matchAttribute = tenant?.matchAttribute ?? USUAL_RULE.matchAttribute;
    const users = await this.usersOf(owner, matchAttribute, person.objectId, request);
    if (tenant === null) {
      throw new SignInRefused('unknown-tenant', null, { entraTenantId: person.entraTenantId });
    }
    const active = users.filter(({ isActive }) => isActive);
    const [user = null] = active.length > 0 ? active : users;
    const refused: RefusedPerson = {
      tenantId: tenant.tenantId,
      objectId: person.objectId,
      userId: user?.id ?? null,
      userName: user?.userName ?? null,
    };
    const failure = failureOf(tenant, person, users.length, active.length);
    if (failure !== null || user === null) throw new SignInRefused(failure ?? 'not-provisioned', refused);
    const opened = await this.sessions.open({
      tenantId: tenant.tenantId,
      userId: user.id,
      address: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      entraSession: person.session,
      entraSubject: person.subject,
      endsBy: person.endsBy,
    });
    // Disabled since the search.
    if (typeof opened === 'string') throw new SignInRefused(REFUSALS[opened], refused);
    return opened.secret;
  }

  private async tenantOf(entraTenantId: string): Promise<TenantRow | null> {
    const [row] = await this.database.rows<TenantRow>(
      `SELECT n.id AS tenantId, n.schemas_revision AS schemasRevision, n.provisioning_enabled AS isSwitchedOn,
              r.enabled AS isSignInOn, r.match_attribute AS matchAttribute, ${SETTINGS_COLUMNS}
       FROM tenants n LEFT JOIN sign_in_rules r ON r.tenant_id = n.id WHERE n.entra_tenant_id = ?`,
      [entraTenantId],
    );
    return row ?? null;
  }

  /** The users whose attribute holds the object id, in whatever letter case Entra's mapping writes it. */
  private async usersOf(
    owner: TypesOwner,
    attribute: string,
    objectId: string,
    request: FastifyRequest,
  ): Promise<FoundUser[]> {
    const resources = await this.requests.of(owner, request);
    const forms = [objectId, objectId.toUpperCase()].map((form) => `${attribute} eq "${form}"`);
    const query = { filter: forms.join(' or '), attributes: 'userName,active', count: MOST_MATCHES };
    try {
      const { json } = await resources.of('User').search(query);
      const { Resources = [] } = JSON.parse(await wholeText(json)) as { Resources?: ScimResource[] };
      return Resources.map(({ id, userName, active }) => ({
        id: String(id),
        userName: typeof userName === 'string' ? userName : null,
        isActive: active !== false,
      }));
    } catch (error) {
      // The schema of the attribute was removed.
      if (error instanceof ScimError && error.scimType === 'invalidFilter') return [];
      throw error;
    }
  }
}

async function wholeText(json: Json): Promise<string> {
  if (typeof json === 'string') return json;
  let text = '';
  for await (const piece of json) text += piece;
  return text;
}

function failureOf(
  { isSwitchedOn, isSignInOn }: TenantRow,
  { isGuest }: EntraPerson,
  users: number,
  active: number,
): SignInFailure | 'switched-off' | null {
  if (!Number(isSwitchedOn)) return 'switched-off';
  if (isSignInOn !== null && !Number(isSignInOn)) return 'sign-in-off';
  if (isGuest) return 'guest';
  if (users === 0) return 'not-provisioned';
  if (active > 1) return 'ambiguous';
  return active === 0 ? 'disabled' : null;
}
