import { Module } from '@nestjs/common';
import { Cursors } from './cursor.js';
import { Resources } from './tenant-resources.js';

@Module({ providers: [Cursors, Resources], exports: [Resources] })
export class ResourcesModule {}
