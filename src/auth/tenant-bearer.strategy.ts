import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-http-bearer';
import type { Refusal, TenantAccess } from '../access/tenant-access.js';
import { CredentialVerifier } from '../tenants/credentials/credential-verifier.js';

/** A credential that opens no tenant, with the reason. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';
  constructor(readonly refusal: Refusal) {
    super(refusal.reason);
  }
}

/** RFC 6750 bearer authentication with an access code, an access token or a token that Entra has signed. */
@Injectable()
export class TenantBearerStrategy extends PassportStrategy(Strategy) {
  /**
   * The name of this strategy in Passport's registry. The registry is global: under a common name, every application of
   * a process would use the strategy of the one made last. A name it must be: Passport copies a strategy that it finds by
   * name for each request, but keeps the state of a request in a strategy that it is given itself.
   */
  readonly registeredAs = `tenant-bearer ${randomUUID()}`;

  constructor(private readonly verifier: CredentialVerifier) {
    super();
    passport.use(this.registeredAs, this);
  }

  /**
   * Called by Passport with the token of the header.
   * @throws CredentialRefused when it opens no tenant
   */
  async validate(token: string): Promise<TenantAccess> {
    const verdict = await this.verifier.verify(token);
    if ('reason' in verdict) throw new CredentialRefused(verdict);
    return verdict;
  }
}
