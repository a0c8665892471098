import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { PersonSessions, type OpenPersonSession } from '../sessions/person-sessions.service.js';
import { isOverTls } from './console-request.js';
import { personCookie } from './session-cookie.js';

/** Finds out which person a browser belongs to. */
@Injectable()
export class PersonAccess {
  constructor(
    private readonly sessions: PersonSessions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The session of a request; null when nobody has signed in, or the session has ended. */
  async session(request: FastifyRequest): Promise<OpenPersonSession | null> {
    const secret = this.secret(request);
    if (secret === null) return null;
    const found = await this.sessions.find(secret);
    return 'reason' in found ? null : found;
  }

  /** The secret in the cookie of a request; null without one. */
  secret(request: FastifyRequest): string | null {
    return personCookie.read(request, isOverTls(request, this.config));
  }
}
