import { Module } from '@nestjs/common';
import { TenantExportController } from './tenant-export.controller.js';
import { UnfinishedImports } from './unfinished-imports.js';
import { TenantExports } from './tenant-exports.service.js';

@Module({
  controllers: [TenantExportController],
  providers: [TenantExports, UnfinishedImports],
})
export class TransferModule {}
