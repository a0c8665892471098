import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the forms of a person's pages hold, so that another site's page cannot send them: derived from the session. */
export function formToken(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('form').digest('base64url');
}

/** Whether a form comes from a page of this session. */
export function isFormOf(sessionSecret: string, token: string | undefined): boolean {
  const [expected, sent] = [Buffer.from(formToken(sessionSecret)), Buffer.from(token ?? '')];
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}
