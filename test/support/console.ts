import type { AdminAnswer } from './service.js';

/** A browser that is signed in to the console of the service at `url`. */
export class TestConsole {
  private constructor(
    private readonly url: string,
    readonly cookie: string,
  ) {}

  /** Signs in; `body` is that of `POST /console/session`. */
  static async signIn(url: string, body: object): Promise<TestConsole> {
    const answer = await signIn(url, body);
    if (answer.status !== 201) throw new Error(`POST /console/session: ${answer.status}`);
    return new TestConsole(url, cookieOf(answer.headers));
  }

  /** A browser with a cookie that the test has. */
  static withCookie(url: string, cookie: string): TestConsole {
    return new TestConsole(url, cookie);
  }

  /** The same browser at another process of the deployment. */
  at(url: string): TestConsole {
    return new TestConsole(url, this.cookie);
  }

  /** Sends a request as the console does; a header of undefined is left out. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<AdminAnswer> {
    const { cookie, url } = this;
    return send(url, method, path, body, { cookie, 'x-invitedesk-console': 'user', ...headers });
  }

  /** Calls the admin API. */
  admin(method: string, path: string, body?: unknown): Promise<AdminAnswer> {
    return this.request(method, `/admin/v1${path}`, body);
  }
}

/** Sends a sign-in. */
export function signIn(
  url: string,
  body: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<AdminAnswer> {
  return send(url, 'POST', '/console/session', body, { 'x-invitedesk-console': 'user', ...headers });
}

/** The cookie that a browser sends back after a `Set-Cookie` header. */
export function cookieOf(headers: Headers): string {
  return String(headers.getSetCookie()[0]).split(';')[0] ?? '';
}

async function send(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string | undefined>,
): Promise<AdminAnswer> {
  const all = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
  const response = await fetch(url + path, {
    method,
    headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: /[/+]json\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined,
  };
}
