import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OpenPersonSession } from '../../sessions/person-sessions.service.js';
import { Artifacts } from '../storage/artifacts.js';

/** The name of the provider's own cookie. */
export const SESSION_COOKIE = 'invitedesk-oidc';

/** Ties the session that the library keeps with a browser to the session of the person. */
@Injectable()
export class BrowserSessions {
  constructor(private readonly artifacts: Artifacts) {}

  /** Hides the cookie of a session that was made for another person, or whose person has signed out. */
  async requireSame(headers: IncomingHttpHeaders, person: OpenPersonSession | null): Promise<void> {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const own = pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
    if (own === undefined) return;
    const session = await this.artifacts.find('Session', own.slice(SESSION_COOKIE.length + 1));
    if (session?.accountId === undefined || session.accountId === person?.userId) return;
    headers.cookie = pairs.filter((pair) => pair !== own).join('; ');
  }
}
