import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { PersonTokens } from '../access/person-tokens.js';
import type { Config } from '../config.js';
import { readBearer } from '../http/authorization.js';
import { issuerUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import { personTokens } from '../secrets/secret-text.js';

/** Authenticates people by access tokens of the OpenID Provider, which is built on this module and found when needed. */
@Injectable()
export class PersonBearer {
  constructor(
    private readonly modules: ModuleRef,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether the bearer token of a request is one of a person, by its form. */
  isShownBy(request: FastifyRequest): boolean {
    return readBearer(request.headers.authorization)?.startsWith(personTokens.prefix) === true;
  }

  /**
   * Admits a person, and stores who it is in the request state.
   * @throws ScimError 401 when the token grants nothing
   */
  async check(request: FastifyRequest): Promise<true> {
    const token = readBearer(request.headers.authorization) ?? '';
    const parsed = personTokens.parse(token);
    const found =
      typeof parsed === 'string'
        ? { reason: parsed }
        : await this.modules
            .get(PersonTokens, { strict: false })
            .find(token, issuerUrl(request, this.config));
    if ('reason' in found) {
      stateOf(request).refusal = found;
      throw ScimError.unauthorized('The access token is not valid any more: sign in again');
    }
    stateOf(request).person = found;
    return true;
  }
}
