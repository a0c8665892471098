import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { readBearer, readRepeatedBearer } from '../http/authorization.js';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import type { TenantAccess } from '../access/tenant-access.js';
import { CredentialVerifier } from '../tenants/credentials/credential-verifier.js';
import { ACCESS_CODE, type PresentedCode } from './tenant-bearer.strategy.js';

const REFUSED = 'The access code is missing or not valid: copy a new one from Settings > Active Directory';
const SWITCHED_OFF = 'Provisioning is switched off: switch it on in Settings > Active Directory';
const KEYS_UNAVAILABLE = 'The keys with which Entra signs cannot be read: try again in a few seconds';

/**
 * Lets a request pass that carries a valid access code or access token, and notes the tenant it opens.
 * @throws ScimError 401, the same for every reason; 403 when only the tenant's switch is off; 503 while Entra's keys
 *   cannot be read
 */
@Injectable()
export class TenantBearerGuard extends AuthGuard(ACCESS_CODE) {
  constructor(private readonly verifier: CredentialVerifier) {
    super({ session: false });
  }

  /** A header that opened a tenant a moment ago does so again without Passport. */
  override canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    const access = this.verifier.recall(authorization ?? '');
    if (access === null) {
      const pasted = readRepeatedBearer(authorization);
      return pasted === null ? super.canActivate(context) : this.refusePasted(request, pasted);
    }
    stateOf(request).access = access;
    return true;
  }

  override getRequest(context: ExecutionContext): PresentedCode {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    const state = stateOf(request);
    state.refusal = { reason: authorization === undefined ? 'missing' : 'malformed' };
    const presented = readBearer(authorization);
    return {
      headers: { authorization: presented === null ? undefined : `Bearer ${presented}` },
      verify: async (code) => {
        state.refusal = null;
        const verdict = await this.verifier.verify(code);
        if (authorization !== undefined && !('reason' in verdict))
          this.verifier.remember(authorization, code);
        state.refusal = 'reason' in verdict ? verdict : null;
        return 'reason' in verdict ? null : verdict;
      },
    };
  }

  override handleRequest<User>(
    error: unknown,
    access: User | false,
    _info: unknown,
    context: ExecutionContext,
  ): User {
    if (error instanceof Error) throw error;
    const state = stateOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (access === false || state.refusal !== null) {
      const reason = state.refusal?.reason;
      if (reason === 'switched-off') throw ScimError.forbidden(SWITCHED_OFF);
      if (reason === 'keys-unavailable') throw ScimError.http(503, KEYS_UNAVAILABLE);
      throw ScimError.unauthorized(REFUSED);
    }
    state.access = access as TenantAccess;
    return access;
  }

  /** Refuses a code that was pasted with its scheme, and tells the tenant whose it is. */
  private async refusePasted(request: FastifyRequest, code: string): Promise<never> {
    const owner = await this.verifier.ownerOf(code);
    stateOf(request).refusal = { reason: 'bearer-twice', ...owner };
    throw ScimError.unauthorized(REFUSED);
  }
}
