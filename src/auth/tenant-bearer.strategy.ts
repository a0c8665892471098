import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-http-bearer';
import type { Refusal, TenantAccess } from '../access/tenant-access.js';
import { CredentialVerifier } from '../tenants/credentials/credential-verifier.js';

/** A credential that grants no access, with the reason. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';
  constructor(readonly refusal: Refusal) {
    super(refusal.reason);
  }
}

/** RFC 6750 bearer authentication with an access code, an access token or a token signed by Entra. */
@Injectable()
export class TenantBearerStrategy extends PassportStrategy(Strategy) {
  /**
   * The name of this strategy in Passport's registry. The registry is global: with a common name, all applications of a
   * process would share the strategy that was created last. Passing the strategy itself would not do: Passport copies a
   * strategy found by name for each request, but stores request state in one that it is passed.
   */
  readonly registeredAs = `tenant-bearer ${randomUUID()}`;

  constructor(private readonly verifier: CredentialVerifier) {
    super();
    passport.use(this.registeredAs, this);
  }

  /**
   * Called by Passport with the token of the header.
   * @throws CredentialRefused when it grants no access
   */
  async validate(token: string): Promise<TenantAccess> {
    const verdict = await this.verifier.verify(token);
    if ('reason' in verdict) throw new CredentialRefused(verdict);
    return verdict;
  }
}
