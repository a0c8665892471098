/** A browser that keeps cookies and follows redirects, without pages. */
export class CookieBrowser {
  private readonly cookies = new Map<string, { value: string; path: string; origin: string }>();

  /** Sets a cookie as an answer from `origin` would. */
  keep(origin: string, header: string): void {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    const value = pair.slice(equals + 1);
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
    const isOver = attributes.some(
      (each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each),
    );
    if (isOver || value === '') this.cookies.delete(`${origin} ${name} ${path}`);
    else this.cookies.set(`${origin} ${name} ${path}`, { value, path, origin });
  }

  /** Each cookie as the header that sets it. */
  all(): string[] {
    return [...this.cookies].map(([key, { value, path }]) => `${key.split(' ')[1]}=${value}; Path=${path}`);
  }

  /** Sends one request, on a connection of its own: any worker may get it. Redirects are not followed. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin, pathname } = new URL(url);
    const cookie = [...this.cookies]
      .filter(([, each]) => each.origin === origin && pathname.startsWith(each.path))
      .map(([key, { value }]) => `${key.split(' ')[1]}=${value}`)
      .join('; ');
    const headers = new Headers(init.headers);
    headers.set('connection', 'close');
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) this.keep(origin, header);
    return response;
  }

  /** Goes to a URL and follows redirects as long as they lead to one that `until` does not know. */
  async go(
    url: string,
    until: (url: string) => boolean = () => false,
  ): Promise<{ url: string; response: Response | null }> {
    let target = url;
    for (let steps = 0; steps < 20; steps++) {
      if (until(target)) return { url: target, response: null };
      const response = await this.send(target);
      const location = response.headers.get('location');
      if (location === null) return { url: target, response };
      await response.text();
      target = new URL(location, target).href;
    }
    throw new Error(`Too many redirects, the last one to ${target}`);
  }
}
