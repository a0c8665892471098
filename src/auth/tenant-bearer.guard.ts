import type { IncomingMessage } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Refusal, TenantAccess } from '../access/tenant-access.js';
import { readBearer, readRepeatedBearer } from '../http/authorization.js';
import { requestOf } from '../http/request-of-context.js';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import { CredentialVerifier } from '../tenants/credentials/credential-verifier.js';
import { CredentialRefused, TenantBearerStrategy } from './tenant-bearer.strategy.js';

const REFUSED = 'The access code is missing or not valid: copy a new one from Settings > Active Directory';
const SWITCHED_OFF = 'Provisioning is switched off: switch it on in Settings > Active Directory';
const KEYS_UNAVAILABLE = 'The keys with which Entra signs cannot be read: try again in a few seconds';

/**
 * Admits requests with a valid access code or access token, and stores the tenant's access in the request state.
 * @throws ScimError 401, the same for every reason; 403 when provisioning is disabled for the tenant; 503 when Entra's
 *   keys cannot be read
 */
@Injectable()
export class TenantBearerGuard extends AuthGuard() {
  constructor(
    strategy: TenantBearerStrategy,
    private readonly verifier: CredentialVerifier,
  ) {
    super({ defaultStrategy: strategy.registeredAs, session: false });
  }

  /** A header that was accepted a moment ago skips Passport. */
  override canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    const request = requestOf(context);
    const { authorization } = request.headers;
    const access = this.verifier.recall(authorization ?? '');
    if (access !== null) {
      stateOf(request).access = access;
      return true;
    }
    const pasted = readRepeatedBearer(authorization);
    return pasted === null ? super.canActivate(context) : this.refusePasted(request, pasted);
  }

  /** Node's raw request has neither query nor body, where the strategy would also look for a token. */
  override getRequest(context: ExecutionContext): IncomingMessage {
    return requestOf(context).raw;
  }

  override handleRequest<User = TenantAccess>(
    error: unknown,
    access: User | false,
    _info: unknown,
    context: ExecutionContext,
  ): User {
    const request = requestOf(context);
    const { authorization } = request.headers;
    if (error instanceof CredentialRefused) return refuse(request, error.refusal);
    if (error instanceof Error) throw error;
    if (access === false)
      return refuse(request, { reason: authorization === undefined ? 'missing' : 'malformed' });
    stateOf(request).access = access as TenantAccess;
    this.verifier.remember(authorization ?? '', readBearer(authorization) ?? '');
    return access;
  }

  /** Refuses a code that was pasted with its scheme, and records the tenant that it belongs to. */
  private async refusePasted(request: FastifyRequest, code: string): Promise<never> {
    const owner = await this.verifier.ownerOf(code);
    return refuse(request, { reason: 'bearer-twice', ...owner });
  }
}

function refuse(request: FastifyRequest, refusal: Refusal): never {
  stateOf(request).refusal = refusal;
  const { reason } = refusal;
  if (reason === 'switched-off') throw ScimError.forbidden(SWITCHED_OFF);
  if (reason === 'keys-unavailable') throw ScimError.http(503, KEYS_UNAVAILABLE);
  throw ScimError.unauthorized(REFUSED);
}
