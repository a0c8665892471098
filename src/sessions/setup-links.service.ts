import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { AuditedChange } from '../admin/action-recorder.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { AccessCode } from '../tenants/credentials/access-code.entity.js';
import { FederatedCredential } from '../tenants/credentials/federated-credential.entity.js';
import { OAuthSecret } from '../tenants/credentials/oauth-secret.entity.js';
import { accessOf, type LinkAccess } from './link-access.js';
import { SetupLink } from './setup-link.entity.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import type { Page, PageRequest } from '../admin/page.js';
import { listOfTenant } from '../tenants/list-of-tenant.js';
import { newTokenId } from '../secrets/random-id.js';
import { readLinkSecrets, setupSecrets } from '../secrets/secret-text.js';
import { CredentialVerifier } from '../tenants/credentials/credential-verifier.js';

/** Maximum number of working links per tenant. */
const MAX_LIVE_LINKS = 100;

/** A new link with its secret, which is stored nowhere and shown only once. */
export interface IssuedSetupLink {
  readonly link: SetupLink;
  readonly secret: string;
}

/** Manages the links that let a customer's IT set up its own tenant in the console, without an account. */
@Injectable()
export class SetupLinksService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @param maxUses maximum number of sign-ins with the link
   * @throws NotFoundException when there is no such tenant; ConflictException when it has too many working links
   */
  async create(
    tenantId: string,
    description: string | null,
    expiresAt: Date,
    maxUses: number,
    access: LinkAccess,
  ): Promise<IssuedSetupLink> {
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const createdAt = new Date();
      const live = { tenantId, revokedAt: IsNull(), expiresAt: MoreThan(createdAt) };
      if ((await manager.countBy(SetupLink, live)) >= MAX_LIVE_LINKS) {
        throw new ConflictException(
          `The tenant has ${MAX_LIVE_LINKS} set-up links that work: revoke one first`,
        );
      }
      const { text, hint, sha256 } = (access === 'read' ? readLinkSecrets : setupSecrets).generate();
      const link = manager.create(SetupLink, {
        id: newTokenId(createdAt),
        tenantId,
        hint,
        sha256,
        description,
        createdAt,
        expiresAt,
        revokedAt: null,
        lastUsedAt: null,
        maxUses,
        uses: 0,
      });
      await manager.insert(SetupLink, link);
      await this.audit.note(manager, noteOf(link));
      return { link, secret: text };
    });
  }

  /**
   * The links of a tenant, oldest first, including revoked and expired ones.
   * @throws NotFoundException when there is no such tenant; BadRequestException for an invalid cursor
   */
  list(tenantId: string, request: PageRequest): Promise<Page<SetupLink>> {
    return this.database.entities((manager) => listOfTenant(manager, SetupLink, tenantId, request));
  }

  /**
   * Revokes a link and its sessions, in all processes at once. Idempotent.
   * @param withMade whether to revoke also the access codes, client secrets and federated credentials that were created
   *   through the link: refused by this process at once, by others within 5 seconds
   * @throws NotFoundException when the tenant has no such link
   */
  async revoke(tenantId: string, linkId: string, withMade: boolean): Promise<void> {
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const link = await manager.findOneBy(SetupLink, { tenantId, id: linkId });
      if (link === null) throw new NotFoundException('The tenant has no set-up link with this id');
      const made = withMade ? await revokeMade(manager, link) : null;
      if (link.revokedAt !== null && made === null) return;
      if (link.revokedAt === null)
        await manager.update(SetupLink, { tenantId, id: linkId }, { revokedAt: new Date() });
      await this.audit.note(manager, noteOf(link, made === null ? {} : { made }));
    });
    if (withMade) this.verifier.forget();
  }
}

/**
 * Revokes the credentials that were created through a link.
 * @returns their hints and ids, for the audit log
 */
async function revokeMade(
  manager: EntityManager,
  { tenantId, hint: madeBy }: SetupLink,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const live = { tenantId, madeBy, revokedAt: IsNull() };
  const codes = await manager.findBy(AccessCode, live);
  const secrets = await manager.findBy(OAuthSecret, live);
  const identities = await manager.findBy(FederatedCredential, { tenantId, madeBy });
  const revokedAt = new Date();
  await manager.update(AccessCode, live, { revokedAt });
  await manager.update(OAuthSecret, live, { revokedAt });
  await manager.delete(FederatedCredential, { tenantId, madeBy });
  return {
    accessCodes: codes.map(({ hint }) => hint),
    secrets: secrets.map(({ hint }) => hint),
    federatedCredentials: identities.map(({ id }) => id),
  };
}

/** The audit log entry for a change of a link. */
function noteOf(
  { tenantId, id, hint, expiresAt, maxUses }: SetupLink,
  more: Record<string, unknown> = {},
): AuditedChange {
  return {
    tenantId,
    target: id,
    detail: { setupLink: hint, access: accessOf({ hint }), expiresAt, maxUses, ...more },
  };
}
