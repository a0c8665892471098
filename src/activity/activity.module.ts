import { Module } from '@nestjs/common';
import { Activity } from './activity.js';
import { DirectorySizes } from './directory-sizes.js';
import { StatusService } from './status.service.js';

@Module({ providers: [Activity, DirectorySizes, StatusService], exports: [Activity, StatusService] })
export class ActivityModule {}
