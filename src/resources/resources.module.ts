import { Module } from '@nestjs/common';
import { TenantStores } from '../persistence/tenant-store.js';
import { Cursors } from './cursor.js';
import { Resources } from './tenant-resources.js';

@Module({ providers: [Cursors, TenantStores, Resources], exports: [Resources, TenantStores] })
export class ResourcesModule {}
