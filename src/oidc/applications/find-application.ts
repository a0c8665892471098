import { NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Application } from './application.entity.js';

/** @throws NotFoundException when there is no such application */
export async function findApplication(manager: EntityManager, id: string): Promise<Application> {
  const application = await manager.findOneBy(Application, { id });
  if (application === null) throw new NotFoundException('No application has this id');
  return application;
}
