import { personCookie } from '../../src/auth/session-cookie.js';
import { PersonSessions } from '../../src/sessions/person-sessions.service.js';
import { CookieBrowser } from './cookie-browser.js';
import type { TestService } from './service.js';

/** A browser whose person has signed in with Entra. */
export async function signedInBrowser(
  service: TestService,
  tenantId: string,
  userId: string,
  /** Where the browser goes: the same service, or another process of it. */
  url = service.url,
  entraSession: string | null = null,
): Promise<CookieBrowser> {
  const opened = await service.app.get(PersonSessions, { strict: false }).open({
    tenantId,
    userId,
    address: '127.0.0.1',
    userAgent: null,
    entraSession,
    entraSubject: null,
    endsBy: null,
  });
  if (typeof opened === 'string') throw new Error(`No session: ${opened}`);
  const browser = new CookieBrowser();
  browser.keep(url, personCookie.set(opened.secret, false));
  return browser;
}
