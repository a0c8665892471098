import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { TenantAccess } from '../access/tenant-access.js';

/** Name of the strategy in Passport's registry. */
export const ACCESS_CODE = 'access-code';

/**
 * All that Passport sees of a request. The bearer strategy would also take a code from the query or the
 * body; secrets do not belong there, and here are neither.
 */
export interface PresentedCode {
  readonly headers: { readonly authorization: string | undefined };
  /** What the code opens; null when it opens nothing. */
  verify(code: string): Promise<TenantAccess | null>;
}

/**
 * RFC 6750 bearer authentication with access codes. It keeps no state: Passport's registry is shared by
 * all applications of a process, so each request brings its own application's verifier.
 */
@Injectable()
export class TenantBearerStrategy extends PassportStrategy(Strategy, ACCESS_CODE) {
  constructor() {
    super({ passReqToCallback: true });
  }

  /** Called by Passport; a falsy answer is a refusal. */
  async validate(presented: PresentedCode, code: string): Promise<TenantAccess | false> {
    return (await presented.verify(code)) ?? false;
  }
}
