import { NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Dialect } from '../persistence/database/dialect.js';
import { Tenant } from './tenant.entity.js';

/**
 * Reads a tenant in a transaction and locks its row until the end.
 * @throws NotFoundException when there is no such tenant
 */
export async function lockTenant(manager: EntityManager, dialect: Dialect, id: string): Promise<Tenant> {
  const tenant = await findLocked(manager, dialect, id);
  if (tenant === null) throw new NotFoundException('No tenant has this id');
  return tenant;
}

/** Like `lockTenant`, with null for a tenant that does not exist. */
export function findLocked(manager: EntityManager, dialect: Dialect, id: string): Promise<Tenant | null> {
  // SQLite has no row locks; the transaction is its only writer.
  const lock = dialect.forUpdate === '' ? {} : { lock: { mode: 'pessimistic_write' as const } };
  return manager.findOne(Tenant, { where: { id }, ...lock });
}
