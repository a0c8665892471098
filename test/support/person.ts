import { PersonSessions } from '../../src/sessions/person-sessions.service.js';
import { TestConsole } from './console.js';
import type { TestService } from './service.js';
import type { TestTenant } from './tenant.js';

/** The cookie of a person who has signed in with Entra. */
export async function personCookieOf(
  service: TestService,
  tenant: TestTenant,
  userId: string,
): Promise<string> {
  const opened = await service.app.get(PersonSessions, { strict: false }).open({
    tenantId: tenant.id,
    userId,
    address: '192.0.2.7',
    userAgent: 'Browser',
    entraSession: null,
    entraSubject: null,
    endsBy: null,
  });
  if (typeof opened === 'string') throw new Error(`No session: ${opened}`);
  return `invitedesk-person=${opened.secret}`;
}

/** A browser in which a person has signed in with Entra. */
export async function asPerson(
  service: TestService,
  tenant: TestTenant,
  userId: string,
): Promise<TestConsole> {
  return TestConsole.withCookie(service.url, await personCookieOf(service, tenant, userId));
}
