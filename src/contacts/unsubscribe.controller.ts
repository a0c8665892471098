import { Controller, Get, NotFoundException, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { IgnoredBody } from '../http/body.guard.js';
import { html, sendPage } from '../http/page.js';
import { ContactsService } from './contacts.service.js';
import { UnsubscribeTokens } from './unsubscribe-tokens.js';

export const UNSUBSCRIBE_PATH = '/contacts/unsubscribe';
const FORM = html`<p>No more mails about provisioning are sent to your address.</p>
  <form method="post"><button>Unsubscribe</button></form>`;
const DONE = html`<p role="status">
  You are unsubscribed: no more mails about provisioning are sent to your address.
</p>`;

/**
 * Where the link in a mail leads, without a sign-in. Mail programs unsubscribe by POST (RFC 8058); whoever opens the link
 * presses a button, since scanners of mails open links too.
 */
@ApiExcludeController()
@Public()
@Controller(UNSUBSCRIBE_PATH.slice(1))
export class UnsubscribeController {
  constructor(
    private readonly tokens: UnsubscribeTokens,
    private readonly contacts: ContactsService,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.contactOf(token);
    await sendPage(reply, 200, 'Unsubscribe', FORM, []);
  }

  @Post(':token')
  @IgnoredBody()
  async unsubscribe(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.contacts.unsubscribe(await this.contactOf(token));
    await sendPage(reply, 200, 'Unsubscribed', DONE);
  }

  private async contactOf(token: string): Promise<string> {
    const contactId = await this.tokens.read(token);
    if (contactId === null)
      throw new NotFoundException('The link is not complete: open it as it is in the mail');
    return contactId;
  }
}
