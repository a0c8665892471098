import { Catch, Inject, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER, type Logger } from '../logger.js';
import { ScimError } from '../scim/errors.js';
import { answerForError, errorBody, isFailure, type ErrorAnswer } from './answer-for-error.js';
import { wwwAuthenticate } from './www-authenticate.js';
import { ErrorListener } from './error-listener.js';
import { keepForLog, stateOf } from './request-state.js';
import { asksForOtherVersion, SCIM_PATH } from './scim-path.js';
import { SignInLimit } from './sign-in-limit.js';
import { ROUTE_TABLE, type RouteTable } from './route-table.js';

/**
 * Renders every error of every route: as SCIM under the SCIM base URL, as an OAuth error at the OAuth endpoints, as
 * problem details elsewhere.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(ROUTE_TABLE) private readonly routes: RouteTable,
    private readonly listener: ErrorListener,
    private readonly signIns: SignInLimit,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const allowed = this.allowedMethods(thrown, request);
    const answered = answerForError(this.refine(thrown, request, allowed), request.id);
    const state = stateOf(request);
    state.scimType = answered.error.scimType ?? null;
    state.limit = answered.error.limited?.limit ?? null;
    this.listener.note(request, answered.error);
    const answer = this.limited(answered, request);
    const { error } = answer;
    if (isFailure(error.status)) {
      this.logger[error.status === 500 ? 'error' : 'warn'](
        { requestId: request.id, err: thrown },
        'Request failed',
      );
    }
    if (reply.raw.headersSent) {
      // The answer has begun: only a broken connection can signal the error.
      reply.raw.destroy();
      return;
    }
    const { type, text } = errorBody(answer, request.url, request.id);
    keepForLog(request, text);
    for (const [name, value] of Object.entries(answer.headers)) void reply.header(name, value);
    if (error.status === 401) void reply.header('www-authenticate', wwwAuthenticate(request));
    if (error.status === 405) void reply.header('allow', allowed.join(', '));
    void reply.code(error.status).type(type).send(Buffer.from(text));
  }

  private limited(answer: ErrorAnswer, request: FastifyRequest): ErrorAnswer {
    const seconds = answer.error.status === 401 ? this.signIns.secondsToWait(request) : null;
    if (seconds === null) return answer;
    const error = ScimError.http(429, 'Too many sign-ins have failed: wait before the next one');
    return { error, fields: [], headers: { 'retry-after': String(seconds) } };
  }

  private allowedMethods(thrown: unknown, request: FastifyRequest): string[] {
    return request.is404 && thrown instanceof NotFoundException ? this.routes.methodsOf(request.url) : [];
  }

  /** Nest has no 405, and its 404 repeats the URL. */
  private refine(thrown: unknown, request: FastifyRequest, allowed: string[]): unknown {
    if (!request.is404 || !(thrown instanceof NotFoundException)) return thrown;
    if (asksForOtherVersion(request.url)) {
      return ScimError.invalidVers(`SCIM 2.0 is spoken here, at ${SCIM_PATH}`);
    }
    return allowed.length === 0
      ? ScimError.notFound('There is nothing at this URL')
      : ScimError.methodNotAllowed(`This URL takes ${allowed.join(', ')} only, not ${request.method}`);
  }
}
