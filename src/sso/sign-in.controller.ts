import { Controller, Get, Inject, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOverTls } from '../auth/console-request.js';
import { PersonAccess } from '../auth/person-access.js';
import { personCookie } from '../auth/session-cookie.js';
import type { Config } from '../config.js';
import { Public } from '../http/access.decorators.js';
import { baseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { Admission } from './admission.js';
import { sendCloudPage } from './cloud-page.js';
import { EntraClient } from './entra-client.js';
import { EntraClouds } from './entra-clouds.js';
import { EntraPeople } from './entra-people.js';
import { LoginTargets } from './login-targets.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInRefused } from './sign-in-refused.js';
import { SsoErrorFilter } from './sso-error.filter.js';

type Query = Readonly<Record<string, unknown>>;

/** Leads a browser to Entra and back. */
@ApiExcludeController()
@Public()
@UseFilters(SsoErrorFilter)
@Controller('sso')
export class SignInController {
  constructor(
    private readonly targets: LoginTargets,
    private readonly attempts: SignInAttempts,
    private readonly client: EntraClient,
    private readonly clouds: EntraClouds,
    private readonly people: EntraPeople,
    private readonly admission: Admission,
    private readonly access: PersonAccess,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('login')
  async login(
    @Query() query: Query,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const target = await this.targets.of(query, request);
    if (target === null) return sendCloudPage(reply, this.clouds.all, query);
    await this.client.reach(target);
    const overTls = isOverTls(request, this.config);
    const { cookies, ...proof } = await this.attempts.begin(request, target, overTls);
    const redirectUri = this.redirectUri(request);
    const asksAgain = query.prompt === 'login';
    const url = await this.client.authorizationUrl(target, redirectUri, proof, asksAgain);
    await reply.header('set-cookie', cookies).redirect(url.href, 302);
  }

  @Get('callback')
  async callback(
    @Query('state') state: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const overTls = isOverTls(request, this.config);
    const text = typeof state === 'string' ? state : '';
    const attempt = await this.attempts.finish(request, text, overTls);
    if (attempt === null) throw new SignInRefused('wrong-state');
    void reply.header('set-cookie', this.attempts.forget(text, overTls));
    const response = new URL(this.redirectUri(request) + new URL(request.url, 'http://any.invalid').search);
    const person = await this.people.identify(response, attempt);
    const earlier = await this.access.session(request);
    const secret = await this.admission.admit(person, request, earlier);
    await reply
      .header('set-cookie', personCookie.set(secret, overTls))
      .redirect(baseUrl(request, this.config) + attempt.returnTo, 302);
  }

  private redirectUri(request: FastifyRequest): string {
    return `${baseUrl(request, this.config)}/sso/callback`;
  }
}
