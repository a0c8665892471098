import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOverTls } from '../auth/console-request.js';
import { PersonAccess } from '../auth/person-access.js';
import { personCookie } from '../auth/session-cookie.js';
import type { Config } from '../config.js';
import { Public } from '../http/access.decorators.js';
import { baseUrl } from '../http/base-url.js';
import { FormBody } from '../http/body.guard.js';
import type { Form } from '../http/form-text.js';
import { CONFIG } from '../http/injected-config.js';
import { ScimError } from '../scim/errors.js';
import { PersonSessions, type OpenPersonSession } from '../sessions/person-sessions.service.js';
import { EntraClient } from './entra-client.js';
import { EntraClouds } from './entra-clouds.js';
import { isFormOf } from './form-token.js';
import { html, sendPage } from '../http/page.js';
import { SsoErrorFilter } from './sso-error.filter.js';

const SIGNED_OUT = 'sso/signed-out';

/** Signs people out, here and in Entra. Their forms hold a token of the session, which other sites do not know. */
@ApiExcludeController()
@Public()
@UseFilters(SsoErrorFilter)
@Controller()
export class SignOutController {
  constructor(
    private readonly client: EntraClient,
    private readonly clouds: EntraClouds,
    private readonly sessions: PersonSessions,
    private readonly access: PersonAccess,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('sso/logout')
  @HttpCode(303)
  @FormBody()
  async logout(
    @Body() form: Form | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const session = await this.sessionOf(form, request);
    if (session !== null) await this.sessions.end(session.hint);
    await this.leave(session, request, reply);
  }

  @Post('me/sign-out-everywhere')
  @HttpCode(303)
  @FormBody()
  async everywhere(
    @Body() form: Form | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const session = await this.sessionOf(form, request);
    if (session !== null) await this.sessions.endOfUser(session.tenantId, session.userId);
    await this.leave(session, request, reply);
  }

  @Get(SIGNED_OUT)
  async signedOut(@Res() reply: FastifyReply): Promise<void> {
    await sendPage(reply, 200, 'You are signed out', html`<p><a href="../me">Sign in again</a></p>`);
  }

  /** @throws ScimError 403 when the form is not from a page of the session */
  private async sessionOf(
    form: Form | undefined,
    request: FastifyRequest,
  ): Promise<OpenPersonSession | null> {
    const session = await this.access.session(request);
    if (session === null || isFormOf(this.access.secret(request) ?? '', form?.get('token'))) return session;
    throw ScimError.forbidden('The form does not come from your own page: open it again');
  }

  private async leave(
    session: OpenPersonSession | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const cloud = session === null ? this.clouds.first : await this.clouds.ofTenant(session.tenantId);
    const signedOut = `${baseUrl(request, this.config)}/${SIGNED_OUT}`;
    const overTls = isOverTls(request, this.config);
    await reply
      .header('set-cookie', personCookie.clear(overTls))
      .redirect((await this.client.endSessionUrl(cloud, signedOut)) ?? signedOut, 303);
  }
}
