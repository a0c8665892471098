import { Controller, Get, Header, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../http/access.decorators.js';
import { IgnoredBody } from '../http/body.guard.js';
import { ContactsService } from './contacts.service.js';
import { UnsubscribeTokens } from './unsubscribe-tokens.js';

export const UNSUBSCRIBE_PATH = '/contacts/unsubscribe';
const HTML = 'text/html; charset=utf-8';
const FORM =
  '<p>No more mails about provisioning are sent to your address.</p><form method="post"><button>Unsubscribe</button></form>';
const DONE =
  '<p role="status">You are unsubscribed: no more mails about provisioning are sent to your address.</p>';

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
  @Header('content-type', HTML)
  async show(@Param('token') token: string): Promise<string> {
    await this.contactOf(token);
    return page('Unsubscribe', FORM);
  }

  @Post(':token')
  @HttpCode(200)
  @IgnoredBody()
  @Header('content-type', HTML)
  async unsubscribe(@Param('token') token: string): Promise<string> {
    await this.contacts.unsubscribe(await this.contactOf(token));
    return page('Unsubscribed', DONE);
  }

  private async contactOf(token: string): Promise<string> {
    const contactId = await this.tokens.read(token);
    if (contactId === null)
      throw new NotFoundException('The link is not complete: open it as it is in the mail');
    return contactId;
  }
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · InviteDesk Provisioning</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.5em 1em}</style></head>
<body><main><h1>${title}</h1>${content}</main></body>
</html>
`;
}
