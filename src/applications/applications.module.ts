import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { ApplicationSecret } from './application-secret.entity.js';
import { ApplicationSecretsController } from './application-secrets.controller.js';
import { ApplicationSecretsService } from './application-secrets.service.js';
import { Application } from './application.entity.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Application, ApplicationSecret]), AuditModule],
  controllers: [ApplicationsController, ApplicationSecretsController],
  providers: [ApplicationsService, ApplicationSecretsService],
  exports: [ApplicationsService, ApplicationSecretsService],
})
export class ApplicationsModule {}
