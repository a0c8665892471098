import type { ServerResponse } from 'node:http';
import {
  All,
  Body,
  ConflictException,
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { isOverTls } from '../../auth/console-request.js';
import { personCookie } from '../../auth/session-cookie.js';
import type { Config } from '../../config.js';
import { Public } from '../../http/access.decorators.js';
import { baseUrl, issuerUrl } from '../../http/base-url.js';
import { FormBody, UnreadBody } from '../../http/body.guard.js';
import type { Form } from '../../http/form-text.js';
import { CONFIG } from '../../http/injected-config.js';
import { OIDC_PATH } from '../../http/oauth-paths.js';
import { PAGE_STYLE } from '../../http/page.js';
import { PAGE_HEADERS } from '../../http/security-headers.js';
import { ScimError } from '../../scim/errors.js';
import { PersonSessions, type OpenPersonSession } from '../../sessions/person-sessions.service.js';
import { BrowserSessions } from './browser-sessions.js';
import { inLibrary } from './load-library.js';
import { rememberRequest } from './provider-request.js';
import { Providers } from './providers.js';

const AUTHORIZE = /^\/authorize(?:[/?]|$)/;
const LOGOUT = /^\/logout(?:[/?]|$)/;

/** The pages of the provider load nothing and send forms to itself, from where an application may follow. */
const POLICY = `default-src 'none'; script-src 'self'; ${PAGE_STYLE}; base-uri 'none'; frame-ancestors 'none'`;

/**
 * The OpenID Provider, by which people sign in to applications. The library answers on the connection itself; here it is
 * told who asks, and where. Its own authentication stands in the place of the access guard.
 */
@ApiExcludeController()
@Public()
@Controller(OIDC_PATH.slice(1))
export class OidcController {
  constructor(
    private readonly providers: Providers,
    private readonly people: PersonSessions,
    private readonly browsers: BrowserSessions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A person who is signed in goes on to the application; everybody else signs in with Entra first. */
  @Get('interaction/:uid')
  async interaction(
    @Param('uid') uid: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const person = await this.personOf(request);
    const provider = await this.enter(request, person);
    const { prompt, params, iat } = await detailsOf(provider, request, reply);
    const signedInAt = Math.floor((person?.createdAt ?? 0) / 1000);
    const isTooOld = prompt.reasons.some(
      (reason) =>
        (reason === 'login_prompt' && signedInAt < iat) ||
        (reason === 'max_age' && iat - signedInAt > Number(params.max_age)),
    );
    if (person === null || isTooOld) {
      const query = new URLSearchParams({ return_to: `${OIDC_PATH}/interaction/${uid}` });
      if (isTooOld) query.set('prompt', 'login');
      await reply.redirect(`${baseUrl(request, this.config)}/sso/login?${query.toString()}`, 303);
      return;
    }
    const login = { accountId: person.userId, ts: signedInAt };
    const { raw } = this.takeOver(request, reply);
    await inLibrary(() => provider.interactionFinished(request.raw, raw, { login, consent: {} }));
  }

  /**
   * A form counts like a query (OpenID Connect Core 1.0 section 3.1.2.1): browsers withhold the cookies of a person from
   * forms of other sites, and send them when they follow.
   */
  @Post('authorize')
  @FormBody()
  async authorizeByForm(
    @Body() form: Form | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = new URLSearchParams([...(form ?? [])]).toString();
    await reply.redirect(`${issuerUrl(request, this.config)}/authorize?${query}`, 303);
  }

  @All(['', '*'])
  @UnreadBody()
  async handle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = (request.raw.url ?? '').replace(/^\/+oidc/, '');
    const person = AUTHORIZE.test(path) || LOGOUT.test(path) ? await this.personOf(request) : null;
    if (AUTHORIZE.test(path)) await this.browsers.requireSame(request.raw.headers, person);
    const provider = await this.enter(request, person);
    const { raw } = this.takeOver(request, reply);
    request.raw.url = path === '' ? '/' : path;
    await inLibrary(async () => provider.callback()(request.raw, raw));
  }

  private async personOf(request: FastifyRequest): Promise<OpenPersonSession | null> {
    const secret = personCookie.read(request, isOverTls(request, this.config));
    const found = secret === null ? null : await this.people.find(secret);
    return found === null || 'reason' in found ? null : found;
  }

  /** Tells the library who asks, and the address under which it is known: that of `PUBLIC_URL`, not of the connection. */
  private async enter(request: FastifyRequest, person: OpenPersonSession | null): Promise<Provider> {
    const issuer = issuerUrl(request, this.config);
    const provider = await this.providers.of(issuer).catch(unavailable);
    const { raw } = request;
    const { protocol, host, pathname } = new URL(issuer);
    rememberRequest(raw, { request, person });
    raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    raw.headers['x-forwarded-host'] = host;
    Object.assign(raw, { originalUrl: pathname + (raw.url ?? '').replace(/^\/+oidc/, '') });
    return provider;
  }

  private takeOver(request: FastifyRequest, reply: FastifyReply): { readonly raw: ServerResponse } {
    const { raw } = reply.hijack();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) raw.setHeader(name, value);
    raw.setHeader('content-security-policy', POLICY);
    raw.setHeader('cache-control', 'no-store');
    raw.setHeader('x-request-id', request.id);
    return { raw };
  }
}

/** Operators are told the reason where they register applications, and in the log. */
function unavailable(error: unknown): never {
  if (error instanceof ConflictException)
    throw ScimError.http(503, 'Nobody can sign in to applications at the moment');
  throw error;
}

/** @throws NotFoundException when the browser has no sign-in under way */
async function detailsOf(provider: Provider, { raw }: FastifyRequest, reply: FastifyReply) {
  try {
    return await inLibrary(() => provider.interactionDetails(raw, reply.raw));
  } catch {
    throw new NotFoundException('This sign-in has ended: go back to the application and start again');
  }
}
