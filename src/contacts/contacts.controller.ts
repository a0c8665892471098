import { Body, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { AuditAs } from '../admin/audit.interceptor.js';
import type { Config } from '../config.js';
import { TenantAdmin } from '../http/access.decorators.js';
import { CONFIG } from '../http/injected-config.js';
import { ContactsAnswer, SetContacts } from './contact.dto.js';
import { ContactsService } from './contacts.service.js';
import type { TenantContact } from './tenant-contact.entity.js';

/** Who is told by mail what needs somebody. */
@TenantAdmin()
@AdminController('tenants/:id/contacts', 'Contacts')
@ApiProblem(404, 'No tenant has this id.')
export class ContactsController {
  constructor(
    private readonly contacts: ContactsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'readContacts',
    summary: 'Read who is told by mail',
    description:
      'Of credentials that end or have ended, of provisioning that fails, and of the first connection: at most one mail a day for each.',
  })
  @ApiOkResponse({ type: ContactsAnswer })
  async get(@Param('id') tenantId: string): Promise<ContactsAnswer> {
    return this.answer(await this.contacts.list(tenantId));
  }

  @Put()
  @AuditAs('contacts.set')
  @ApiOperation({ operationId: 'setContacts', summary: 'Decide who is told by mail' })
  @ApiOkResponse({ type: ContactsAnswer })
  @ApiProblem(400, 'An address is not valid, or there are too many.')
  async set(@Param('id') tenantId: string, @Body() { addresses }: SetContacts): Promise<ContactsAnswer> {
    return this.answer(await this.contacts.set(tenantId, addresses));
  }

  private answer(contacts: readonly TenantContact[]): ContactsAnswer {
    return {
      contacts: contacts.map(({ address, createdAt, unsubscribedAt }) => ({
        address,
        createdAt: createdAt.toISOString(),
        unsubscribedAt: unsubscribedAt?.toISOString() ?? null,
      })),
      areMailsSent: this.config.smtp !== null,
    };
  }
}
