import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { newTokenId } from '../secrets/random-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { Tenant } from '../tenants/tenant.entity.js';
import { addressKey } from './mail-address.js';
import { TenantContact } from './tenant-contact.entity.js';

/** Manages the contacts of tenants. */
@Injectable()
export class ContactsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The contacts of a tenant, in alphabetical order.
   * @throws NotFoundException when there is no such tenant
   */
  list(tenantId: string): Promise<TenantContact[]> {
    return this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      return contactsOf(manager, tenantId);
    });
  }

  /**
   * Removes the contacts that are not among the addresses, and adds those that are new.
   * @throws NotFoundException when there is no such tenant
   */
  set(tenantId: string, addresses: readonly string[]): Promise<TenantContact[]> {
    // Of several spellings of an address, the first.
    const wanted = new Map(addresses.toReversed().map((address) => [addressKey(address), address]));
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const present = await contactsOf(manager, tenantId);
      const removed = present.filter((each) => !wanted.has(each.addressKey));
      if (removed.length > 0)
        await manager.delete(TenantContact, { tenantId, id: In(removed.map(({ id }) => id)) });
      const createdAt = new Date();
      for (const [key, address] of wanted) {
        if (present.some((each) => each.addressKey === key)) continue;
        const id = newTokenId(createdAt);
        const contact = { id, tenantId, address, addressKey: key, createdAt, unsubscribedAt: null };
        await manager.insert(TenantContact, contact);
      }
      await this.audit.note(manager, { tenantId, detail: { contacts: [...wanted.values()] } });
      return contactsOf(manager, tenantId);
    });
  }

  /** Notes that the owner of an address wants no more mails. Idempotent, also for a contact that is no more. */
  async unsubscribe(contactId: string): Promise<void> {
    await this.database.entities((manager) =>
      manager.update(
        TenantContact,
        { id: contactId, unsubscribedAt: IsNull() },
        { unsubscribedAt: new Date() },
      ),
    );
  }
}

function contactsOf(manager: EntityManager, tenantId: string): Promise<TenantContact[]> {
  return manager.find(TenantContact, { where: { tenantId }, order: { addressKey: 'ASC' } });
}
