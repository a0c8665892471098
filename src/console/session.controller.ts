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
import { consoleCookie } from '../auth/session-cookie.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import {
  ConsoleSessions,
  IDLE_MS,
  type NewSession,
  type OpenSession,
} from '../sessions/console-sessions.service.js';
import { SessionAnswer, SignIn } from './session.dto.js';

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
    void reply.header('set-cookie', consoleCookie.set(secret, isOverTls(request, this.config)));
    return answer(session);
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
    await this.sessions.close(await this.access.session(request));
    void reply.header('set-cookie', consoleCookie.clear(isOverTls(request, this.config)));
  }

  private async open({ adminToken, setupSecret }: SignIn, request: FastifyRequest): Promise<NewSession> {
    if ((adminToken === undefined) === (setupSecret === undefined)) {
      throw invalid([{ field: 'adminToken', message: 'expected one of adminToken and setupSecret' }]);
    }
    if (adminToken !== undefined) {
      if (this.adminToken.matches(adminToken))
        return this.sessions.openForOperator(this.adminToken.fingerprint);
      stateOf(request).refusal = { reason: 'wrong-admin-token' };
      throw ScimError.unauthorized('This is not the admin token');
    }
    const opened = await this.sessions.openForLink(setupSecret ?? '');
    if (!('reason' in opened)) return opened;
    stateOf(request).refusal = opened;
    if (opened.reason === 'used-up')
      throw ScimError.http(410, 'The set-up link has been used as often as it may be: ask for a new one');
    throw opened.reason === 'expired' || opened.reason === 'revoked'
      ? ScimError.http(410, 'The set-up link has expired or was revoked: ask for a new one')
      : ScimError.unauthorized('This is not a set-up link: copy the whole of it');
  }
}

function answer({ tenant, expiresAt }: OpenSession): SessionAnswer {
  return {
    kind: tenant === null ? 'operator' : 'setup-link',
    tenant: tenant === null ? null : { id: tenant.id, name: tenant.name },
    expiresAt: new Date(expiresAt).toISOString(),
    idleSeconds: IDLE_MS / 1000,
  };
}
