import type { FastifyRequest } from 'fastify';

/** A cookie that holds a secret and lasts until the browser is closed, unless it says how long. */
export class SecretCookie {
  /** @param sameSite `Lax` for a cookie that must be sent when another site, such as Entra, leads to this one */
  constructor(
    private readonly name: string,
    private readonly sameSite: 'Strict' | 'Lax',
    private readonly maxAgeSeconds: number | null = null,
  ) {}

  /** The secret in a request; `null` without one. */
  read(request: FastifyRequest, overTls: boolean): string | null {
    const name = this.nameFor(overTls);
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const equals = pair.indexOf('=');
      if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
    }
    return null;
  }

  /** The `Set-Cookie` header for a new secret. */
  set(secret: string, overTls: boolean): string {
    return this.header(secret, overTls, this.maxAgeSeconds);
  }

  /** The `Set-Cookie` header that deletes the cookie. */
  clear(overTls: boolean): string {
    return this.header('', overTls, 0);
  }

  private header(secret: string, overTls: boolean, maxAgeSeconds: number | null): string {
    const attributes = ['Path=/', 'HttpOnly', `SameSite=${this.sameSite}`];
    if (overTls) attributes.push('Secure');
    if (maxAgeSeconds !== null) attributes.push(`Max-Age=${maxAgeSeconds}`);
    return [`${this.nameFor(overTls)}=${secret}`, ...attributes].join('; ');
  }

  /** Over TLS, the prefix makes browsers restrict the cookie to this host, any path and encrypted connections. */
  private nameFor(overTls: boolean): string {
    return overTls ? `__Host-${this.name}` : this.name;
  }
}

/** Holds a session of the console. */
export const consoleCookie = new SecretCookie('invitedesk', 'Strict');
/** Holds a session of a person who signed in with Entra. */
export const personCookie = new SecretCookie('invitedesk-person', 'Lax');
