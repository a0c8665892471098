import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { adminValidation, invalid } from '../admin/admin-validation.js';
import { AuditAs, AuditInterceptor } from '../admin/audit.interceptor.js';
import { Public, SessionOnly } from '../http/access.decorators.js';
import { AdminAccess } from '../auth/admin-access.js';
import { AdminToken } from '../auth/admin-token.js';
import { isOverTls } from '../auth/console-request.js';
import { byConsoleSession, type SignedIn } from '../auth/signed-in.js';
import { consoleCookie, personCookie } from '../auth/session-cookie.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { stateOf } from '../http/request-state.js';
import { NamedTokens } from '../operators/named-tokens.service.js';
import type { Refusal } from '../access/tenant-access.js';
import { ScimError } from '../scim/errors.js';
import { ConsoleSessions, type NewSession } from '../sessions/console-sessions.service.js';
import { IDLE_MS, type Visit } from '../sessions/session-rows.js';
import { PersonSessions } from '../sessions/person-sessions.service.js';
import { OpenedLink, SessionAnswer, SessionTenant, SignIn } from './session.dto.js';

const SIGN_INS = {
  operator: { summary: 'An operator', value: { adminToken: 'the admin token' } },
  customer: { summary: 'Whoever has a set-up link', value: { setupSecret: 'the part behind the #' } },
};

/** Documents the header that other sites' pages cannot send. */
const FromConsole = (): MethodDecorator =>
  ApiHeader({
    name: 'X-InviteDesk-Console',
    required: true,
    schema: { type: 'string', enum: ['user', 'refresh'], default: 'user' },
    description: '`refresh` is a request that a page makes by itself: it does not prolong the session',
  });

/** Signs operators and holders of set-up links in and out of the console. */
@ApiTags('Console')
@SessionOnly()
@UsePipes(adminValidation)
@UseInterceptors(AuditInterceptor)
@Controller('console/session')
@ApiProblem(401, 'Nobody has signed in, or the session has ended.')
@ApiProblem(403, 'The request does not come from the console.')
export class SessionController {
  constructor(
    private readonly access: AdminAccess,
    private readonly adminToken: AdminToken,
    private readonly sessions: ConsoleSessions,
    private readonly people: PersonSessions,
    private readonly named: NamedTokens,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @AuditAs('session.open')
  @Public()
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in',
    description:
      'With the admin token or the secret of a set-up link: the answer sets a cookie. Like every request of the console ' +
      'that changes something, it needs the header `X-InviteDesk-Console: user`.',
  })
  @FromConsole()
  @ApiBody({ type: SignIn, examples: SIGN_INS })
  @ApiCreatedResponse({ type: SessionAnswer })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(410, 'The set-up link has expired, is revoked, or was used as often as it may be.')
  async signIn(
    @Body() body: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    this.access.requireConsole(request);
    const { session, secret } = await this.open(body, request);
    const overTls = isOverTls(request, this.config);
    await this.endPersonSession(request);
    void reply.header('set-cookie', [consoleCookie.set(secret, overTls), personCookie.clear(overTls)]);
    return answer(byConsoleSession(session));
  }

  @Post('link')
  @HttpCode(200)
  @Public()
  @ApiOperation({
    operationId: 'readLinkTenant',
    summary: 'Read which tenant a set-up link is for',
    description: 'Without signing in with it.',
  })
  @FromConsole()
  @ApiOkResponse({ type: SessionTenant })
  @ApiProblem(400, 'A member is missing, unknown or not valid; `errors` names each.')
  @ApiProblem(410, 'The set-up link has expired, is revoked, or was used as often as it may be.')
  async readLink(
    @Body() { setupSecret }: OpenedLink,
    @Req() request: FastifyRequest,
  ): Promise<SessionTenant> {
    this.access.requireConsole(request);
    const tenant = await this.sessions.tenantOfLink(setupSecret);
    return 'reason' in tenant ? refuseLink(tenant, request) : tenant;
  }

  @Get()
  @ApiOperation({ operationId: 'readSession', summary: 'Who has signed in' })
  @ApiOkResponse({ type: SessionAnswer })
  async read(@Req() request: FastifyRequest): Promise<SessionAnswer> {
    return answer(await this.access.session(request));
  }

  @Delete()
  @AuditAs('session.close')
  @HttpCode(204)
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out' })
  @FromConsole()
  @ApiNoContentResponse()
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { tenant } = await this.access.session(request);
    const overTls = isOverTls(request, this.config);
    await this.sessions.close(consoleCookie.read(request, overTls) ?? '', tenant?.id ?? null);
    await this.endPersonSession(request);
    void reply.header('set-cookie', [consoleCookie.clear(overTls), personCookie.clear(overTls)]);
  }

  private async open({ adminToken, setupSecret }: SignIn, request: FastifyRequest): Promise<NewSession> {
    if ((adminToken === undefined) === (setupSecret === undefined)) {
      throw invalid([{ field: 'adminToken', message: 'expected one of adminToken and setupSecret' }]);
    }
    const visit: Visit = {
      address: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      earlier: consoleCookie.read(request, isOverTls(request, this.config)),
    };
    if (adminToken !== undefined) return this.openForOperator(adminToken, visit, request);
    const opened = await this.sessions.openForLink(setupSecret ?? '', visit);
    return 'reason' in opened ? refuseLink(opened, request) : opened;
  }

  private async openForOperator(
    adminToken: string,
    visit: Visit,
    request: FastifyRequest,
  ): Promise<NewSession> {
    if (this.adminToken.matches(adminToken)) {
      const { fingerprint } = this.adminToken;
      return this.sessions.openForOperator({ fingerprint }, visit);
    }
    const found = await this.named.find(adminToken);
    if (!('reason' in found)) return this.sessions.openForOperator(found, visit);
    stateOf(request).refusal = found.hint === undefined ? { reason: 'wrong-admin-token' } : found;
    throw ScimError.unauthorized('This is not the admin token, nor one with a name that works');
  }

  /** Ends the session of a person in this browser, so that nobody else is signed in beside it. */
  private async endPersonSession(request: FastifyRequest): Promise<void> {
    const secret = personCookie.read(request, isOverTls(request, this.config));
    const found = secret === null ? null : await this.people.find(secret, false);
    if (found !== null && !('reason' in found)) await this.people.end(found.hint);
  }
}

function refuseLink(refusal: Refusal, request: FastifyRequest): never {
  stateOf(request).refusal = refusal;
  const { reason } = refusal;
  if (reason === 'used-up')
    throw ScimError.http(410, 'The set-up link has been used as often as it may be: ask for a new one');
  throw reason === 'expired' || reason === 'revoked'
    ? ScimError.http(410, 'The set-up link has expired or was revoked: ask for a new one')
    : ScimError.unauthorized('This is not a set-up link: copy the whole of it');
}

function answer({ actor: { kind, role, name }, tenant, expiresAt }: SignedIn): SessionAnswer {
  return {
    kind:
      role !== null
        ? 'operator'
        : kind === 'person'
          ? 'admin'
          : kind === 'read-only-link'
            ? kind
            : 'setup-link',
    role,
    name,
    tenant: tenant === null ? null : { id: tenant.id, name: tenant.name },
    expiresAt: new Date(expiresAt).toISOString(),
    idleSeconds: IDLE_MS / 1000,
  };
}
