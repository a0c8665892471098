import type { KoaContextWithOIDC } from 'oidc-provider';
import { stateOf } from '../../http/request-state.js';
import type { SignInLimit } from '../../http/sign-in-limit.js';
import type { PersonSessions } from '../../sessions/person-sessions.service.js';
import { requestOf } from './provider-request.js';

interface Parts {
  readonly limit: SignInLimit;
  readonly people: PersonSessions;
}

/** Koa's middleware around the library. */
export function afterwards({ limit, people }: Parts) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.status === 401) limitGuesses(ctx, limit);
    const { person } = requestOf(ctx.req);
    // Or else the next application would sign the person in again without a question.
    if (isSignedOut(ctx) && person !== null) await people.end(person.hint);
  };
}

/** Failed authentication counts like everywhere else. */
function limitGuesses(ctx: KoaContextWithOIDC, limit: SignInLimit): void {
  const { request } = requestOf(ctx.req);
  const { client_id: clientId } = Object(ctx.oidc.params) as { client_id?: unknown };
  stateOf(request).refusal = {
    reason: ctx.oidc.route === 'userinfo' ? 'unknown' : 'wrong-client',
    ...(typeof clientId === 'string' ? { hint: clientId.slice(0, 16) } : {}),
  };
  const wait = limit.secondsToWait(request);
  if (wait === null) return;
  ctx.status = 429;
  ctx.set('Retry-After', String(wait));
}

function isSignedOut({ oidc, status }: KoaContextWithOIDC): boolean {
  return status === 303 && oidc.route === 'end_session_confirm' && oidc.params?.['logout'] !== undefined;
}
