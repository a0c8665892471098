import { ConflictException, Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { noteUse } from '../../secrets/note-use.js';
import { clientSecrets } from '../../secrets/secret-text.js';
import { ClientSecrets, type Issued } from '../../tenants/credentials/client-secrets.js';
import { failureOf } from '../../tenants/credentials/credential-life.js';
import { sameHash } from '../../tenants/credentials/credential-lookup.js';
import { ApplicationSecret } from './application-secret.entity.js';
import { findApplication } from './find-application.js';

/** The secrets of applications. */
export const SECRETS = new ClientSecrets(ApplicationSecret, 'application');

/** Manages the secrets with which applications prove their identity. */
@Injectable()
export class ApplicationSecretsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds a secret to an application.
   * @throws NotFoundException when there is no such application; ConflictException when it has too many working secrets,
   *   or none at all
   */
  add(applicationId: string, expiresAt: Date | null): Promise<Issued<ApplicationSecret>> {
    return this.database.entities(async (manager) => {
      const { authentication } = await findApplication(manager, applicationId);
      if (authentication !== 'client_secret') {
        throw new ConflictException('The application signs with a key of its own, and has no secrets');
      }
      const issued = await SECRETS.issue(manager, { applicationId }, expiresAt);
      await this.note(manager, issued.secret);
      return issued;
    });
  }

  /**
   * Replaces a secret by a new one with the same lifetime. The old one keeps working for `overlapSeconds`.
   * @throws NotFoundException when there is no such secret; ConflictException when it no longer works
   */
  rotate(
    applicationId: string,
    secretId: string,
    overlapSeconds: number,
  ): Promise<Issued<ApplicationSecret>> {
    return this.database.entities(async (manager) => {
      const { old, ...issued } = await SECRETS.rotate(manager, { applicationId }, secretId, overlapSeconds);
      await this.note(manager, issued.secret, { replaces: old.hint, overlapSeconds });
      return issued;
    });
  }

  /**
   * Revokes a secret, everywhere at once. Idempotent.
   * @throws NotFoundException when there is no such secret
   */
  revoke(applicationId: string, secretId: string): Promise<void> {
    return this.database.entities(async (manager) => {
      const secret = await SECRETS.revoke(manager, { applicationId }, secretId);
      if (secret !== null) await this.note(manager, secret);
    });
  }

  /** Whether a text is a working secret of the application. Counts as its use. */
  async matches(applicationId: string, text: string): Promise<boolean> {
    const presented = clientSecrets.parse(text);
    if (typeof presented === 'string') return false;
    const { hint, sha256 } = presented;
    const [secret] = await this.database.entities((manager) =>
      manager.findBy(ApplicationSecret, { applicationId, hint }),
    );
    const now = Date.now();
    if (secret === undefined || !sameHash(secret.sha256, sha256) || failureOf(secret, now) !== null)
      return false;
    const used = { table: 'application_secrets', column: 'id', value: secret.id } as const;
    await noteUse(this.database, used, secret.lastUsedAt?.getTime() ?? null, now);
    return true;
  }

  private note(
    manager: EntityManager,
    { applicationId, hint }: ApplicationSecret,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    return this.audit.note(manager, {
      tenantId: null,
      target: applicationId,
      detail: { secret: hint, ...more },
    });
  }
}
