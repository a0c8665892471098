import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../http/access.decorators.js';
import { FormBody } from '../http/body.guard.js';
import type { Form } from '../http/form-text.js';
import { ScimError } from '../scim/errors.js';
import { LogoutTokens } from './logout-token.js';

/** Where Entra tells that a person has signed out: the credential is the signed token in the form. */
@ApiExcludeController()
@Public()
@Controller('sso/backchannel-logout')
export class BackchannelLogoutController {
  constructor(private readonly tokens: LogoutTokens) {}

  @Post()
  @HttpCode(200)
  @FormBody()
  async logout(@Body() form: Form | undefined): Promise<void> {
    if (!(await this.tokens.accept(form?.get('logout_token') ?? '')))
      throw ScimError.badRequest('The logout token is missing or not valid');
  }
}
