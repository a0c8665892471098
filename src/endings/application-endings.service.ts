import { Inject, Injectable } from '@nestjs/common';
import { OperatorTenant } from '../operators/operator-tenant.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { missedCredentials, REPORTED_MS, type Ending, type StoredCredential } from './missed-credentials.js';
import { groupedBy } from './stored-credentials.js';

type CredentialOfApplication = StoredCredential & { readonly clientId: string };

/** Finds what of applications ends. Their secrets are InviteDesk's own: no customer is told. */
@Injectable()
export class ApplicationEndings {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly operators: OperatorTenant,
  ) {}

  /** The secrets of all applications that will be missed, the first to end first. */
  async all(now = Date.now()): Promise<readonly Ending[]> {
    const rows = await this.database.rows<CredentialOfApplication>(
      `SELECT 'application-secret' AS kind, s.id, s.application_id AS clientId, a.name AS application, s.hint,
         s.created_at AS createdAt, s.expires_at AS expiresAt, s.retires_at AS retiresAt,
         s.last_used_at AS lastUsedAt, s.replaced_by AS replacedBy
       FROM application_secrets s JOIN applications a ON a.id = s.application_id
       WHERE s.revoked_at IS NULL AND s.expires_at > ?`,
      [now - REPORTED_MS],
    );
    return [...groupedBy(rows, ({ clientId }) => clientId).values()]
      .flatMap((secrets) => missedCredentials(secrets, now))
      .sort((a, b) => a.endsAt - b.endsAt);
  }

  /** The same for the tenant of the operators, whose people and contacts see to it; nothing for any other one. */
  async ofTenant(tenantId: string, now = Date.now()): Promise<readonly Ending[]> {
    return (await this.operators.is(tenantId)) ? this.all(now) : [];
  }
}
