import { NotFoundException } from '@nestjs/common';
import { MoreThan, type EntityManager, type EntityTarget, type FindOptionsWhere } from 'typeorm';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../admin/page.js';
import { Tenant } from './tenant.entity.js';

/** A row of a tenant with an id in the order of creation. */
interface OfTenant {
  readonly id: string;
  readonly tenantId: string;
  readonly createdAt: Date;
}

/**
 * A page of a tenant's rows of one kind, oldest first.
 * @throws NotFoundException when there is no such tenant; BadRequestException for an invalid cursor
 */
export async function listOfTenant<T extends OfTenant>(
  manager: EntityManager,
  entity: EntityTarget<T>,
  tenantId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<T>> {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  if (!(await manager.existsBy(Tenant, { id: tenantId })))
    throw new NotFoundException('No tenant has this id');
  const where = after === null ? { tenantId } : { tenantId, id: MoreThan(after.id) };
  const rows = await manager.find(entity, {
    where: where as FindOptionsWhere<T>,
    order: { id: 'ASC' } as never,
    take: limit + 1,
  });
  return pageOf(rows, limit);
}
