import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SignInFailure } from '../access/tenant-access.js';
import { USUAL_SETTINGS } from '../access/tenant-settings.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import {
  PersonSessions,
  type OpenPersonSession,
  type PersonRefusal,
} from '../sessions/person-sessions.service.js';
import type { TypesOwner } from '../tenants/schemas/tenant-types.js';
import { SETTINGS_COLUMNS, settingsOf, type SettingsRow } from '../tenants/settings/settings-columns.js';
import { EntraClouds } from './entra-clouds.js';
import type { EntraPerson } from './entra-people.js';
import { SignInRefused, type RefusedPerson } from './sign-in-refused.js';
import { USUAL_RULE } from './sign-in-rules.service.js';
import { UsersByObjectId } from './users-by-object-id.js';

interface TenantRow extends SettingsRow {
  readonly tenantId: string;
  readonly schemasRevision: string | null;
  readonly isSwitchedOn: number;
  readonly isSignInOn: number | null;
  readonly matchAttribute: string | null;
  readonly loginHost: string | null;
}

const MOST_ATTEMPTS = 5;
/** The `userType` in Entra of guests, for tenants that map it. */
const GUEST = 'guest';
/** Looked for instead of the users of a tenant that does not exist, so that the answer takes as long. */
const NO_TENANT: TypesOwner = { tenantId: '', schemasRevision: null, settings: USUAL_SETTINGS };

const REFUSALS: Readonly<Record<PersonRefusal, SignInFailure | 'switched-off'>> = {
  'no-user': 'not-provisioned',
  disabled: 'disabled',
  'switched-off': 'switched-off',
  changed: 'not-provisioned',
};

/** Decides who gets in: provisioned, active people of known tenants. Nobody gets an account by signing in. */
@Injectable()
export class Admission {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clouds: EntraClouds,
    private readonly users: UsersByObjectId,
    private readonly sessions: PersonSessions,
  ) {}

  /**
   * Opens a session for the user that the person is.
   * @param earlier the session that the browser has: it ends
   * @returns the secret for the cookie
   * @throws SignInRefused when the person is no such user; nothing is stored then
   */
  async admit(
    person: EntraPerson,
    request: FastifyRequest,
    earlier: OpenPersonSession | null,
    attempts = MOST_ATTEMPTS,
  ): Promise<string> {
    const tenant = await this.tenantOf(person);
    const owner =
      tenant === null
        ? NO_TENANT
        : {
            tenantId: tenant.tenantId,
            schemasRevision: tenant.schemasRevision,
            settings: settingsOf(tenant),
          };
    const matchAttribute = tenant?.matchAttribute ?? USUAL_RULE.matchAttribute;
    const users = await this.users.find(owner, matchAttribute, person.objectId);
    if (tenant === null) {
      const { cloud, entraTenantId } = person;
      throw new SignInRefused('unknown-tenant', null, { entraTenantId, loginHost: cloud.host });
    }
    const active = users.filter(({ isActive }) => isActive);
    const [user = null] = active.length > 0 ? active : users;
    const refused: RefusedPerson = {
      tenantId: tenant.tenantId,
      objectId: person.objectId,
      userId: user?.id ?? null,
      userName: user?.userName ?? null,
    };
    const isGuest = person.isGuest || user?.userType?.toLowerCase() === GUEST;
    const failure = failureOf(tenant, isGuest, users.length, active.length);
    if (failure !== null || user === null) throw new SignInRefused(failure ?? 'not-provisioned', refused);
    const opened = await this.sessions.open({
      tenantId: tenant.tenantId,
      userId: user.id,
      userVersion: user.version,
      address: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      entraSession: person.session,
      entraSubject: person.subject,
      earlier,
      endsBy: person.endsBy,
    });
    // The user has changed since the search, and may be somebody else now.
    if (opened === 'changed' && attempts > 1) return this.admit(person, request, earlier, attempts - 1);
    // Disabled since the search.
    if (typeof opened === 'string') throw new SignInRefused(REFUSALS[opened], refused);
    return opened.secret;
  }

  /** The tenant in the cloud that has proved who the person is: another cloud may use the same ids. */
  private async tenantOf({ cloud, entraTenantId }: EntraPerson): Promise<TenantRow | null> {
    const [row] = await this.database.rows<TenantRow>(
      `SELECT n.id AS tenantId, n.schemas_revision AS schemasRevision, n.provisioning_enabled AS isSwitchedOn,
              r.enabled AS isSignInOn, r.match_attribute AS matchAttribute, r.login_host AS loginHost, ${SETTINGS_COLUMNS}
       FROM tenants n LEFT JOIN sign_in_rules r ON r.tenant_id = n.id WHERE n.entra_tenant_id = ?`,
      [entraTenantId],
    );
    if (row === undefined) return null;
    return (this.clouds.at(row.loginHost) ?? this.clouds.first) === cloud ? row : null;
  }
}

function failureOf(
  { isSwitchedOn, isSignInOn }: TenantRow,
  isGuest: boolean,
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
