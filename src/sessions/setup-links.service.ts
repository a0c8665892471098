import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { AuditTrail, type AuditedChange } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database.js';
import { SetupLink } from '../persistence/entities/setup-link.entity.js';
import { Tenant } from '../persistence/entities/tenant.entity.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../tenants/page.js';
import { newTokenId } from '../tenants/random-id.js';
import { setupSecrets } from '../tenants/secret-text.js';

/** A link just made, with its secret, which is nowhere else and never shown again. */
export interface IssuedSetupLink {
  readonly link: SetupLink;
  readonly secret: string;
}

/** Links with which a customer's IT reaches its own tenant in the console, without an account. */
@Injectable()
export class SetupLinksService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundException when there is no such tenant */
  async create(tenantId: string, description: string | null, expiresAt: Date): Promise<IssuedSetupLink> {
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const { text, hint, sha256 } = setupSecrets.generate();
      const createdAt = new Date();
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
      });
      await manager.insert(SetupLink, link);
      await this.audit.note(manager, noteOf(link));
      return { link, secret: text };
    });
  }

  /**
   * The links of a tenant, oldest first, also those revoked or expired.
   * @throws NotFoundException when there is no such tenant; BadRequestException for a wrong cursor
   */
  async list(tenantId: string, { cursor, limit }: PageRequest): Promise<Page<SetupLink>> {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const rows = await this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      const where = after === null ? { tenantId } : { tenantId, id: MoreThan(after.id) };
      return manager.find(SetupLink, { where, order: { id: 'ASC' }, take: limit + 1 });
    });
    return pageOf(rows, limit);
  }

  /**
   * Revokes a link with the sessions it has opened, everywhere at once. Doing it again changes nothing.
   * @throws NotFoundException when the tenant has no such link
   */
  async revoke(tenantId: string, linkId: string): Promise<void> {
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const link = await manager.findOneBy(SetupLink, { tenantId, id: linkId });
      if (link === null) throw new NotFoundException('The tenant has no set-up link with this id');
      if (link.revokedAt !== null) return;
      await manager.update(SetupLink, { tenantId, id: linkId }, { revokedAt: new Date() });
      await this.audit.note(manager, noteOf(link));
    });
  }
}

/** What the audit log tells of a link. */
function noteOf({ tenantId, id, hint, expiresAt }: SetupLink): AuditedChange {
  return { tenantId, target: id, detail: { setupLink: hint, expiresAt } };
}
