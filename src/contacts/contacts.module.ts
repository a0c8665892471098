import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityModule } from '../activity/activity.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { BrokenTenant } from './broken-tenant.entity.js';
import { BrokenTenants } from './broken-tenants.js';
import { ContactNotice } from './contact-notice.entity.js';
import { ContactsController } from './contacts.controller.js';
import { ContactsService } from './contacts.service.js';
import { NoticeClaims } from './notice-claims.js';
import { NoticeRounds } from './notice-rounds.js';
import { Situations } from './situations.js';
import { TenantContact } from './tenant-contact.entity.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeTokens } from './unsubscribe-tokens.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([TenantContact, ContactNotice, BrokenTenant]),
    ActivityModule,
    EndingsModule,
    OperatorsModule,
  ],
  controllers: [ContactsController, UnsubscribeController],
  providers: [ContactsService, UnsubscribeTokens, BrokenTenants, Situations, NoticeClaims, NoticeRounds],
})
export class ContactsModule {}
