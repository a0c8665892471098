import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerForError, isFailure } from '../http/answer-for-error.js';
import { stateOf } from '../http/request-state.js';
import { SignInLimit } from '../http/sign-in-limit.js';
import { LOGGER, type Logger } from '../logger.js';
import { html, sendPage, type Html } from '../http/page.js';
import { RefusedPeople } from './refused-people.js';
import { EntraUnavailable, SignInRefused } from './sign-in-refused.js';

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

/** The same for every reason: nobody learns from it who is a customer, or provisioned. */
const REFUSED: ErrorPage = {
  status: 403,
  title: 'You could not be signed in',
  text: "Sign in again from the beginning. If that does not help, ask your organisation's IT for access to InviteDesk, and tell them the request id.",
};
const LIMITED: ErrorPage = {
  status: 429,
  title: 'Too many sign-ins have failed',
  text: 'Wait a minute before the next one.',
};
const ENTRA_AWAY: ErrorPage = {
  status: 503,
  title: 'Microsoft Entra does not answer',
  text: 'Try again in a few minutes.',
};

/** Answers errors of the sign-in with pages. */
@Catch()
export class SsoErrorFilter implements ExceptionFilter {
  constructor(
    private readonly signIns: SignInLimit,
    private readonly refused: RefusedPeople,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const page = this.pageFor(thrown, request, reply);
    await sendPage(reply, page.status, page.title, bodyOf(page, request.id));
  }

  private pageFor(thrown: unknown, request: FastifyRequest, reply: FastifyReply): ErrorPage {
    if (thrown instanceof SignInRefused) {
      const { reason, person, seen } = thrown;
      const tenant = person === null ? {} : { tenantId: person.tenantId };
      stateOf(request).refusal = { reason, ...tenant };
      if (seen !== null)
        this.logger.warn({ requestId: request.id, reason, ...seen }, 'A sign-in was refused');
      const wait = this.signIns.secondsToWait(request);
      if (wait !== null) void reply.header('retry-after', String(wait));
      const page = wait === null ? REFUSED : LIMITED;
      if (person !== null) this.refused.note(request, reason, person, page.status);
      return page;
    }
    if (thrown instanceof EntraUnavailable) {
      stateOf(request).refusal = { reason: 'keys-unavailable' };
      this.logger.warn({ requestId: request.id, problem: thrown.problem }, 'Entra did not answer a sign-in');
      void reply.header('retry-after', '60');
      return ENTRA_AWAY;
    }
    const { error, headers } = answerForError(thrown, request.id);
    if (isFailure(error.status)) this.logger.error({ requestId: request.id, err: thrown }, 'Request failed');
    for (const [name, value] of Object.entries(headers)) void reply.header(name, value);
    return { status: error.status, title: 'This did not work', text: error.detail };
  }
}

function bodyOf({ text }: ErrorPage, requestId: string): Html {
  return html`<p>${text}</p>
    <p>
      <small>Request id: <code>${requestId}</code></small>
    </p>`;
}
